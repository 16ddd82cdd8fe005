package io.penstock.tools;

import io.penstock.daemon.ExitCode;
import io.penstock.daemon.ProgramException;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Unmatched;

/**
 * The daemons as the help page lists them. The launcher starts each from its own jar and never
 * comes here; who runs the tools' jar by hand is told so.
 */
final class DaemonCommands {
  private DaemonCommands() {}

  @Command(name = "ingest", description = "Daemon: receive datagrams and append them to disk.")
  static final class Ingest implements Runnable {
    @Unmatched private List<String> ignored;

    @Override
    public void run() {
      throw elsewhere("ingest", "penstock-ingest.jar");
    }
  }

  @Command(
      name = "worker",
      description = "Daemon: read what was appended, shard it, send it on; one or more of them.")
  static final class Worker implements Runnable {
    @Unmatched private List<String> ignored;

    @Override
    public void run() {
      throw elsewhere("worker", "penstock-worker.jar");
    }
  }

  private static ProgramException elsewhere(String name, String jar) {
    return new ProgramException(
        ExitCode.USAGE, name + " has its own jar: run scripts/penstock " + name + ", or " + jar);
  }
}
