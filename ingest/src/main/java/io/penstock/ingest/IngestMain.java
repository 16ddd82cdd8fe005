package io.penstock.ingest;

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
import io.penstock.service.ServiceManager;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code penstock ingest}: takes datagrams off the network and appends them to the journal. */
@Command(
    name = "penstock ingest",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    description = {
      "Takes StatsD datagrams off the network and appends them to the journal.",
      "Runs in the foreground until SIGTERM; workers may run, stop and start beside it."
    })
public final class IngestMain implements DaemonCommand {
  @Mixin private final ConfigurationOptions configurationOptions = new ConfigurationOptions();
  @Mixin private final DaemonOptions daemonOptions = new DaemonOptions();

  private final ServiceManager manager;

  private IngestMain(ServiceManager manager) {
    this.manager = manager;
  }

  /** Runs ingest and exits with an {@link io.penstock.daemon.ExitCode}. */
  public static void main(String[] arguments) {
    Logging.start("ingest");
    ServiceManager manager = ServiceManager.ofEnvironment();
    System.exit(Program.runDaemon(() -> new IngestMain(manager), manager, arguments));
  }

  @Override
  public boolean take(String flag, PlainFlags flags) {
    return daemonOptions.take(flag) || configurationOptions.take(flag, flags);
  }

  @Override
  public Integer call() throws Exception {
    StopSignal stop = daemonOptions.begin(); // listens first: a change of the file is not missed
    Configuration configuration = configurationOptions.load();
    FirstFailure failure = new FirstFailure(stop);
    Ingest ingest = new Ingest(configuration, stop, failure, manager);
    Reload.onHangUp(stop, manager, configurationOptions, configuration, ingest::follow);
    ingest.run();
    return failure.tell(manager).code();
  }
}
