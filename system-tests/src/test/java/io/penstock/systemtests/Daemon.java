package io.penstock.systemtests;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A process of ours, from its start to its end; what it says goes to two files. */
final class Daemon {
  private static final long END_SECONDS_MAX = 120;

  private final String name;
  private final Process process;
  private final Path out;
  private final Path err;
  private final long startNs = System.nanoTime();
  private final long startEpochMs = System.currentTimeMillis();

  private Daemon(String name, Process process, Path out, Path err) {
    this.name = name;
    this.process = process;
    this.out = out;
    this.err = err;
  }

  /** Starts a program with nothing on its standard input, and signals as they are by default. */
  static Daemon start(
      String name,
      Path logs,
      Path directory,
      List<String> command,
      Map<String, String> environment) {
    Path out = logs.resolve(name + ".out");
    Path err = logs.resolve(name + ".err");
    // Whoever runs the tests in the background, or by nohup, would have them ignored.
    List<String> words = new ArrayList<>(List.of("env", "--default-signal=INT,HUP,TERM"));
    words.addAll(command);
    ProcessBuilder builder =
        new ProcessBuilder(words)
            .directory(directory.toFile())
            .redirectInput(new File("/dev/null"))
            .redirectOutput(out.toFile())
            .redirectError(err.toFile());
    builder.environment().putAll(environment);
    try {
      return new Daemon(name, builder.start(), out, err);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  String name() {
    return name;
  }

  long pid() {
    return process.pid();
  }

  /** Processor time that it has taken so far. */
  Duration cpu() {
    return process.info().totalCpuDuration().orElseThrow();
  }

  /** Wall clock when it was started: its counter files are younger when it is up. */
  long startEpochMs() {
    return startEpochMs;
  }

  boolean isAlive() {
    return process.isAlive();
  }

  /** Ends it without a chance to do anything. */
  Exit kill9() {
    return endBy("KILL");
  }

  /** Kills what it has started; for a wrapper that ends when its only child does. */
  Exit killChildren() {
    long signalledNs = System.nanoTime();
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    return awaitEnd(signalledNs);
  }

  /** Stops it where it is: it keeps its sockets, and answers nobody. */
  void freeze() {
    signal("STOP");
  }

  /** Lets it go on after {@link #freeze}. */
  void thaw() {
    signal("CONT");
  }

  /** Asks it to end, and waits until it has. */
  Exit sigterm() {
    return endBy("TERM");
  }

  /** What it has started that still lives. */
  List<ProcessHandle> descendants() {
    return process.descendants().toList();
  }

  /** As Ctrl-C does it: a signal to the process and all in its group, of which it is the leader. */
  Exit endGroupBy(String signal) {
    long signalledNs = System.nanoTime();
    signal(signal, -process.pid());
    return awaitEnd(signalledNs);
  }

  /** Sends a signal, and waits for nothing. */
  void signal(String signal) {
    signal(signal, process.pid());
  }

  private static void signal(String signal, long target) {
    try {
      new ProcessBuilder("kill", "-s", signal, "--", Long.toString(target)).start().waitFor();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private Exit endBy(String signal) {
    long signalledNs = System.nanoTime();
    if (signal.equals("KILL")) {
      process.destroyForcibly();
    } else {
      signal(signal);
    }
    return awaitEnd(signalledNs);
  }

  /** Waits for an end that it comes to by itself. */
  Exit awaitEnd() {
    return awaitEnd(startNs);
  }

  private Exit awaitEnd(long sinceNs) {
    try {
      if (!process.waitFor(END_SECONDS_MAX, TimeUnit.SECONDS)) {
        String stacks = stacks();
        process.destroyForcibly();
        throw new AssertionError(
            name + " did not end within " + END_SECONDS_MAX + " s\n" + log() + stacks);
      }
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
    Duration took = Duration.ofNanos(System.nanoTime() - sinceNs);
    return new Exit(process.exitValue(), took, read(out), read(err));
  }

  private String stacks() {
    signal("QUIT"); // the JVM writes its stacks to standard output
    try {
      Thread.sleep(1_000);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
    return read(out);
  }

  /** What it has said so far. */
  String log() {
    return read(out) + read(err);
  }

  /** Kills it with all that it has started. */
  void destroy() {
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly();
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
