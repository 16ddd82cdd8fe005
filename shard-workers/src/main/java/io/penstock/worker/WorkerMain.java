package io.penstock.worker;

import io.penstock.config.Configuration;
import io.penstock.config.ConfigurationOptions;
import io.penstock.config.PlainFlags;
import io.penstock.daemon.DaemonCommand;
import io.penstock.daemon.DaemonOptions;
import io.penstock.daemon.FirstFailure;
import io.penstock.daemon.Logging;
import io.penstock.daemon.Program;
import io.penstock.daemon.Reload;
import io.penstock.daemon.StopSignal;
import io.penstock.daemon.Version;
import io.penstock.os.HostProcess;
import io.penstock.service.ServiceManager;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code penstock worker}: tails the journal and sends each line to its shard's destination. */
@Command(
    name = "penstock worker",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    description = {
      "Tails the journal and sends each line to its shard's destination.",
      "Runs in the foreground until SIGTERM; ingest may run, stop and start beside it."
    })
public final class WorkerMain implements DaemonCommand {
  /** Nice value: when there is not CPU enough for both, ingest comes first. */
  private static final int BEHIND_INGEST = 5;

  @Mixin private final ConfigurationOptions configurationOptions = new ConfigurationOptions();
  @Mixin private final DaemonOptions daemonOptions = new DaemonOptions();

  @Option(
      names = "--shards",
      paramLabel = "all|N,N-M",
      description =
          "The shards that this process sends: 'all' (the default) or some, as 0,2 or 0-3.")
  private String shards;

  private final ServiceManager manager;

  private WorkerMain(ServiceManager manager) {
    this.manager = manager;
  }

  /** Runs a worker and exits with an {@link io.penstock.daemon.ExitCode}. */
  public static void main(String[] arguments) {
    Logging.start("worker");
    ServiceManager manager = ServiceManager.ofEnvironment();
    System.exit(Program.runDaemon(() -> new WorkerMain(manager), manager, arguments));
  }

  @Override
  public boolean take(String flag, PlainFlags flags) {
    if (flag.equals("--shards")) {
      shards = flags.onlyValue(shards);
      return true;
    }
    return daemonOptions.take(flag) || configurationOptions.take(flag, flags);
  }

  @Override
  public Integer call() throws Exception {
    StopSignal stop = daemonOptions.begin(); // listens first: a change of the file is not missed
    Configuration configuration = configurationOptions.load();
    ShardSelection selection =
        ShardSelection.parse(shards == null ? ShardSelection.ALL : shards, configuration.threads());
    HostProcess.lowerPriority(BEHIND_INGEST);
    FirstFailure failure = new FirstFailure(stop);
    Worker worker = new Worker(configuration, selection, stop, failure, manager);
    Reload.onHangUp(stop, manager, configurationOptions, configuration, worker::follow);
    worker.run();
    return failure.tell(manager).code();
  }
}
