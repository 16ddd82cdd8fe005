package io.penstock.console;

import io.penstock.config.Configuration;
import io.penstock.config.ConfigurationOptions;
import io.penstock.config.PlainFlags;
import io.penstock.daemon.DaemonCommand;
import io.penstock.daemon.DaemonOptions;
import io.penstock.daemon.ExitCode;
import io.penstock.daemon.Logging;
import io.penstock.daemon.Program;
import io.penstock.daemon.Reload;
import io.penstock.daemon.StopSignal;
import io.penstock.daemon.Version;
import io.penstock.service.ServiceManager;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code penstock console}: what there is to see, over HTTP. */
@Command(
    name = "penstock console",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    description = {
      "Serves a page, /metrics, /healthz, /readyz and /api/status on 127.0.0.1:8180.",
      "It only looks: it takes no lock, changes nothing, and the daemons never wait for it."
    })
public final class ConsoleMain implements DaemonCommand {
  @Mixin private final ConfigurationOptions configurationOptions = new ConfigurationOptions();
  @Mixin private final DaemonOptions daemonOptions = new DaemonOptions();

  private final ServiceManager manager;

  private ConsoleMain(ServiceManager manager) {
    this.manager = manager;
  }

  /** Runs the console and exits with an {@link ExitCode}. */
  public static void main(String[] arguments) {
    Logging.start("console");
    ServiceManager manager = ServiceManager.ofEnvironment();
    System.exit(Program.runDaemon(() -> new ConsoleMain(manager), manager, arguments));
  }

  @Override
  public boolean take(String flag, PlainFlags flags) {
    return daemonOptions.take(flag) || configurationOptions.take(flag, flags);
  }

  @Override
  public Integer call() {
    StopSignal stop = daemonOptions.begin(); // listens first: a change of the file is not missed
    Configuration configuration = configurationOptions.load();
    try (Console console =
        Console.open(configuration, System::nanoTime, System::currentTimeMillis)) {
      Reload.onHangUp(stop, manager, configurationOptions, configuration, console::follow);
      console.serve(stop, manager);
    }
    return ExitCode.OK.code();
  }
}
