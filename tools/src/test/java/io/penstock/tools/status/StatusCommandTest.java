package io.penstock.tools.status;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.penstock.config.Destination;
import io.penstock.counters.CounterFile;
import io.penstock.counters.FileKind;
import io.penstock.counters.IngestCounter;
import io.penstock.counters.InputNames;
import io.penstock.counters.ReaderState;
import io.penstock.tools.look.Look;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** What the operator sees. */
class StatusCommandTest {
  @TempDir Path folder;

  private static String run(int exitCode, String... arguments) {
    StringWriter out = new StringWriter();
    CommandLine program = new CommandLine(new StatusCommand());
    program.setOut(new PrintWriter(out));
    program.setErr(new PrintWriter(out));
    assertEquals(exitCode, program.execute(arguments), out.toString());
    return out.toString();
  }

  private Daemons deadDaemons() throws IOException {
    return new Daemons(folder)
        .ingest(500, 0)
        .reader("shard-0", 1_100, 1_300, ReaderState.BACKING_OFF, 1)
        .reader("shard-1", 1_500, 1_500, ReaderState.CAUGHT_UP, 0);
  }

  @Test
  void inputsAndTheirClientsAreShown() throws IOException {
    Daemons daemons = deadDaemons();
    try (CounterFile counters =
        CounterFile.openWritable(daemons.data.ingestCounters(), FileKind.INGEST)) {
      InputNames.write(counters, List.of("127.0.0.1:8125", "tcp://[::]:8125 (inherited: lines)"));
      counters.set(IngestCounter.CONNECTIONS_ACCEPTED, 10);
      counters.set(IngestCounter.CONNECTIONS_IDLE, 2);
    }
    String data = daemons.data.root().toString();
    String page = run(0, "--data-dir", data);
    assertTrue(page.contains("inputs    127.0.0.1:8125, tcp://[::]:8125 (inherited: lines)"), page);
    assertTrue(page.contains("clients   0 connected, 10 accepted, 2 idle"), page);
    JsonObject ingest =
        JsonParser.parseString(run(0, "--json", "--data-dir", data))
            .getAsJsonObject()
            .getAsJsonObject("ingest");
    assertEquals(2, ingest.getAsJsonArray("inputs").size());
    assertEquals(10, ingest.getAsJsonObject("stream_clients").get("accepted").getAsLong());
    String metrics = run(0, "--format", "prometheus", "--data-dir", data);
    assertTrue(metrics.contains("penstock_stream_clients_total{event=\"idle\"} 2"), metrics);
  }

  @Test
  void deadDaemonsAreShownFromTheirFilesAlone() throws IOException {
    String page = run(0, "--data-dir", deadDaemons().data.root().toString());
    assertTrue(page.contains("ingest    ended, process "), page);
    assertTrue(page.contains("UDP port 8125"), page);
    assertTrue(page.contains("appended  500, dropped 12 (disk_full 10, truncated 2)"), page);
    assertTrue(page.contains("dropped 5, buffer 0 B of 416 KiB (asked for twice 16 MiB;"), page);
    assertTrue(page.contains("workers   none alive, 0 of 2 readers"), page);
    assertTrue(page.contains("balance   residual 0 in 9 equations"), page);
    assertTrue(
        page.lines()
            .anyMatch(
                line -> line.matches("0 +- +dead +1,100 +400 +39 KiB +0\\.2 s +0 +- +- +3 +4")),
        page);
    assertTrue(page.lines().anyMatch(line -> line.matches("1 +- +stopped +1,500 +0 .*")), page);
  }

  @Test
  void destinationsComeFromTheConfiguration() throws IOException {
    String page = run(0, "--data-dir", deadDaemons().data.root().toString(), "-d", "a:1 b:2 c:3");
    assertTrue(page.lines().anyMatch(line -> line.matches("1 +b:2 +stopped .*")), page);
    assertTrue(page.lines().anyMatch(line -> line.matches("2 +c:3 +not_started .*")), page);
  }

  @Test
  void namesOfTheJsonAreStable() throws IOException {
    JsonObject json =
        JsonParser.parseString(run(0, "--json", "--data-dir", deadDaemons().data.root().toString()))
            .getAsJsonObject();
    assertEquals(
        Set.of("time", "data_directory", "ingest", "journal", "balance", "readers", "faults"),
        json.keySet());
    assertEquals(
        Set.of(
            "head",
            "roll_files",
            "allocated_bytes",
            "free_bytes",
            "disk_bytes",
            "oldest_number",
            "oldest_time",
            "storage",
            "headroom_seconds",
            "deleted_unread_datagrams"),
        json.getAsJsonObject("journal").keySet());
    assertEquals(
        Set.of("equations", "residual", "failing", "open", "moving"),
        json.getAsJsonObject("balance").keySet());
    assertEquals(
        Set.of(
            "life",
            "pid",
            "started",
            "port",
            "inputs",
            "stream_clients",
            "received_datagrams",
            "received_bytes",
            "received_datagrams_per_second",
            "appended_datagrams_per_second",
            "appended_datagrams",
            "dropped_datagrams",
            "dropped_by_reason",
            "kernel_drops",
            "away",
            "receive_errors",
            "attachments_refused",
            "socket_files_renewed",
            "receive_buffer_asked_bytes",
            "receive_buffer_granted_bytes",
            "receive_buffer_used_bytes"),
        json.getAsJsonObject("ingest").keySet());
    JsonObject reader = json.getAsJsonArray("readers").get(0).getAsJsonObject();
    assertEquals(
        Set.of(
            "name",
            "shard",
            "destination",
            "life",
            "pid",
            "state",
            "position",
            "backlog_datagrams",
            "backlog_bytes",
            "in_doubt_datagrams",
            "lag_seconds",
            "lines_per_second",
            "eta_seconds",
            "committed_lines",
            "rejected_lines",
            "lost_datagrams",
            "lost_by_reason",
            "expired_datagrams",
            "repeated_lines"),
        reader.keySet());
    assertEquals(400, reader.get("backlog_datagrams").getAsLong());
    assertEquals(0.2, reader.get("lag_seconds").getAsDouble());
  }

  @Test
  void missingDataDirectoryIsSaidInOneLine() {
    CommandLine program = new CommandLine(new StatusCommand());
    StringWriter err = new StringWriter();
    program.setErr(new PrintWriter(err, true));
    program.setExecutionExceptionHandler(
        (e, command, parsed) -> {
          command.getErr().println(e.getMessage());
          return 1;
        });
    assertEquals(1, program.execute("--data-dir", folder + "/none"));
    assertTrue(err.toString().startsWith(folder + "/none: no such folder"), err.toString());
  }

  @Test
  void emptyDataDirectoryIsNoFault() {
    String page = run(0, "--data-dir", new Daemons(folder).data.root().toString());
    assertTrue(page.contains("ingest    has never run here"), page);
    assertTrue(page.contains("journal   head 0, 0 files, 0 B on disk"), page);
  }

  /** Somebody outside the group sees nothing, which is not the same as that there is nothing. */
  @Test
  void whatCannotBeReadIsSaidFirstAndIsNotTakenForNeverThere() throws IOException {
    Daemons unreadable = new Daemons(folder);
    Files.writeString(unreadable.data.ingestCounters(), "as good as no right to read");
    String page = run(1, "--data-dir", unreadable.data.root().toString());
    assertTrue(page.startsWith("cannot read " + unreadable.data.ingestCounters()), page);
    assertFalse(page.contains("has never run"), page);
    assertFalse(page.contains("none has run"), page);
  }

  @Test
  void intervalThatIsNoneIsAFaultOfUsage() {
    String said =
        run(2, "--data-dir", new Daemons(folder).data.root().toString(), "--watch", "soon");
    assertTrue(said.contains("--watch: expected a duration"), said);
  }

  private List<String> page(int width, String... faults) throws IOException {
    Look look = Look.at(deadDaemons().data);
    List<Destination> destinations = List.of(new Destination("statsd-0.example.internal", 8125));
    Look withFaults =
        new Look(
            look.epochMs(),
            look.nanos(),
            look.ingest(),
            look.readers(),
            look.journal(),
            List.of(faults));
    Report report = Report.of(folder, look, withFaults, destinations);
    return StatusText.lines(report, Trends.in(StandardCharsets.UTF_8), width);
  }

  @Test
  void noLineIsLongerThanTheTerminalAndTheStateStaysLongest() throws IOException {
    for (int width = 10; width <= 200; width++) {
      int limit = width;
      List<String> lines = page(width, "/a/long/path/to/a/file: it is damaged beyond words");
      assertTrue(lines.stream().allMatch(line -> line.length() <= limit), "width " + width);
      assertEquals(width >= 14, lines.stream().anyMatch(line -> line.contains("STATE")));
    }
  }

  @Test
  void columnsGoByTheirWorthWhereTheTerminalIsNarrow() throws IOException {
    assertEquals(List.of("SHARD", "STATE", "BACKLOG", "LAG", "LOST"), headings(40));
    assertEquals(
        List.of(
            "SHARD",
            "DESTINATION",
            "STATE",
            "BACKLOG",
            "BYTES",
            "LAG",
            "RATE",
            "ETA",
            "LOST",
            "RESENT"),
        headings(80));
    List<String> all =
        List.of(
            "SHARD",
            "DESTINATION",
            "STATE",
            "POSITION",
            "BACKLOG",
            "BYTES",
            "LAG",
            "DOUBT",
            "RATE",
            "ETA",
            "LOST",
            "RESENT");
    assertEquals(all, headings(120));
    assertEquals(all, headings(200));
  }

  @Test
  void readersInTroubleAreShownFirst() throws IOException {
    long now = System.currentTimeMillis();
    Daemons daemons =
        new Daemons(folder, "troubled")
            .ingest(500, now)
            .reader("shard-0", 1_500, 1_500, ReaderState.CAUGHT_UP, now)
            .reader("shard-1", 1_400, 1_400, ReaderState.CATCHING_UP, now)
            .reader("shard-2", 1_400, 1_400, ReaderState.DOWN, now)
            .reader("shard-3", 1_400, 1_400, ReaderState.PAUSED, now);
    Look look = Look.at(daemons.data);
    List<String> lines =
        StatusText.lines(
            Report.of(folder, look, look, List.of()), Trends.in(StandardCharsets.UTF_8), 80);
    List<String> shards =
        lines.stream()
            .dropWhile(line -> !line.startsWith("SHARD"))
            .skip(1)
            .limit(4)
            .map(line -> line.split(" +")[0])
            .toList();
    assertEquals(List.of("2", "3", "0", "1"), shards);
  }

  private List<String> headings(int width) throws IOException {
    String heading =
        page(width).stream().filter(line -> line.startsWith("SHARD")).findFirst().orElseThrow();
    return List.of(heading.split(" +"));
  }

  @Test
  void coloursChangeNoWords() {
    String line = "0      a:1  backing_off  1,100";
    String coloured = StatusColours.colour(line);
    assertFalse(coloured.equals(line));
    assertEquals(line, coloured.replaceAll("\u001b\\[\\d+m", ""));
  }

  private String check(int exitCode, String limits, String... more) throws IOException {
    List<String> arguments = new ArrayList<>(List.of("--check", limits));
    arguments.addAll(List.of("--data-dir", deadDaemons().data.root().toString()));
    arguments.addAll(List.of(more));
    return run(exitCode, arguments.toArray(String[]::new));
  }

  @Test
  void checkEndsWithTheCodesThatMonitoringKnows() throws IOException {
    assertTrue(check(0, "lag=60s,backlog=1000").startsWith("PENSTOCK OK - 4 values"));
    assertTrue(
        check(1, "backlog=100:1000")
            .startsWith("PENSTOCK WARNING - shard-0 backlog 400 (limit 100)"));
    assertTrue(
        check(2, "lag=100ms,lost=0").startsWith("PENSTOCK CRITICAL - shard-0 lag 0.200s (limit"));
    assertTrue(check(2, "alive").startsWith("PENSTOCK CRITICAL - ingest is not alive and 2 more"));
    assertTrue(check(2, "drops=16").contains("ingest drops 17 (limit 16)"));
    assertTrue(check(0, "residual=0,free=1").startsWith("PENSTOCK OK"));
  }

  @Test
  void whatCannotBeToldIsUnknownAndNeverCalm() throws IOException {
    assertTrue(run(3, "--check", "lag=1s", "--data-dir", folder + "/none").contains("UNKNOWN - "));
    assertTrue(check(3, "leg=1s").contains("cannot check 'leg'; there are alive, lag=60s"));
    assertTrue(check(3, "lag").contains("lag needs a limit"));
    assertTrue(check(3, "lag=2min:1s").contains("the warning comes after the alarm"));
    assertTrue(check(3, "lost=1.5").contains("'lost=1.5': expected a whole number"));
    Files.writeString(new Daemons(folder).data.readers().resolve("shard-7"), "garbage");
    assertTrue(check(3, "lag=1h").startsWith("PENSTOCK UNKNOWN - cannot read "));
    assertTrue(check(2, "lag=0").startsWith("PENSTOCK CRITICAL - shard-0 lag"));
  }

  @Test
  void valuesOfTheCheckAreReadAsTheGuidelinesSay() throws IOException {
    String first = check(1, "lag=100ms:1h,lost=3,free=1").lines().findFirst().orElseThrow();
    String values = first.substring(first.indexOf(" | ") + 3);
    assertTrue(values.startsWith("'lag_shard-0'=0.200s;0.100;3600;0; "), values);
    assertTrue(values.contains(" 'lost_shard-1'=3;;3;0; "), values);
    assertTrue(values.matches(".* 'free_disk'=\\d+B;;1:;0;"), values);
    for (String value : values.split(" ")) {
      assertTrue(value.matches("'[^'= ]+'=-?[0-9.]+(s|B)?;([0-9.]+:?)?;[0-9.]+:?;0;"), () -> value);
    }
  }

  @Test
  void checkAsJsonCarriesTheSame() throws IOException {
    JsonObject json =
        JsonParser.parseString(check(2, "lost=0", "--format", "json")).getAsJsonObject();
    assertEquals(Set.of("status", "exit_code", "problems", "checks"), json.keySet());
    assertEquals("critical", json.get("status").getAsString());
    assertEquals(2, json.get("exit_code").getAsInt());
    assertEquals(2, json.getAsJsonArray("checks").size());
    assertEquals(
        Set.of("check", "subject", "value", "unit", "warning", "critical", "status"),
        json.getAsJsonArray("checks").get(0).getAsJsonObject().keySet());
  }

  @Test
  void metricsAreWhatPrometheusReads() throws IOException {
    String text =
        run(0, "--format", "prometheus", "--data-dir", deadDaemons().data.root().toString());
    Exposition metrics = Exposition.parse(text);
    assertEquals(400, metrics.value("penstock_reader_backlog_datagrams", "reader", "shard-0"));
    assertEquals(0.2, metrics.value("penstock_reader_lag_seconds", "reader", "shard-0"));
    assertEquals(10, metrics.value("penstock_dropped_datagrams_total", "reason", "disk_full"));
    assertEquals(0, metrics.value("penstock_balance_residual"));
    assertEquals(0, metrics.value("penstock_dropped_datagrams_total", "reason", "denied"));
  }

  /** An alarm must not keep a script from moving the file to where it is read. */
  @Test
  void metricsOfAnAlarmEndWithZero() throws IOException {
    Exposition judged = Exposition.parse(check(0, "lost=0", "--format", "prometheus"));
    assertEquals(2, judged.value("penstock_check_status", "subject", "shard-1"));
    Files.writeString(deadDaemons().data.readers().resolve("shard-7"), "garbage");
    String data = new Daemons(folder).data.root().toString();
    Exposition faulty = Exposition.parse(run(0, "--format", "prometheus", "--data-dir", data));
    assertEquals(1, faulty.value("penstock_look_faults"));
  }

  @Test
  void metricsAreWrittenToAFileWholeAndNeverKeepOldFigures() throws IOException {
    Path file = folder.resolve("penstock.prom");
    String data = deadDaemons().data.root().toString();
    String[] words = {"--format", "prometheus", "--check", "lost=0", "-o", file.toString()};
    List<String> all = new ArrayList<>(List.of(words));
    all.addAll(List.of("--data-dir", data));
    assertEquals("", run(0, all.toArray(String[]::new)));
    String written = Files.readString(file);
    assertEquals(2, Exposition.parse(written).value("penstock_check_status", "subject", "shard-1"));
    all.set(all.size() - 1, folder + "/none");
    run(1, all.toArray(String[]::new));
    Exposition nothing = Exposition.parse(Files.readString(file));
    assertEquals(1, nothing.value("penstock_look_faults"));
    assertFalse(Files.readString(file).contains("penstock_reader_lag"));
    assertFalse(Files.exists(folder.resolve("penstock.prom.part")));
  }

  @Test
  void fileThatCannotBeReadIsNamedAndTheOthersAreShown() throws IOException {
    Files.writeString(deadDaemons().data.readers().resolve("shard-7"), "garbage");
    String page = run(1, "--data-dir", new Daemons(folder).data.root().toString());
    assertTrue(page.contains("shard-7: "), page);
    assertTrue(page.lines().anyMatch(line -> line.matches("1 +- +stopped .*")), page);
  }
}
