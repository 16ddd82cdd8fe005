package io.penstock.systemtests;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * What systemd is to a service with sockets: opens them, hands them to each ingest that it starts,
 * and keeps them when one ends. A small program in Perl, which every Debian has.
 */
final class SocketHolder {
  private static final Path PROGRAM = Path.of("src/test/resources/socket-holder.pl");
  private static final Duration END_MAX = Duration.ofSeconds(60);

  private final Penstock penstock;
  private final Path gate;
  private final Daemon process;

  private SocketHolder(Penstock penstock, Path gate, Daemon process) {
    this.penstock = penstock;
    this.gate = gate;
    this.process = process;
  }

  /**
   * Opens sockets and starts ingest with them.
   *
   * @param sockets each as {@code name=udp:host:port}, {@code name=unix:/path} and so on
   */
  static SocketHolder start(Penstock penstock, String... sockets) throws IOException {
    assumeTrue(Files.isExecutable(Path.of("/usr/bin/perl")), "this host has no perl");
    Path gate = penstock.home().resolve("gate");
    Files.createFile(gate);
    List<String> wrapper =
        new ArrayList<>(
            List.of("/usr/bin/perl", PROGRAM.toAbsolutePath().toString(), gate.toString()));
    wrapper.addAll(List.of(sockets));
    wrapper.add("--");
    Daemon process = penstock.launch(wrapper, "ingest");
    penstock.awaitReady(process);
    return new SocketHolder(penstock, gate, process);
  }

  /** Ends ingest by a signal, such as KILL, and lets none start until {@link #open}. */
  void shut(String signal) throws IOException {
    Files.delete(gate);
    signal(signal);
    await("ingest has ended").atMost(END_MAX).until(() -> ingest().isEmpty());
  }

  private void signal(String signal) throws IOException {
    for (ProcessHandle child : ingest()) {
      boolean asked = signal.equals("KILL") ? child.destroyForcibly() : child.destroy();
      if (!asked) {
        throw new IOException("cannot end " + child);
      }
    }
  }

  private List<ProcessHandle> ingest() {
    return process.descendants();
  }

  /** Lets ingest start, and waits until it receives. */
  void open() throws IOException {
    long notBeforeEpochMs = System.currentTimeMillis();
    Files.createFile(gate);
    penstock.awaitReady(process, notBeforeEpochMs);
  }

  /** Ends ingest by a signal; the next one is started at once, and this waits until it receives. */
  void restart(String signal) throws IOException {
    long notBeforeEpochMs = System.currentTimeMillis();
    List<ProcessHandle> ended = ingest();
    signal(signal);
    await("ingest has ended")
        .atMost(END_MAX)
        .pollInterval(Duration.ofMillis(5))
        .until(() -> ended.stream().noneMatch(ProcessHandle::isAlive));
    penstock.awaitReady(process, notBeforeEpochMs);
  }

  /** What every ingest has said so far. */
  String log() {
    return process.log();
  }

  /** Ends ingest, and then the holder. */
  Exit end() {
    return process.sigterm();
  }
}
