package io.penstock.systemtests;

import io.penstock.daemon.Program;
import io.penstock.tools.PenstockMain;
import io.penstock.tools.dump.DumpCommand;
import java.io.ByteArrayOutputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine;

/** The commands that only look, each in the ways in which people use it. */
final class ReadingTools {
  private ReadingTools() {}

  /** Without the directory, see {@link #words}. */
  static List<List<String>> all() {
    return List.of(
        List.of("status", "--format", "prometheus"),
        List.of("status", "--check", "alive,lag=1h,lost=0,residual=0"),
        List.of("status", "--json"),
        List.of("readers"),
        List.of("doctor"),
        List.of("check"),
        List.of("check", "--balance"),
        List.of("dump", "--tail", "50"),
        List.of("dump", "--since", "2s", "--limit", "200", "--format", "json"),
        List.of("top", "--since", "1s"),
        List.of("explain", "web.hits,host=a:1|c"));
  }

  /** The words of a command for a Penstock. */
  static List<String> words(List<String> command, Penstock penstock) {
    List<String> words = new ArrayList<>(command);
    words.addAll(List.of("-c", penstock.config().file().toString()));
    return words;
  }

  /** Runs a command in this process; never throws what a user would see as a trace. */
  static Exit run(List<String> words) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    boolean isDump = words.getFirst().equals("dump"); // it prints bytes, not characters
    CommandLine program =
        isDump ? Program.commandLine(new DumpCommand(bytes)) : PenstockMain.commandLine();
    program.setOut(new PrintWriter(out));
    program.setErr(new PrintWriter(err, true));
    long began = System.nanoTime();
    int code = program.execute(words.subList(isDump ? 1 : 0, words.size()).toArray(String[]::new));
    return new Exit(
        code,
        Duration.ofNanos(System.nanoTime() - began),
        out + bytes.toString(StandardCharsets.ISO_8859_1),
        err.toString());
  }

  /** The same against any data directory, without a configuration of its own. */
  static Exit run(List<String> command, Path data) {
    List<String> words = new ArrayList<>(command);
    words.addAll(List.of("--data-dir", data.toString(), "-d", "127.0.0.1:9 127.0.0.1:10"));
    return run(words);
  }

  /** Whether what a program said holds a stack trace. */
  static boolean hasTrace(Exit exit) {
    return exit.text().lines().anyMatch(line -> line.matches("\\s+at [\\w.$/]+\\(.*\\)"));
  }
}
