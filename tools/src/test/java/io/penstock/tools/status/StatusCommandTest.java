package io.penstock.tools.status;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.penstock.config.Destination;
import io.penstock.counters.ReaderState;
import io.penstock.tools.look.Look;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
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
  void deadDaemonsAreShownFromTheirFilesAlone() throws IOException {
    String page = run(0, "--data-dir", deadDaemons().data.root().toString());
    assertTrue(page.contains("ingest    ended, process "), page);
    assertTrue(page.contains("UDP port 8125"), page);
    assertTrue(page.contains("appended  500, dropped 12 (disk_full 10, truncated 2)"), page);
    assertTrue(page.contains("dropped 5, buffer 0 B of 416 KiB (asked for 16 MiB;"), page);
    assertTrue(
        page.lines()
            .anyMatch(line -> line.matches("0 +- +dead +1,100 +400 +39 KiB +0\\.2 s +- +3 +4")),
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
        Set.of("time", "data_directory", "ingest", "journal", "readers", "faults"), json.keySet());
    assertEquals(
        Set.of(
            "life",
            "pid",
            "started",
            "port",
            "received_datagrams",
            "received_bytes",
            "received_datagrams_per_second",
            "appended_datagrams",
            "dropped_datagrams",
            "dropped_by_reason",
            "kernel_drops",
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
            "state",
            "position",
            "backlog_datagrams",
            "backlog_bytes",
            "in_doubt_datagrams",
            "lag_seconds",
            "lines_per_second",
            "committed_lines",
            "rejected_lines",
            "lost_datagrams",
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

  @Test
  void intervalThatIsNoneIsAFaultOfUsage() {
    String said =
        run(2, "--data-dir", new Daemons(folder).data.root().toString(), "--watch", "soon");
    assertTrue(said.contains("--watch: expected a duration"), said);
  }

  @Test
  void noLineIsLongerThanTheTerminalAndTheStateStaysLongest() throws IOException {
    Look look = Look.at(deadDaemons().data);
    List<Destination> destinations = List.of(new Destination("statsd-0.example.internal", 8125));
    Report report = Report.of(folder, look, look, destinations);
    for (int width = 10; width <= 160; width++) {
      int limit = width;
      List<String> lines = StatusText.lines(report, width);
      assertTrue(lines.stream().allMatch(line -> line.length() <= limit), "width " + width);
      assertEquals(width >= 14, lines.stream().anyMatch(line -> line.contains("STATE")));
    }
  }

  @Test
  void coloursChangeNoWords() {
    String line = "0      a:1  backing_off  1,100";
    String coloured = StatusColours.colour(line);
    assertFalse(coloured.equals(line));
    assertEquals(line, coloured.replaceAll("\u001b\\[\\d+m", ""));
  }
}
