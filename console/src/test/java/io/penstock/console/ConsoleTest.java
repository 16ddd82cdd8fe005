package io.penstock.console;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.penstock.counters.ReaderState;
import io.penstock.daemon.ExitCode;
import io.penstock.daemon.ProgramException;
import io.penstock.tools.PenstockMain;
import io.penstock.tools.status.Metrics;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** What the console says, asked over a real socket. */
class ConsoleTest {
  @TempDir private Path folder;

  private final AtomicLong nanos = new AtomicLong();
  private DataFolder data;
  private Console console;
  private InetSocketAddress server;

  @BeforeEach
  void liveDaemons() {
    data = new DataFolder(folder).ingest(500).reader("shard-0", 500, ReaderState.CAUGHT_UP);
    data.reader("shard-1", 500, ReaderState.CAUGHT_UP);
    console =
        Console.open(
            data.configuration("ready = alive, lag=10min"), nanos::get, () -> DataFolder.NOW_MS);
    console.start();
    server = console.address();
  }

  @AfterEach
  void close() {
    console.close();
  }

  @Test
  void aProbeLearnsThatItLives() throws IOException {
    Raw.Reply reply = Raw.get(server, "/healthz");
    assertEquals(200, reply.status());
    assertEquals("ok\n", reply.body());
  }

  @Test
  void itIsReadyWithinTheLimitsAndSaysWhyItIsNot() throws IOException {
    Raw.Reply ready = Raw.get(server, "/readyz");
    assertEquals(200, ready.status(), ready.body());
    assertEquals("ok", json(ready).get("status").getAsString());
    data.ingest(500, DataFolder.LONG_AGO_MS);
    console.look();
    Raw.Reply not = Raw.get(server, "/readyz");
    assertEquals(503, not.status());
    assertEquals("ingest is not alive", json(not).getAsJsonArray("problems").get(0).getAsString());
  }

  @Test
  void anOldLookSaysNothingOfNow() throws IOException {
    nanos.addAndGet(TimeUnit.SECONDS.toNanos(12));
    Raw.Reply reply = Raw.get(server, "/readyz");
    assertEquals(503, reply.status());
    assertEquals("unknown", json(reply).get("status").getAsString());
    assertTrue(reply.body().contains("the last look is 12 s old"), reply.body());
    assertEquals(200, Raw.get(server, "/healthz").status());
  }

  @Test
  void theStatusIsThatOfTheTool() throws IOException {
    data.ingest(500, DataFolder.LONG_AGO_MS);
    data.reader("shard-0", 400, ReaderState.READING, DataFolder.LONG_AGO_MS);
    data.reader("shard-1", 500, ReaderState.CAUGHT_UP, DataFolder.LONG_AGO_MS);
    console.look();
    JsonObject served = json(Raw.get(server, "/api/status"));
    JsonObject told = JsonParser.parseString(tool("status", "--json")).getAsJsonObject();
    for (JsonObject one : List.of(served, told)) {
      one.remove("time");
      one.getAsJsonObject("ingest").remove("received_datagrams_per_second");
      one.getAsJsonObject("ingest").remove("appended_datagrams_per_second");
      one.getAsJsonObject("journal").remove("free_bytes");
      one.remove("balance");
      one.getAsJsonArray("readers")
          .forEach(
              reader -> {
                reader.getAsJsonObject().remove("lines_per_second");
                reader.getAsJsonObject().remove("eta_seconds");
                reader.getAsJsonObject().remove("lag_seconds");
              });
    }
    assertEquals(told, served);
  }

  private String tool(String... words) {
    CommandLine tool = PenstockMain.commandLine();
    StringWriter out = new StringWriter();
    tool.setOut(new PrintWriter(out));
    List<String> all = new ArrayList<>(List.of(words));
    all.addAll(List.of("-c", folder.resolve("penstock.ini").toString()));
    assertEquals(0, tool.execute(all.toArray(String[]::new)));
    return out.toString();
  }

  @Test
  void metricsAreThoseOfTheToolInTheFormatThatIsAskedFor() throws IOException {
    Raw.Reply text = Raw.get(server, "/metrics");
    assertEquals(200, text.status());
    assertTrue(text.header("content-type").startsWith("text/plain; version=0.0.4"));
    List<String> told = comments(tool("status", "--format", "prometheus"));
    told.removeIf(line -> line.contains(" penstock_check_status "));
    List<String> served = comments(text.body());
    assertTrue(served.removeIf(line -> line.contains(" penstock_check_status ")));
    assertEquals(told, served);

    Raw.Reply open =
        Raw.get(server, "/metrics", "Accept: application/openmetrics-text; version=1.0.0");
    assertTrue(open.header("content-type").startsWith("application/openmetrics-text"));
    assertTrue(open.body().endsWith("# EOF\n"));
    assertTrue(open.body().contains("# UNIT penstock_reader_lag_seconds seconds\n"), open.body());
    assertTrue(
        open.body().contains("penstock_reader_committed_lines_created{"), "since its books began");
  }

  private static List<String> comments(String text) {
    return new ArrayList<>(text.lines().filter(line -> line.startsWith("#")).toList());
  }

  @Test
  void everyFamilyHasValuesBesideLiveDaemons() throws IOException {
    String text = Raw.get(server, "/metrics").body();
    for (String name : Metrics.names()) {
      if (!name.equals("penstock_oldest_record_timestamp_seconds")) { // the journal is empty
        assertTrue(text.lines().anyMatch(line -> line.matches(name + "(\\{.*})? .*")), name);
      }
    }
  }

  @Test
  void eachLookIsToldAtOnceToWhoListens() throws IOException {
    try (Socket socket = Raw.open(server)) {
      BufferedReader in = listen(socket);
      assertEquals(1, sequence(in));
      data.ingest(600);
      console.look();
      JsonObject event = event(in);
      assertEquals(2, event.get("sequence").getAsInt());
      assertEquals(
          600,
          event
              .getAsJsonObject("status")
              .getAsJsonObject("ingest")
              .get("received_datagrams")
              .getAsInt());
    }
  }

  @Test
  void whoIsSlowMissesLooksAndHoldsUpNobody() throws IOException {
    try (Socket socket = Raw.open(server)) {
      BufferedReader in = listen(socket);
      assertEquals(1, sequence(in));
      for (int i = 0; i < 100; i++) {
        console.look();
      }
      long last = 1;
      while (last < 101) {
        last = sequence(in);
      }
      assertEquals(101, last);
    }
  }

  @Test
  void onlySoManyListenAndOneMoreIsToldToComeAgain() throws IOException {
    List<Socket> sockets = new ArrayList<>();
    try {
      for (int i = 0; i < 64; i++) {
        Socket socket = Raw.open(server);
        sockets.add(socket);
        sequence(listen(socket));
      }
      Raw.Reply reply = Raw.get(server, "/api/events");
      assertEquals(503, reply.status());
      assertEquals("1", reply.header("retry-after"));
      assertEquals(200, Raw.get(server, "/healthz").status());
    } finally {
      for (Socket socket : sockets) {
        socket.close();
      }
    }
  }

  private static BufferedReader listen(Socket socket) throws IOException {
    socket
        .getOutputStream()
        .write(
            "GET /api/events HTTP/1.1\r\nHost: localhost\r\n\r\n"
                .getBytes(StandardCharsets.US_ASCII));
    return new BufferedReader(
        new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
  }

  private static long sequence(BufferedReader in) throws IOException {
    return event(in).get("sequence").getAsLong();
  }

  private static JsonObject event(BufferedReader in) throws IOException {
    while (true) {
      String line = in.readLine();
      assertTrue(line != null, "the stream has ended");
      if (line.startsWith("data: ")) {
        return JsonParser.parseString(line.substring(6)).getAsJsonObject();
      }
    }
  }

  @Test
  void aFileThatCannotBeReadIsNamedAndEverythingElseIsServed() throws IOException {
    Files.writeString(data.data.readers().resolve("shard-7"), "garbage");
    console.look();
    assertEquals(503, Raw.get(server, "/readyz").status());
    JsonObject status = json(Raw.get(server, "/api/status"));
    assertEquals(1, status.getAsJsonArray("faults").size());
    assertEquals(2, status.getAsJsonArray("readers").size());
  }

  @Test
  void eachChangeOfStateIsKept() throws IOException {
    data.reader("shard-0", 500, ReaderState.BACKING_OFF);
    console.look();
    console.look();
    JsonObject states = json(Raw.get(server, "/api/states?of=shard-0"));
    assertEquals(2, states.getAsJsonArray("states").size(), states::toString);
    assertEquals(
        ReaderState.BACKING_OFF.label(),
        states.getAsJsonArray("states").get(0).getAsJsonObject().get("state").getAsString());
    assertEquals(1, json(Raw.get(server, "/api/states")).getAsJsonArray("states").size());
    assertEquals(404, Raw.get(server, "/api/states?of=shard-99").status());
  }

  @Test
  void theHourIsServedOfTheWholeAndOfOneReader() throws IOException {
    JsonObject whole = json(Raw.get(server, "/api/history"));
    assertEquals(5, whole.get("step_seconds").getAsInt());
    assertTrue(whole.getAsJsonObject("series").has("lag"), whole::toString);
    JsonObject one = json(Raw.get(server, "/api/history?reader=shard-1"));
    assertEquals(Set.of("lag", "backlog"), one.getAsJsonObject("series").keySet());
    JsonObject none = json(Raw.get(server, "/api/history?reader=%3Cscript%3E"));
    assertEquals(0, none.getAsJsonObject("series").size());
  }

  @Test
  void findingsAreThoseOfDoctorAndExaminedOnceForAll() throws IOException {
    JsonObject first = json(Raw.get(server, "/api/findings"));
    assertTrue(first.getAsJsonArray("findings").size() > 5, first::toString);
    Files.writeString(data.data.readers().resolve("shard-7"), "garbage");
    assertEquals(first, json(Raw.get(server, "/api/findings")), "asked again at once");
    nanos.addAndGet(TimeUnit.SECONDS.toNanos(16));
    String later = Raw.get(server, "/api/findings").body();
    assertTrue(later.contains("shard-7"), later);
  }

  @Test
  void linesThatWaitAreShownOnlyWhereThatIsAllowed() throws IOException {
    assertEquals(404, Raw.get(server, "/api/waiting?reader=shard-0").status(), "no journal");
    assertEquals(400, Raw.get(server, "/api/waiting?reader=shard-0&from=-1").status());
    assertEquals(400, Raw.get(server, "/api/waiting?match=").status());
    try (Console discreet = data.console("lines = false")) {
      Raw.Reply reply = Raw.get(discreet.address(), "/api/waiting?reader=shard-0");
      assertEquals(403, reply.status());
      assertTrue(reply.body().contains("[console] lines"), reply.body());
    }
  }

  @Test
  void itServesThisHostOnly() {
    ProgramException refused =
        assertThrows(
            ProgramException.class,
            () ->
                Console.open(
                    data.configuration("bind = 0.0.0.0:0"), nanos::get, () -> DataFolder.NOW_MS));
    assertEquals(ExitCode.USAGE, refused.exitCode());
    ProgramException none =
        assertThrows(
            ProgramException.class,
            () ->
                Console.open(
                    data.configuration("bind = none"), nanos::get, () -> DataFolder.NOW_MS));
    assertEquals(ExitCode.USAGE, none.exitCode());
  }

  @Test
  void anAddressThatIsTakenEndsWithItsCode() {
    ProgramException taken =
        assertThrows(
            ProgramException.class,
            () ->
                Console.open(
                    data.configuration("bind = 127.0.0.1:" + server.getPort()),
                    nanos::get,
                    () -> DataFolder.NOW_MS));
    assertEquals(ExitCode.ADDRESS, taken.exitCode());
  }

  @Test
  void aLimitThatIsNoneIsSaidWithItsKey() {
    ProgramException wrong =
        assertThrows(
            ProgramException.class,
            () ->
                Console.open(
                    data.configuration("ready = lagg=1"), nanos::get, () -> DataFolder.NOW_MS));
    assertTrue(wrong.getMessage().startsWith("[console] ready: cannot check 'lagg'"));
  }

  private static JsonObject json(Raw.Reply reply) {
    return JsonParser.parseString(reply.body()).getAsJsonObject();
  }
}
