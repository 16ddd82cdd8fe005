package io.penstock.tools.run;

import io.penstock.config.Configuration;
import io.penstock.config.ConfigurationOptions;
import io.penstock.config.Destination;
import io.penstock.daemon.DataFolders;
import io.penstock.daemon.StopSignal;
import io.penstock.daemon.Version;
import java.io.PrintWriter;
import java.lang.ProcessBuilder.Redirect;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Both daemons and the console, in the foreground, until Ctrl-C. */
@Command(
    name = "run",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    description =
        "Run ingest, a worker for all shards and the console in the foreground, until Ctrl-C.",
    footer = {
      "",
      "SIGHUP has all read the configuration again.",
      "A daemon that dies is started again, after 0.2 s to 10 s. One that ends because of the",
      "configuration (2), a lock (3) or the address (5) ends the whole, with its exit code; the",
      "console ends alone. With console.bind = none it is not started."
    })
public final class RunCommand implements Callable<Integer> {
  private static final long TICK_NS = TimeUnit.MILLISECONDS.toNanos(20);

  @Spec private CommandSpec command;
  @Mixin private ConfigurationOptions options;

  @Option(names = "--until-stdin-closes", description = "End when standard input ends.")
  private boolean untilStdinCloses;

  @Override
  public Integer call() {
    StopSignal stop = StopSignal.install(); // listens first: a change of the file is not missed
    Configuration configuration = options.load();
    new DataFolders(configuration.dataDirectory()).create();
    Supervisor supervisor = new Supervisor(line -> say("penstock run: " + line));
    supervisor.add(
        "ingest", DaemonProcess.starter("ingest", options.arguments(), Redirect.INHERIT));
    List<String> workerArguments = new ArrayList<>(options.arguments());
    workerArguments.addAll(List.of("--shards", "all"));
    supervisor.add("worker", DaemonProcess.starter("worker", workerArguments, Redirect.INHERIT));
    if (configuration.console().bind().isPresent()) {
      supervisor.addOptional(
          "console", DaemonProcess.starter("console", options.arguments(), Redirect.INHERIT));
    }
    if (untilStdinCloses) {
      stop.untilStdinCloses();
    }
    AtomicBoolean hungUp = new AtomicBoolean();
    stop.onHangUp(() -> hungUp.set(true));
    introduce(configuration);
    supervise(supervisor, stop, hungUp);
    say("penstock run: stopped" + (stop.isRequested() ? " (" + stop.reason() + ")" : ""));
    return supervisor.exitCode();
  }

  private static void supervise(Supervisor supervisor, StopSignal stop, AtomicBoolean hungUp) {
    while (!supervisor.isDone()) {
      long nowNs = System.nanoTime();
      if (stop.isRequested()) {
        supervisor.stop(nowNs);
      }
      if (hungUp.getAndSet(false)) {
        supervisor.hangUp();
      }
      if (supervisor.doWork(nowNs) == 0) {
        LockSupport.parkNanos(TICK_NS);
      }
    }
  }

  private void introduce(Configuration configuration) {
    PrintWriter out = command.commandLine().getOut();
    out.println("penstock " + Version.of(RunCommand.class));
    out.println(
        "  receives  udp "
            + (configuration.bindPort() == 0
                ? configuration.bindInterface() + ", a free port (penstock status shows it)"
                : Destination.hostAndPort(
                    configuration.bindInterface(), configuration.bindPort())));
    for (int shard = 0; shard < configuration.destinations().size(); shard++) {
      out.println(
          (shard == 0 ? "  sends to  " : "            ")
              + configuration.destinations().get(shard)
              + "  (shard "
              + shard
              + ")");
    }
    out.println("  keeps     " + configuration.dataDirectory().root());
    String page =
        configuration
            .console()
            .bind()
            .filter(address -> address.port() != 0)
            .map(address -> "http://" + address + "/  or  ")
            .orElse("");
    out.println("  look      " + page + "penstock status --watch        Ctrl-C ends it");
    out.flush();
  }

  private void say(String line) {
    PrintWriter err = command.commandLine().getErr();
    err.println(line);
    err.flush();
  }
}
