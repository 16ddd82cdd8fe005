package io.penstock.tools.run;

import io.penstock.config.ConfigurationOptions;
import io.penstock.daemon.DaemonOptions;
import io.penstock.daemon.ExitCode;
import io.penstock.daemon.ProgramException;
import io.penstock.daemon.Version;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Unmatched;

/**
 * The daemons as the help pages list them, with the options that they have. The launcher starts
 * each from its own jar and never comes here; who runs the tools' jar by hand is told so.
 */
public final class DaemonCommands {
  private DaemonCommands() {}

  @Command(
      name = "ingest",
      mixinStandardHelpOptions = true,
      versionProvider = Version.class,
      description = {
        "Daemon: receive datagrams and append them to disk.",
        "Runs in the foreground until SIGTERM; workers may run, stop and start beside it."
      })
  public static final class Ingest implements Runnable {
    @Mixin private ConfigurationOptions configuration;
    @Mixin private DaemonOptions daemon;
    @Unmatched private List<String> ignored;

    @Override
    public void run() {
      throw elsewhere("ingest", "penstock-ingest.jar");
    }
  }

  @Command(
      name = "worker",
      mixinStandardHelpOptions = true,
      versionProvider = Version.class,
      description = {
        "Daemon: read what was appended, shard it, send it on; one or more of them.",
        "Runs in the foreground until SIGTERM; ingest may run, stop and start beside it."
      })
  public static final class Worker implements Runnable {
    @Mixin private ConfigurationOptions configuration;
    @Mixin private DaemonOptions daemon;

    @Option(
        names = "--shards",
        paramLabel = "all|N,N...",
        description = "The shards that this process sends: 'all' (the default) or some, as 0,2.")
    private String shards;

    @Unmatched private List<String> ignored;

    @Override
    public void run() {
      throw elsewhere("worker", "penstock-worker.jar");
    }
  }

  @Command(
      name = "console",
      mixinStandardHelpOptions = true,
      versionProvider = Version.class,
      description = {
        "Serve a page, /metrics, /healthz, /readyz and /api/status on 127.0.0.1:8180.",
        "It only looks: it takes no lock, changes nothing, and the daemons never wait for it.",
        "Runs in the foreground until SIGTERM."
      })
  public static final class Console implements Runnable {
    @Mixin private ConfigurationOptions configuration;
    @Mixin private DaemonOptions daemon;
    @Unmatched private List<String> ignored;

    @Override
    public void run() {
      throw elsewhere("console", "penstock-console.jar");
    }
  }

  private static ProgramException elsewhere(String name, String jar) {
    return new ProgramException(
        ExitCode.USAGE, name + " has its own jar: run scripts/penstock " + name + ", or " + jar);
  }
}
