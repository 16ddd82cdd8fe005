package io.penstock.tools.sink;

import com.google.gson.FieldNamingPolicy;
import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonObject;
import io.penstock.content.ContentHash;
import io.penstock.daemon.ExitCode;
import io.penstock.tools.command.EndOfRun;
import io.penstock.tools.command.EpochMicros;
import io.penstock.tools.command.Seconds;
import io.penstock.tools.screen.JsonText;
import io.penstock.tools.screen.LiveLine;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/**
 * {@code penstock sink}.
 *
 * <p>Says on standard error when it listens. Exit codes: 0 all that was expected came, or nothing
 * was expected; 1 it did not, or the sink could not run; 2 usage; 5 a port cannot be bound.
 */
@Command(
    name = "sink",
    mixinStandardHelpOptions = true,
    description = "Stand in for the destinations and say what became of each numbered line.",
    footer = {
      "",
      "Example: penstock sink --ports 9101,9102 --idle-exit 2s --json",
      "         penstock load --json > sent.json",
      "         penstock sink --ports 9101 --idle-exit 5s --load-report sent.json --verify",
      "Exit codes: 0 all as expected, 1 not so or could not run, 2 usage, 5 cannot bind."
    })
public final class SinkCommand implements Callable<Integer> {
  private static final int LOOK_MS = 50;
  private static final double NS_PER_SECOND = 1e9;
  private static final long QUIET_GATHER_NS = 1_000_000;

  @Spec private CommandSpec spec;

  @Option(names = "--ports", paramLabel = "PORT", split = ",", description = "Ports to listen on.")
  private List<Integer> ports = List.of();

  @Option(names = "--port-range", paramLabel = "FIRST-LAST", description = "More ports.")
  private String portRange;

  @Option(
      names = {"-b", "--bind-interface"},
      paramLabel = "ADDRESS",
      defaultValue = "127.0.0.1",
      description = "Address to listen on (default: ${DEFAULT-VALUE}).")
  private String host;

  @Option(
      names = "--seconds",
      paramLabel = "DURATION",
      converter = Seconds.class,
      description = "Duration of the run.")
  private double seconds = Double.POSITIVE_INFINITY;

  @Option(
      names = "--idle-exit",
      paramLabel = "DURATION",
      converter = Seconds.class,
      description = "Stop when nothing has arrived for this long after the first datagram.")
  private double idleSeconds = Double.POSITIVE_INFINITY;

  @Option(
      names = "--expect-lines",
      paramLabel = "N",
      description = "How many different lines there must be.")
  private long expectLines = -1;

  @Option(
      names = "--load-report",
      paramLabel = "FILE",
      description = "What \"load --json\" printed; read at the end, more than one is summed.")
  private List<Path> loadReports = List.of();

  @Option(
      names = "--verify",
      description =
          "Compare what came with --load-report: number and content of all lines, which need no"
              + " numbers of their own; a line that comes twice differs.")
  private boolean verify;

  @Option(
      names = "--receive-buffer",
      paramLabel = "BYTES",
      defaultValue = "" + Sink.RECEIVE_BUFFER_BYTES,
      description = "Receive buffer of each port (default: ${DEFAULT-VALUE}).")
  private int receiveBufferBytes;

  @Option(
      names = "--quiet-count",
      description = "Only count lines and bytes, at little cost; a pause of 1 ms gathers more.")
  private boolean quietCount;

  @Option(names = "--json", description = "Report as JSON.")
  private boolean json;

  private final SinkLedger ledger = new SinkLedger(EpochMicros.start());
  private final CountDownLatch stopped = new CountDownLatch(1);

  /** Made by picocli. */
  public SinkCommand() {}

  @Override
  public Integer call() throws IOException, InterruptedException {
    if (verify && loadReports.isEmpty()) {
      throw usage("--verify needs --load-report");
    }
    try (Sink sink = start();
        EndOfRun _ = EndOfRun.onSignal(stopped::countDown)) {
      spec.commandLine().getErr().println("listening on " + host + ", ports " + sink.portNumbers());
      try (LiveLine _ = LiveLine.start(_ -> liveText(sink))) {
        awaitEnd(sink);
      }
      return report(sink);
    } catch (BindException e) {
      spec.commandLine().getErr().println(e.getMessage());
      return ExitCode.ADDRESS.code();
    }
  }

  private Sink start() throws IOException {
    List<InetSocketAddress> addresses = new ArrayList<>();
    for (int port : allPorts()) {
      addresses.add(new InetSocketAddress(host, port));
    }
    return Sink.start(
        addresses,
        receiveBufferBytes,
        quietCount ? QUIET_GATHER_NS : 0,
        quietCount ? new LineCount(verify) : ledger);
  }

  private List<Integer> allPorts() {
    List<Integer> all = new ArrayList<>(ports);
    try {
      if (portRange != null) {
        String[] ends = portRange.split("-", 2);
        int last = Integer.parseInt(ends[ends.length - 1]);
        for (int port = Integer.parseInt(ends[0]); port <= last; port++) {
          all.add(port);
        }
      }
    } catch (NumberFormatException e) {
      throw usage("--port-range must be FIRST-LAST, not " + portRange);
    }
    if (all.isEmpty()) {
      throw usage("no port to listen on; give --ports or --port-range");
    }
    return all;
  }

  private ParameterException usage(String message) {
    return new ParameterException(spec.commandLine(), message);
  }

  private void awaitEnd(Sink sink) throws InterruptedException {
    long startNs = System.nanoTime();
    while (System.nanoTime() - startNs < seconds * NS_PER_SECOND
        && sink.idleNs() < idleSeconds * NS_PER_SECOND
        && !stopped.await(LOOK_MS, TimeUnit.MILLISECONDS)) {}
  }

  private String liveText(Sink sink) {
    try {
      SinkReport report = sink.report();
      return "%d datagrams, %d lines, %d dropped by the kernel"
          .formatted(report.datagrams(), report.lines(), report.kernelDrops());
    } catch (IOException e) {
      return e.getMessage();
    }
  }

  private int report(Sink sink) throws IOException {
    SinkReport report = sink.report();
    LedgerReport judged = sink.ask(ledger::report);
    Expected expected = expected();
    long missing = expected.missing(quietCount || verify ? report.lines() : judged.distinct());
    boolean isEqual = expected.content() == ContentHash.parse(report.content());
    if (json) {
      printJson(report, judged, expected, missing, isEqual);
    } else {
      print(report, judged, expected, missing, isEqual);
    }
    return (missing == 0 && (!verify || isEqual) ? ExitCode.OK : ExitCode.FAILED).code();
  }

  private Expected expected() throws IOException {
    if (loadReports.isEmpty()) {
      return Expected.lines(expectLines);
    }
    Expected expected = Expected.of(loadReports);
    if (verify && !expected.hasContent()) {
      throw new IOException("a load report says nothing about the content of its lines");
    }
    return expectLines < 0
        ? expected
        : new Expected(expectLines + expected.lines(), expected.content(), expected.hasContent());
  }

  private void printJson(
      SinkReport report, LedgerReport judged, Expected expected, long missing, boolean isEqual) {
    Gson gson =
        new GsonBuilder()
            .setPrettyPrinting()
            .setFieldNamingPolicy(FieldNamingPolicy.LOWER_CASE_WITH_UNDERSCORES)
            .create();
    JsonObject all = gson.toJsonTree(report).getAsJsonObject();
    if (!quietCount) {
      all.add("judged", gson.toJsonTree(judged));
    }
    if (expected.lines() >= 0) {
      all.addProperty("expected_lines", expected.lines());
      all.addProperty("missing_lines", missing);
    }
    if (verify) {
      all.addProperty("expected_content", ContentHash.text(expected.content()));
      all.addProperty("content_equal", isEqual);
    }
    spec.commandLine().getOut().println(JsonText.safe(gson.toJson(all)));
  }

  private void print(
      SinkReport report, LedgerReport judged, Expected expected, long missing, boolean isEqual) {
    PrintWriter out = spec.commandLine().getOut();
    out.printf(
        Locale.ROOT,
        "%d datagrams, %d lines, %d bytes in %.3f s; the kernel dropped %d; %.2f us of CPU a"
            + " datagram%n",
        report.datagrams(),
        report.lines(),
        report.bytes(),
        report.seconds(),
        report.kernelDrops(),
        report.cpuSeconds() * 1e6 / Math.max(1, report.datagrams()));
    for (SinkReport.Port port : report.ports()) {
      out.printf(
          "port %d: %d datagrams, %d lines, %d dropped%n",
          port.port(), port.datagrams(), port.lines(), port.kernelDrops());
    }
    if (!quietCount) {
      out.printf(
          "%d keys, %d different lines: %d lost, %d repeated, %d reordered, %d keys moved, %d lines"
              + " without a number%n",
          judged.keys(),
          judged.distinct(),
          judged.lost(),
          judged.repeated(),
          judged.reordered(),
          judged.movedKeys(),
          judged.unnumbered());
    }
    if (judged.latency().lines() > 0) {
      out.printf(
          "latency of %d lines: half within %d us, 99 of 100 within %d us, all within %d us%n",
          judged.latency().lines(),
          judged.latency().p50Micros(),
          judged.latency().p99Micros(),
          judged.latency().maxMicros());
    }
    if (!quietCount || verify) {
      out.printf("content of the lines: %s%n", report.content());
    }
    if (expected.lines() >= 0) {
      out.printf(
          "expected %d %slines: %d missing%n",
          expected.lines(), verify ? "" : "different ", missing);
    }
    if (verify) {
      out.printf(
          "content of what was sent: %s, %s%n",
          ContentHash.text(expected.content()), isEqual ? "equal" : "differs");
    }
  }
}
