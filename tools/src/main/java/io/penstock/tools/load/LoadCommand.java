package io.penstock.tools.load;

import com.google.gson.FieldNamingPolicy;
import com.google.gson.GsonBuilder;
import io.penstock.daemon.ExitCode;
import io.penstock.tools.command.EndOfRun;
import io.penstock.tools.command.Seconds;
import io.penstock.tools.screen.JsonText;
import io.penstock.tools.screen.LiveLine;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/**
 * {@code penstock load}.
 *
 * <p>Exit codes: 0 all was sent, 1 it could not run or some datagrams could not be sent, 2 usage.
 */
@Command(
    name = "load",
    mixinStandardHelpOptions = true,
    description = "Send StatsD datagrams at a known rate, numbered so that a sink can check them.",
    footer = {
      "",
      "Example: penstock load --target 127.0.0.1:8125 --rate 50000 --lines 10 --seq --seconds 10s",
      "Exit codes: 0 all sent, 1 not all sent or could not run, 2 usage."
    })
public final class LoadCommand implements Callable<Integer> {
  private static final int PORT_DEFAULT = 8125;

  @Spec private CommandSpec spec;

  @Option(
      names = "--target",
      paramLabel = "HOST:PORT",
      description = "Where to send (default: 127.0.0.1 and the port of -p).")
  private String target;

  @Option(
      names = {"-p", "--bind-port"},
      paramLabel = "PORT",
      defaultValue = "" + PORT_DEFAULT,
      description = "The port on this host that ingest is bound to (default: ${DEFAULT-VALUE}).")
  private int port;

  @Option(
      names = "--rate",
      paramLabel = "N|max",
      defaultValue = "10000",
      description = "Datagrams per second (default: ${DEFAULT-VALUE}).")
  private String rate;

  @Option(
      names = "--lines",
      paramLabel = "N",
      defaultValue = "1",
      description = "Lines per datagram (default: ${DEFAULT-VALUE}).")
  private int lines;

  @Option(
      names = "--keys",
      paramLabel = "N",
      defaultValue = "1000",
      description = "Number of series (default: ${DEFAULT-VALUE}).")
  private int keys;

  @Option(
      names = "--line-bytes",
      paramLabel = "N",
      defaultValue = "100",
      description = "Length of a line (default: ${DEFAULT-VALUE}).")
  private int lineBytes;

  @Option(
      names = "--seconds",
      paramLabel = "DURATION",
      converter = Seconds.class,
      description = "Duration of the run.")
  private double seconds = Double.POSITIVE_INFINITY;

  @Option(names = "--count", paramLabel = "N", description = "Stop after N datagrams.")
  private long count = Long.MAX_VALUE;

  @Option(
      names = "--seq",
      description = "Number the lines of each key from 0 on, as their value; else it is 1.")
  private boolean numbered;

  @Option(
      names = "--start",
      paramLabel = "N",
      defaultValue = "0",
      description = "Continue at this datagram: next_datagram of the same plan's last report.")
  private long start;

  @Option(
      names = "--run",
      paramLabel = "NAME",
      defaultValue = "",
      description = "A name within the keys, so that runs do not mix.")
  private String run;

  @Option(
      names = "--latency",
      description = "End each line with the time of sending, |#t:MICROS, which is not in the key.")
  private boolean stamped;

  @Option(
      names = "--file",
      paramLabel = "FILE",
      description = "Send the lines of this file instead, over and over.")
  private Path file;

  @Option(
      names = "--coalesce",
      paramLabel = "N",
      defaultValue = "1",
      description =
          "Give the kernel up to N datagrams a call (UDP_SEGMENT); they then end in a newline"
              + " (default: ${DEFAULT-VALUE}).")
  private int coalesce;

  @Option(
      names = "--sources",
      paramLabel = "N",
      defaultValue = "1",
      description = "Source sockets; a key keeps to one (default: ${DEFAULT-VALUE}).")
  private int sources;

  @Option(names = "--json", description = "Report as JSON.")
  private boolean json;

  /** Made by picocli. */
  public LoadCommand() {}

  @Override
  public Integer call() throws IOException {
    try (Load load = Load.open(plan());
        EndOfRun _ = EndOfRun.onSignal(load::stop)) {
      LoadReport report = run(load);
      print(report);
      boolean all = report.sources().stream().allMatch(source -> source.failed() == 0);
      return (all ? ExitCode.OK : ExitCode.FAILED).code();
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), e.getMessage(), e);
    }
  }

  private static LoadReport run(Load load) {
    try (LiveLine _ = LiveLine.start(_ -> load.datagrams() + " datagrams sent")) {
      return load.run();
    }
  }

  private LoadPlan plan() {
    if (file != null && (numbered || stamped)) {
      throw new IllegalArgumentException(
          "--file sends lines as they are: without --seq and --latency");
    }
    return new LoadPlan(
        address(),
        file != null
            ? new LoadPlan.Repeated(file)
            : new LoadPlan.Series(keys, lineBytes, numbered, stamped, run),
        new LoadPlan.Packing(lines, coalesce, sources),
        new LoadPlan.Span(datagramsPerSecond(), seconds, count, start));
  }

  private InetSocketAddress address() {
    if (target == null) {
      return new InetSocketAddress("127.0.0.1", port);
    }
    int colon = target.lastIndexOf(':');
    try {
      String host = target.substring(0, Math.max(colon, 0)).replaceAll("^\\[(.*)]$", "$1");
      LoadPlan.require(!host.isEmpty(), "");
      return new InetSocketAddress(host, Integer.parseInt(target.substring(colon + 1)));
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("--target must be HOST:PORT, not " + target, e);
    }
  }

  private double datagramsPerSecond() {
    if (rate.equals("max")) {
      return Double.POSITIVE_INFINITY;
    }
    try {
      return Double.parseDouble(rate);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException("--rate must be a number or max, not " + rate, e);
    }
  }

  private void print(LoadReport report) {
    PrintWriter out = spec.commandLine().getOut();
    if (json) {
      out.println(
          JsonText.safe(
              new GsonBuilder()
                  .setPrettyPrinting()
                  .setFieldNamingPolicy(FieldNamingPolicy.LOWER_CASE_WITH_UNDERSCORES)
                  .create()
                  .toJson(report)));
      return;
    }
    out.printf(
        Locale.ROOT,
        "sent %d datagrams, %d lines, %d bytes in %.3f s: %.0f datagrams/s, %.0f lines/s, %.2f us of"
            + " CPU a datagram%n",
        report.datagrams(),
        report.lines(),
        report.bytes(),
        report.seconds(),
        report.datagramsPerSecond(),
        report.linesPerSecond(),
        report.cpuSeconds() * 1e6 / Math.max(1, report.datagrams()));
    out.printf("content of the lines: %s%n", report.content());
    out.printf("to continue this plan: --start %d%n", report.nextDatagram());
    for (LoadReport.Source source : report.sources()) {
      if (!source.lastError().isEmpty() || source.undelivered() > 0) {
        out.printf(
            "source port %d: %d times full, %d refused, %d came back undelivered, %d never sent;"
                + " last: %s%n",
            source.port(),
            source.full(),
            source.refused(),
            source.undelivered(),
            source.failed(),
            source.lastError());
      }
    }
  }
}
