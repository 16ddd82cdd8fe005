package io.penstock.tools.status;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import io.penstock.config.Configuration;
import io.penstock.config.ConfigurationException;
import io.penstock.config.ConfigurationOptions;
import io.penstock.config.DataDirectory;
import io.penstock.daemon.ExitCode;
import io.penstock.daemon.ProgramException;
import io.penstock.daemon.StopSignal;
import io.penstock.daemon.Terminal;
import io.penstock.daemon.Version;
import io.penstock.tools.check.CounterBalance;
import io.penstock.tools.look.Look;
import io.penstock.tools.screen.Interval;
import io.penstock.tools.screen.JsonText;
import io.penstock.tools.screen.QuitKey;
import io.penstock.tools.screen.Screen;
import io.penstock.tools.screen.WholeFile;
import io.penstock.tools.select.DataOptions;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Shows the state of ingest and every reader, alive or not. */
@Command(
    name = "status",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    description = "Show what was received, sent and queued; works when the daemons are down, too.",
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:Shown; with --check all values are within limits.",
      "1:Could not run, or a file could not be read; with --check a warning limit is exceeded.",
      "2:The command line is wrong; with --check a critical limit is exceeded.",
      "3:Only with --check: unknown."
    },
    footer = {
      "",
      "BACKLOG  datagrams in the journal not yet sent; includes datagrams of other shards",
      "LAG      age of the oldest unsent line; 0 when nothing is queued",
      "DOUBT    datagrams sent and awaiting confirmation (forward.doubt_window)",
      "RATE     lines per second sent to its destination",
      "ETA      time until it has caught up, at the current rates",
      "LOST     datagrams missing in the journal;  RESENT  lines sent twice",
      "",
      "--format prometheus exits with 0 at an alarm too: see penstock_check_status.",
      "For a textfile collector: penstock status --watch 15s --format prometheus --output FILE.prom",
      "",
      "--check takes alive, and KEY=CRITICAL or KEY=WARNING:CRITICAL of lag, backlog,",
      "backlog_bytes, lost, resent, drops, residual, free; counts never reset.",
      "Example: penstock status --check alive,lag=60s:10min,lost=0,drops=0 --format nagios"
    })
public final class StatusCommand implements Callable<Integer> {
  /** How long to count for a rate when there is no second look to wait for. */
  private static final long RATE_WINDOW_NS = TimeUnit.MILLISECONDS.toNanos(250);

  /** How a report is written. */
  enum Format {
    text,
    json,
    nagios,
    prometheus
  }

  @Spec private CommandSpec command;
  @Mixin private DataOptions options;

  @Option(
      names = {"-w", "--watch"},
      paramLabel = "INTERVAL",
      arity = "0..1",
      fallbackValue = "1s",
      description = "Refresh every INTERVAL (default 1s) until q or Ctrl-C.")
  private String watch;

  @Option(names = "--json", description = "As JSON; with --watch one object a line.")
  private boolean json;

  @Option(
      names = "--check",
      paramLabel = "LIMITS",
      description = "Check against limits, with Nagios exit codes; see below.")
  private String check;

  @Option(
      names = "--format",
      paramLabel = "FORMAT",
      description = "text, json, nagios (only with --check, and its default) or prometheus.")
  private Format format;

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FILE",
      description =
          "Replace this file atomically instead of printing; with --watch every INTERVAL.")
  private Path output;

  private DataDirectory data;
  private Map<String, String> addresses = Map.of();

  @Override
  public Integer call() {
    if (output != null && watch != null) {
      return written(Interval.ms("--watch", watch, command));
    }
    if (check != null) {
      return judged();
    }
    if (chosenIs(Format.prometheus)) {
      return metrics();
    }
    locate();
    if (watch != null) {
      return again(Interval.ms("--watch", watch, command));
    }
    return once();
  }

  private boolean chosenIs(Format asked) {
    return !json && format == asked;
  }

  private void locate() {
    addresses = options.configuration().map(Configuration::addresses).orElse(Map.of());
    data = DataOptions.existing(options.data());
  }

  private Format format() {
    Format chosen = json ? Format.json : format;
    if (chosen == null) {
      return check == null ? Format.text : Format.nagios;
    }
    if (chosen == Format.nagios && check == null) {
      throw fault("--format nagios needs --check with some limits");
    }
    return chosen;
  }

  private ParameterException fault(String what) {
    return new ParameterException(command.commandLine(), what);
  }

  private int once() {
    Format chosen = format();
    Look before = Look.atCounters(data);
    boolean counts = before.isAnyAlive();
    if (counts) {
      LockSupport.parkNanos(RATE_WINDOW_NS);
    }
    Report report = report(counts ? before : null, Look.at(data));
    print(chosen == Format.json ? asJson(report) : asText(report));
    return report.faults().isEmpty() ? ExitCode.OK.code() : ExitCode.FAILED.code();
  }

  private List<String> asJson(Report report) {
    return List.of(JsonText.safe(pretty().toJson(StatusJson.of(report))));
  }

  private List<String> asText(Report report) {
    int columns = output == null ? Screen.size().columns() : Integer.MAX_VALUE;
    List<String> lines = StatusText.lines(report, trends(), columns);
    return output == null ? coloured(lines) : lines;
  }

  /**
   * Metrics, and the judgement of limits if there are any. Where nothing can be looked at the file
   * says so too: one that kept the figures of yesterday would look like health.
   */
  private int metrics() {
    List<Limit> limits;
    try {
      limits = check == null ? List.of() : Limit.parseAll(check);
    } catch (IllegalArgumentException e) {
      throw fault(e.getMessage());
    }
    try {
      locate();
    } catch (ConfigurationException | ProgramException e) {
      print(asMetrics(Observation.ofNothing(System.currentTimeMillis())));
      throw e;
    }
    // Prometheus makes rates of its own.
    Report report = report(null, Look.at(data));
    print(
        asMetrics(
            Observation.of(
                report,
                check == null ? Optional.empty() : Optional.of(Judgement.of(report, limits)))));
    boolean sawNothing = !report.faults().isEmpty() && report.readers().isEmpty();
    return sawNothing ? ExitCode.FAILED.code() : ExitCode.OK.code();
  }

  private static List<String> asMetrics(Observation seen) {
    return new String(MetricsText.PROMETHEUS.of(seen), StandardCharsets.UTF_8).lines().toList();
  }

  /** Writes the file again and again; trouble is said once and tried again. */
  private int written(long intervalMs) {
    boolean isPrometheus = chosenIs(Format.prometheus);
    if (!isPrometheus && check != null) {
      throw fault("--watch and --check go together with --format prometheus only");
    }
    StopSignal stop = StopSignal.install();
    PrintWriter err = command.commandLine().getErr();
    String said = "";
    do {
      try {
        int _ = isPrometheus ? metrics() : locatedOnce();
        said = "";
      } catch (ConfigurationException | ProgramException e) {
        if (!e.getMessage().equals(said)) {
          said = e.getMessage();
          err.println(said);
        }
      }
    } while (!stop.await(intervalMs));
    return ExitCode.OK.code();
  }

  private int locatedOnce() {
    locate();
    return once();
  }

  private Report report(Look before, Look now) {
    return Report.of(data.root(), before, now, addresses).with(CounterBalance.of(data, now));
  }

  private int again(long intervalMs) {
    Format chosen = format();
    if (chosen != Format.text && chosen != Format.json) {
      throw fault("--watch shows text or json");
    }
    StopSignal stop = StopSignal.install();
    PrintWriter out = command.commandLine().getOut();
    Gson gson = new GsonBuilder().serializeNulls().create();
    Trends trends = trends();
    Reports reports = new Reports(data, addresses);
    boolean read = true;
    try (QuitKey _ = QuitKey.on(stop);
        Screen screen = new Screen(out)) {
      do {
        Report report = reports.next();
        if (chosen == Format.json) {
          out.println(JsonText.safe(gson.toJson(StatusJson.of(report))));
          read = !out.checkError();
        } else {
          trends.add(report);
          Screen.Size size = Screen.size();
          read = screen.show(coloured(StatusText.lines(report, trends, size.columns())), size);
        }
      } while (read && !stop.await(intervalMs));
    }
    return ExitCode.OK.code();
  }

  /** For a monitoring system: whatever goes wrong is "unknown", never an alarm or a calm. */
  private int judged() {
    if (chosenIs(Format.prometheus)) {
      return metrics();
    }
    try {
      List<Limit> limits = Limit.parseAll(check);
      Format chosen = format();
      if (watch != null) {
        throw new IllegalArgumentException("--watch and --check do not go together");
      }
      locate();
      Report report = report(null, Look.at(data));
      Judgement judgement = Judgement.of(report, limits);
      print(
          chosen == Format.json
              ? List.of(JsonText.safe(pretty().toJson(JudgementJson.of(judgement))))
              : NagiosText.lines(judgement));
      return judgement.level().ordinal();
    } catch (ConfigurationException | ProgramException | IllegalArgumentException e) {
      print(List.of("PENSTOCK UNKNOWN - " + e.getMessage().replace('\n', ' ').replace('|', '/')));
      return Level.UNKNOWN.ordinal();
    }
  }

  private static Gson pretty() {
    return new GsonBuilder().serializeNulls().disableHtmlEscaping().setPrettyPrinting().create();
  }

  private void print(List<String> lines) {
    if (output == null) {
      PrintWriter out = command.commandLine().getOut();
      lines.forEach(out::println);
      out.flush();
      return;
    }
    Path file = ConfigurationOptions.base().resolve(output);
    try {
      WholeFile.write(file, (String.join("\n", lines) + "\n").getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new ProgramException(ExitCode.FAILED, file + " cannot be written: " + e, e);
    }
  }

  private static Trends trends() {
    return Trends.in(
        Charset.forName(System.getProperty("stdout.encoding", Charset.defaultCharset().name())));
  }

  private static List<String> coloured(List<String> lines) {
    return Terminal.colours() ? lines.stream().map(StatusColours::colour).toList() : lines;
  }
}
