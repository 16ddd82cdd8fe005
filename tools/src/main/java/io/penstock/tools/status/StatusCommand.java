package io.penstock.tools.status;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import io.penstock.config.Configuration;
import io.penstock.config.ConfigurationException;
import io.penstock.config.ConfigurationOptions;
import io.penstock.config.DataDirectory;
import io.penstock.config.Destination;
import io.penstock.config.Units;
import io.penstock.daemon.ExitCode;
import io.penstock.daemon.ProgramException;
import io.penstock.daemon.StopSignal;
import io.penstock.daemon.Terminal;
import io.penstock.daemon.Version;
import io.penstock.tools.look.Look;
import io.penstock.tools.screen.Screen;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Shows how ingest and every reader stand, whether they live or not. */
@Command(
    name = "status",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    description = "Show what came in, what went out and what waits; works on dead daemons too.",
    footer = {
      "",
      "BACKLOG  datagrams between a reader's committed position and the head of the journal",
      "LAG      how far behind the head it has read, by the time of receiving",
      "RATE     lines per second that its destination was sent",
      "LOST     datagrams missing in the journal;  REPEATED  lines sent once more"
    })
public final class StatusCommand implements Runnable {
  /** How long to count for a rate when there is no second look to wait for. */
  private static final long RATE_WINDOW_NS = TimeUnit.MILLISECONDS.toNanos(250);

  @Spec private CommandSpec command;
  @Mixin private ConfigurationOptions options;

  @Option(
      names = "--data-dir",
      paramLabel = "DIR",
      description = "The data directory; then no configuration is needed.")
  private Path dataDirectory;

  @Option(
      names = {"-w", "--watch"},
      paramLabel = "INTERVAL",
      arity = "0..1",
      fallbackValue = "1s",
      description = "Again and again (default: every second), in place, until Ctrl-C.")
  private String watch;

  @Option(names = "--json", description = "As JSON; with --watch one object a line.")
  private boolean json;

  private DataDirectory data;
  private List<Destination> destinations = List.of();

  @Override
  public void run() {
    locate();
    if (watch == null) {
      once();
    } else {
      again(intervalMs());
    }
  }

  private void locate() {
    if (dataDirectory == null) {
      Configuration configuration = options.load();
      data = configuration.dataDirectory();
      destinations = configuration.destinations();
    } else {
      data = new DataDirectory(ConfigurationOptions.base().resolve(dataDirectory));
      destinations = destinationsIfAny();
    }
    if (!Files.isDirectory(data.root())) {
      throw new ProgramException(
          ExitCode.FAILED,
          data.root() + ": no such folder; has ingest run here? (--data-dir names another)");
    }
  }

  private List<Destination> destinationsIfAny() {
    try {
      return options.load().destinations();
    } catch (ConfigurationException notNeeded) {
      return List.of();
    }
  }

  private long intervalMs() {
    try {
      long nanos = Units.nanos(watch.matches("[0-9]+") ? watch + "s" : watch);
      return Math.max(100, TimeUnit.NANOSECONDS.toMillis(nanos));
    } catch (IllegalArgumentException e) {
      throw new ParameterException(command.commandLine(), "--watch: " + e.getMessage(), e);
    }
  }

  private void once() {
    Look before = Look.at(data);
    Look now = before;
    if (before.isAnyAlive()) {
      LockSupport.parkNanos(RATE_WINDOW_NS);
      now = Look.at(data);
    }
    Report report = Report.of(data.root(), before, now, destinations);
    PrintWriter out = command.commandLine().getOut();
    if (json) {
      Gson gson = new GsonBuilder().serializeNulls().setPrettyPrinting().create();
      out.println(gson.toJson(StatusJson.of(report)));
    } else {
      coloured(StatusText.lines(report, Screen.size().columns())).forEach(out::println);
    }
    out.flush();
  }

  private void again(long intervalMs) {
    StopSignal stop = StopSignal.install();
    PrintWriter out = command.commandLine().getOut();
    Gson gson = new GsonBuilder().serializeNulls().create();
    Look before = null;
    boolean read = true;
    try (Screen screen = new Screen(out)) {
      do {
        Look now = Look.at(data);
        Report report = Report.of(data.root(), before, now, destinations);
        before = now;
        if (json) {
          out.println(gson.toJson(StatusJson.of(report)));
          read = !out.checkError();
        } else {
          Screen.Size size = Screen.size();
          read = screen.show(coloured(StatusText.lines(report, size.columns())), size);
        }
      } while (read && !stop.await(intervalMs));
    }
  }

  private static List<String> coloured(List<String> lines) {
    return Terminal.colours() ? lines.stream().map(StatusColours::colour).toList() : lines;
  }
}
