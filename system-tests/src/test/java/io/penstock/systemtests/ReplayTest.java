package io.penstock.systemtests;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.penstock.counters.ReaderCounter;
import io.penstock.net.UnixDatagramServer;
import io.penstock.reader.Position;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** A piece of the journal that is sent once more. */
@ExtendWith(PenstockExtension.class)
@Timeout(420)
class ReplayTest {
  private static final int LINES = 4_000;

  @Test
  void whatIsPlannedIsSentTwoRunsSendTheSameBytesAndNobodyElseNotices(Penstock penstock)
      throws Exception {
    try (Sinks sinks = Sinks.start(2);
        Recorder first = Recorder.start();
        Recorder second = Recorder.start()) {
      penstock.destinations(sinks.addresses()).set("journal.roll_bytes", "1MiB");
      penstock.start();
      Traffic.send(Offered.to(penstock).datagrams(LINES));
      penstock.awaitDelivered();
      sinks.assertEachOnce(LINES);
      Position position = penstock.counts().position(0);

      try (Traffic live = Traffic.begin(Offered.to(penstock).named("live").at(2_000))) {
        String[] range = {"--from", "500", "--before", "3500", "--types", "c", "--json"};
        JsonObject shown = replay(penstock, first.address(), range);
        assertEquals(3_000, shown.get("lines").getAsLong());
        assertTrue(first.datagrams().isEmpty(), "shown only");
        JsonObject done = replay(penstock, first.address(), with(range, "--execute"));
        JsonObject planned = only(done.getAsJsonArray("destinations").get(0).getAsJsonObject());
        JsonObject sent =
            only(
                done.getAsJsonObject("execution")
                    .getAsJsonArray("destinations")
                    .get(0)
                    .getAsJsonObject());
        assertEquals(planned, sent);
        assertEquals(only(shown.getAsJsonArray("destinations").get(0).getAsJsonObject()), sent);
        replay(penstock, second.address(), with(range, "--execute"));
        Recorder.awaitLines(List.of(first, second), 6_000);
        assertEquals(first.datagrams(), second.datagrams(), "the same bytes");
        assertEquals(sent.get("datagrams").getAsInt(), first.datagrams().size());
        assertEquals(
            sent.get("bytes").getAsLong(),
            first.datagrams().stream().mapToLong(String::length).sum());
        live.end();
      }
      assertNothingIsLeft(penstock);
      penstock.awaitDelivered();
      assertEquals(0, sinks.ledger().repeated(), "the live flow is left alone");
      assertEquals(position.startNumber(), penstock.counts().position(0).startNumber());
      assertEquals(0, penstock.sum(ReaderCounter.REPEATED_LINES));
      Balance.assertZero(penstock);
    }
  }

  @Test
  @Tag("long")
  void toTheShardsOwnDestinationsEachLineGoesWhereItWentAndTheWarningSaysTwice(Penstock penstock)
      throws Exception {
    try (Sinks sinks = Sinks.start(3)) {
      penstock.destinations(sinks.addresses());
      penstock.start();
      Traffic.send(Offered.to(penstock).datagrams(LINES));
      penstock.awaitDelivered();
      sinks.assertEachOnce(LINES);
      List<Long> before = Stream.of(0, 1, 2).map(sinks::lines).toList();
      Exit exit = penstock.tool("replay", "--from", "0", "--execute");
      assertEquals(0, exit.code(), exit::text);
      assertTrue(exit.out().contains("4,000 lines were already sent to these servers"), exit::out);
      assertTrue(exit.out().contains("complete"), exit::out);
      await("everything came twice")
          .atMost(Duration.ofSeconds(60))
          .until(() -> sinks.ledger().repeated() == LINES);
      assertEquals(
          before.stream().map(lines -> 2 * lines).toList(),
          Stream.of(0, 1, 2).map(sinks::lines).toList());
      sinks.assertOnTheirShards("load.", 3);
      Balance.assertZero(penstock);
    }
  }

  @Test
  @Tag("long")
  void interruptedItSaysWhereAndResumedItHasSentEverythingExactlyOnce(Penstock penstock)
      throws Exception {
    try (Sinks sinks = Sinks.start(1);
        Recorder staging = Recorder.start()) {
      penstock.destinations(sinks.addresses());
      penstock.start();
      Traffic.send(Offered.to(penstock).datagrams(LINES));
      penstock.awaitDelivered();
      penstock.worker().sigterm();

      Path file = penstock.home().resolve("stopped.resume");
      Daemon replay =
          penstock.launch(
              List.of("setsid"),
              "replay",
              withTarget(
                  staging.address(),
                  "--from",
                  "0",
                  "--rate",
                  "1000/s",
                  "--resume-file",
                  file.toString(),
                  "--execute"));
      await("some of it has come")
          .atMost(Duration.ofSeconds(60))
          .until(() -> staging.datagrams().size() > 20);
      Exit stopped = replay.endGroupBy("INT");
      assertTrue(stopped.code() != 0, stopped::text);
      assertTrue(stopped.out().contains("stopped before datagram "), stopped::text);
      long next =
          Long.parseLong(stopped.out().replaceAll("(?s).*stopped before datagram (\\d+);.*", "$1"));
      assertTrue(next > 0 && next < LINES, () -> "stopped before " + next);
      Recorder.awaitLines(List.of(staging), (int) next);
      assertEquals(next, staging.lines().size(), "all before it was sent, nothing else");

      Exit resumed =
          penstock.launchBare("replay", "--resume", file.toString(), "--execute").awaitEnd();
      assertEquals(0, resumed.code(), resumed::text);
      Recorder.awaitLines(List.of(staging), LINES);
      assertEquals(LINES, staging.lines().size());
      assertEquals(LINES, staging.lines().stream().distinct().count(), "each exactly once");
      assertFalse(Files.exists(file), "nothing is left to resume");
      Balance.assertZero(penstock);
    }
  }

  @Test
  @Tag("long")
  void aRefusalStopsItWithTheNumberAndItGoesOnFromThere(Penstock penstock) throws Exception {
    InetSocketAddress nobody = Loopback.fresh();
    try (Sinks sinks = Sinks.start(1)) {
      penstock.destinations(sinks.addresses());
      penstock.start();
      Traffic.send(Offered.to(penstock).datagrams(1_000));
      penstock.awaitDelivered();
      Path file = penstock.home().resolve("refused.resume");
      String[] words = {"--from", "100", "--execute", "--resume-file", file.toString()};
      Exit refused = penstock.tool("replay", withTarget(nobody, words));
      assertEquals(1, refused.code(), refused::text);
      assertTrue(refused.out().contains("refuses: "), refused::text);
      assertTrue(refused.out().contains("delivery is certain only before 100"), refused::text);
      assertFalse(refused.text().contains("\tat "), "no stack trace");
      try (Recorder back = Recorder.at(nobody)) {
        Exit resumed = penstock.tool("replay", "--resume", file.toString(), "--execute");
        assertEquals(0, resumed.code(), resumed::text);
        Recorder.awaitLines(List.of(back), 900);
      }
      Balance.assertZero(penstock);
    }
  }

  @Test
  @Tag("long")
  void tagsAndTimesAreAddedWhereTheyBelong(Penstock penstock) throws Exception {
    try (Recorder live = Recorder.start();
        Recorder staging = Recorder.start()) {
      penstock.destinations(List.of(live.address()));
      penstock.start();
      List<String> lines =
          List.of(
              "a:1|c", "b:2|g|#x:y", "c:3|ms|@0.5", "d:4|c|#x|c:id", "e:5|c|T1700000000", "junk");
      send(penstock.address(), String.join("\n", lines));
      Recorder.awaitLines(List.of(live), lines.size());
      Exit exit =
          penstock.tool(
              "replay",
              withTarget(
                  staging.address(),
                  "--from",
                  "0",
                  "--timestamp",
                  "--tag",
                  "again:1",
                  "--execute"));
      assertEquals(0, exit.code(), exit::text);
      Recorder.awaitLines(List.of(staging), lines.size());
      List<String> came =
          staging.lines().stream().map(line -> line.replaceAll("T17[6-9]\\d{7}$", "TNOW")).toList();
      assertEquals(
          List.of(
              "a:1|c|#again:1|TNOW",
              "b:2|g|#x:y,again:1|TNOW",
              "c:3|ms|@0.5|#again:1",
              "d:4|c|#x,again:1|c:id|TNOW",
              "e:5|c|#again:1|T1700000000",
              "junk"),
          came);
    }
  }

  /** What a worker leaves out for a receiver, a replay to that receiver leaves out too. */
  @Test
  @Tag("long")
  void toItsOwnDestinationALineIsWrittenAsItsDialectSays(Penstock penstock) throws Exception {
    try (Recorder own = Recorder.start()) {
      penstock.destinations(List.of(own.address()));
      penstock.set("shard.0.strip", "c").set("shard.0.drop", "events");
      penstock.set("shard.0.unpack", "true");
      penstock.start();
      send(penstock.address(), "a:1|c|c:id\n_e{5,4}:title|text\nb:1:2|ms\nc:3|g");
      List<String> wanted = List.of("a:1|c", "b:1|ms", "b:2|ms", "c:3|g");
      Recorder.awaitLines(List.of(own), 4);
      assertEquals(wanted, own.lines());
      Exit exit = penstock.tool("replay", "--from", "0", "--execute");
      assertEquals(0, exit.code(), exit::text);
      assertTrue(exit.out().contains("complete"), exit::text);
      assertTrue(exit.out().contains("1 events or service checks are not sent"), exit::text);
      Recorder.awaitLines(List.of(own), 8);
      assertEquals(wanted, own.lines().subList(4, 8));
      Balance.assertZero(penstock);
    }
  }

  /** Lines and their bytes are those of dump, whatever carries them and however fast. */
  @Test
  @Tag("long")
  void overStreamsAndUnixDatagramsAndAtRecordedSpeedTheSameBytesCome(Penstock penstock)
      throws Exception {
    Path folder = Files.createTempDirectory("pr"); // a socket's path is short
    Path stream = folder.resolve("s");
    Path datagrams = folder.resolve("d");
    ByteArrayOutputStream unix = new ByteArrayOutputStream();
    try (StreamRecorder tcp = StreamRecorder.tcp();
        StreamRecorder unixStream = StreamRecorder.unix(stream);
        UnixDatagramServer _ = new UnixDatagramServer(datagrams, bytes -> take(bytes, unix))) {
      penstock.destinations(List.of(Loopback.fresh()));
      penstock.startIngest();
      Traffic.send(Offered.to(penstock).datagrams(1_000).at(1_000).lines(2));
      penstock.awaitReceived(1_000);
      penstock.ingest().sigterm();
      String all = penstock.ask("dump", "--format", "raw").out();
      assertEquals(2_000, all.lines().count());

      JsonObject original = replayTo(penstock, tcp.address(), "original");
      await("all is there over TCP").until(() -> tcp.text().length() >= all.length());
      assertEquals(all, tcp.text());
      JsonObject twice = replayTo(penstock, "unix://" + datagrams, "2x");
      await("all is there by datagrams").until(() -> unix.size() >= all.length());
      assertEquals(all, unix.toString(StandardCharsets.ISO_8859_1));
      replayTo(penstock, "unix+stream://" + stream, "max");
      await("all is there by a Unix stream")
          .until(() -> unixStream.text().length() >= all.length());
      assertEquals(all, unixStream.text());

      double span = original.get("expected_seconds").getAsDouble();
      assertEquals(span / 2, twice.get("expected_seconds").getAsDouble(), 1e-6);
      assertTrue(took(original) >= span, () -> "no faster than it came: " + original);
      assertTrue(took(twice) >= span / 2, () -> "twice as fast, no faster: " + twice);
    } finally {
      Files.deleteIfExists(datagrams);
      Files.deleteIfExists(stream);
      Files.delete(folder);
    }
  }

  private static void take(byte[] datagram, ByteArrayOutputStream all) {
    synchronized (all) {
      all.writeBytes(datagram);
      all.write('\n');
    }
  }

  private static JsonObject replayTo(Penstock penstock, String to, String rate) {
    Exit exit =
        penstock.tool("replay", "--from", "0", "--to", to, "--rate", rate, "--execute", "--json");
    assertEquals(0, exit.code(), exit::text);
    return JsonParser.parseString(exit.out()).getAsJsonObject();
  }

  private static double took(JsonObject replayed) {
    return replayed.getAsJsonObject("execution").get("seconds").getAsDouble();
  }

  private static void send(InetSocketAddress to, String text) throws IOException {
    byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
    try (DatagramSocket socket = new DatagramSocket()) {
      socket.send(new DatagramPacket(bytes, bytes.length, to));
    }
  }

  private static JsonObject only(JsonObject destination) {
    JsonObject copy = destination.deepCopy();
    copy.remove("address");
    return copy;
  }

  private static JsonObject replay(Penstock penstock, InetSocketAddress to, String... words) {
    Exit exit = penstock.ask("replay", withTarget(to, words));
    assertEquals(0, exit.code(), exit::text);
    return JsonParser.parseString(exit.out()).getAsJsonObject();
  }

  private static String[] withTarget(InetSocketAddress to, String... words) {
    return with(words, "--to", Loopback.text(to));
  }

  private static String[] with(String[] words, String... more) {
    List<String> all = new ArrayList<>(Arrays.asList(words));
    all.addAll(Arrays.asList(more));
    return all.toArray(String[]::new);
  }

  private static void assertNothingIsLeft(Penstock penstock) throws IOException {
    try (Stream<Path> files = Files.list(penstock.home())) {
      assertEquals(List.of(), files.filter(file -> file.toString().endsWith(".resume")).toList());
    }
  }
}
