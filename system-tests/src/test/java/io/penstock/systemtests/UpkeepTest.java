package io.penstock.systemtests;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.penstock.reader.Position;
import io.penstock.tools.load.LoadReport;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** What an operator does by hand: nothing is lost without being counted, nobody is surprised. */
@ExtendWith(PenstockExtension.class)
@Timeout(420)
class UpkeepTest {
  private static final int LINES = 12_000;
  private static final int NOBODY = 65_534;

  @Test
  void whatAPurgeSaysAReaderLosesIsLostByRetentionExactlySo(Penstock penstock) throws Exception {
    try (Sinks sinks = Sinks.start(2)) {
      penstock.destinations(sinks.addresses()).set("journal.roll_bytes", "1MiB");
      penstock.start();
      Traffic.send(Offered.to(penstock).named("read").datagrams(1_000));
      penstock.awaitDelivered();
      penstock.worker().sigterm();
      Traffic.send(Offered.to(penstock).named("unread").at(20_000).datagrams(LINES).lines(3));
      penstock.awaitReceived(LINES + 1_000);

      penstock.ingest().sigterm();
      List<Path> before = rollFiles(penstock);
      JsonObject shown = json(penstock.ask("purge", "--before", "9000", "--json"));
      assertEquals(before, rollFiles(penstock), "shown only");
      long keptFrom = shown.get("kept_from").getAsLong();
      assertTrue(keptFrom > 1_000 && keptFrom <= 9_000, () -> "kept from " + keptFrom);
      JsonObject done = json(penstock.ask("purge", "--before", "9000", "--execute", "--json"));
      assertEquals(before.size() - done.getAsJsonArray("files").size(), rollFiles(penstock).size());
      assertEquals(shown.get("files"), done.get("files"));

      penstock.start();
      penstock.awaitDelivered();
      for (JsonElement loss : done.getAsJsonArray("readers")) {
        long datagrams = loss.getAsJsonObject().get("lost_datagrams").getAsLong();
        assertEquals(keptFrom - 1_000, datagrams);
        int shard = done.getAsJsonArray("readers").asList().indexOf(loss);
        Position position = penstock.counts().position(shard);
        assertEquals(datagrams, position.lost().retention(), "exactly what was said");
        assertEquals(datagrams, position.lost().total());
        assertEquals(position.number() - position.startNumber(), position.datagrams() + datagrams);
      }
      sinks.awaitDistinct(1_000 + 3 * (LINES + 1_000 - keptFrom));
      Exit check = Balance.check(penstock);
      assertEquals(0, check.code(), check::text);
    }
  }

  @Test
  @Tag("long")
  void besideARunningIngestUnderLoadAPurgeDoesWhatItSays(Penstock penstock) throws Exception {
    try (Sinks sinks = Sinks.start(2)) {
      penstock.destinations(sinks.addresses()).set("journal.roll_bytes", "1MiB");
      penstock.start();
      Traffic.send(Offered.to(penstock).named("read").datagrams(1_000));
      penstock.awaitDelivered();
      penstock.worker().sigterm();
      Traffic.send(Offered.to(penstock).named("unread").at(6_000).datagrams(LINES).lines(3));
      penstock.awaitReceived(LINES + 1_000);
      JsonObject done;
      LoadReport live;
      try (Traffic traffic =
          Traffic.begin(Offered.to(penstock).named("live").at(500).datagrams(100_000))) {
        done = json(penstock.ask("purge", "--before", "9000", "--execute", "--json"));
        live = traffic.end();
      }
      long keptFrom = done.get("kept_from").getAsLong();
      assertTrue(keptFrom > 1_000 && keptFrom <= 9_000, () -> "kept from " + keptFrom);
      assertEquals(
          done.getAsJsonArray("files").size(),
          done.get("deleted_files").getAsInt(),
          done::toString);
      penstock.awaitReceived(LINES + 1_000 + live.datagrams());
      penstock.startWorker();
      penstock.awaitDelivered();
      for (int shard = 0; shard < 2; shard++) {
        Position position = penstock.counts().position(shard);
        assertEquals(keptFrom - 1_000, position.lost().retention(), "exactly what was said");
        assertEquals(keptFrom - 1_000, position.lost().total());
      }
      sinks.awaitDistinct(
          penstock.counts().position(0).lines() + penstock.counts().position(1).lines());
      Exit check = Balance.check(penstock);
      assertEquals(0, check.code(), check::text);
    }
  }

  @Test
  void aRetiredShardIsForgottenAndNotBegunAgain(Penstock penstock) throws Exception {
    try (Sinks sinks = Sinks.start(3)) {
      penstock.destinations(sinks.addresses());
      penstock.start();
      Traffic.send(Offered.to(penstock).named("three").datagrams(1_000));
      penstock.awaitDelivered();
      penstock.ingest().sigterm();
      penstock.worker().sigterm();
      penstock.destinations(sinks.addresses(2));
      assertEquals("draining", owner(penstock, "shard-2"));
      assertSays(1, "still draining", penstock.ask("forget", "shard-2", "--execute"));
      penstock.start();
      Traffic.send(Offered.to(penstock).named("two").datagrams(1_000));
      penstock.awaitDelivered();
      await("shard 2 is retired")
          .atMost(Duration.ofSeconds(60))
          .until(() -> owner(penstock, "shard-2").equals("abandoned"));

      assertSays(3, "is in use", penstock.ask("forget", "shard-0", "--execute"));
      penstock.worker().sigterm();
      assertSays(1, "is configured", penstock.ask("forget", "shard-0", "--execute"));
      assertSays(2, "is no reader", penstock.ask("forget", "../shard-2", "--execute"));
      assertSays(0, "Nothing was changed", penstock.ask("forget", "shard-2"));
      assertEquals("abandoned", owner(penstock, "shard-2"));
      assertSays(0, "→", penstock.ask("forget", "shard-2", "--execute"));
      assertEquals("", owner(penstock, "shard-2"));

      long lines = sinks.lines(2);
      penstock.startWorker();
      Traffic.send(Offered.to(penstock).named("after").datagrams(1_000));
      penstock.awaitDelivered();
      penstock.worker().sigterm();
      assertEquals("", owner(penstock, "shard-2"), "nobody begins it again");
      assertEquals(lines, sinks.lines(2));
      Balance.assertZero(penstock);
      assertSays(0, "→", penstock.ask("forget", "shard-2", "--undo", "--execute"));
      assertEquals("abandoned", owner(penstock, "shard-2"));
      Balance.assertZero(penstock);
    }
  }

  @Test
  @Tag("long")
  void whateverIsWrongIsSaidInASentence(Penstock penstock) throws Exception {
    penstock.destinations(List.of(Loopback.fresh(), Loopback.fresh()));
    for (String command : List.of("readers", "replay --from 0", "seek shard-0 --to-earliest")) {
      Exit exit = penstock.tool("" + command.split(" ")[0], rest(command));
      assertEquals(1, exit.code(), exit::text);
      assertPlain(exit);
    }
    penstock.start();
    Traffic.send(Offered.to(penstock).datagrams(2_000));
    penstock.awaitReceived(2_000);
    penstock.worker().sigterm();
    penstock.ingest().sigterm();
    assertSays(1, "no such reader: shard-7", penstock.tool("seek", "shard-7", "--to-latest"));
    assertSays(1, "there is no datagram", penstock.tool("seek", "shard-0", "--to-number", "9999"));
    assertSays(1, "nothing to undo", penstock.tool("seek", "shard-0", "--undo"));
    assertSays(2, "is not a time", penstock.tool("purge", "--before", "soon"));
    assertSays(2, "no rate", penstock.tool("replay", "--from", "0", "--rate", "fast"));
    assertSays(2, "where to begin", penstock.tool("replay"));
    assertSays(
        1, "cannot be read", penstock.tool("replay", "--resume", "/nowhere.resume", "--execute"));

    injure(rollFiles(penstock).getFirst(), 90_000);
    injure(penstock.data().resolve("readers/shard-1"), 0);
    Files.write(penstock.data().resolve("readers/odd\u001b[31m"), new byte[100]);
    for (String command :
        List.of(
            "readers",
            "readers --json",
            "replay --from 0",
            "replay --from 0 --json",
            "seek shard-0 --by -10m",
            "seek shard-1 --to-earliest",
            "purge --before now",
            "forget shard-1")) {
      Exit exit = penstock.tool(command.split(" ")[0], rest(command));
      assertTrue(exit.code() <= 4, exit::text);
      assertPlain(exit);
    }
    narrowAndPiped(penstock);
  }

  private static void narrowAndPiped(Penstock penstock) {
    String launcher = Penstock.ROOT.resolve("scripts/penstock").toString();
    String config = " -c " + penstock.config().file();
    for (String command : List.of("readers", "replay --from 0", "purge --before now")) {
      Exit piped = shell(penstock, launcher + " " + command + config + " | head -c 1");
      assertPlain(piped);
      Exit narrow =
          shell(
              penstock,
              "TERM=xterm script -qec 'stty cols 40 rows 40; "
                  + (launcher + " " + command + config)
                  + "' /dev/null");
      assertPlain(narrow);
      if (command.equals("readers")) {
        assertTrue(
            narrow.out().lines().allMatch(line -> line.stripTrailing().length() <= 40),
            narrow::text);
      }
    }
  }

  @Test
  @Tag("long")
  void anotherUserMayLookAndIsToldThatHeMayNotChange(Penstock penstock) throws Exception {
    assumeTrue("root".equals(System.getProperty("user.name")), "skipped: only root can be another");
    penstock.destinations(List.of(Loopback.fresh()));
    penstock.start();
    Traffic.send(Offered.to(penstock).datagrams(500));
    penstock.awaitReceived(500);
    penstock.worker().sigterm();
    penstock.ingest().sigterm();
    Files.setPosixFilePermissions(penstock.home(), PosixFilePermissions.fromString("rwxr-xr-x"));
    assumeTrue(as(penstock, "status").code() == 0, "skipped: others cannot come to this folder");
    for (String command :
        List.of("readers", "replay --from 0", "seek shard-0 --to-latest", "purge --before now")) {
      Exit exit = as(penstock, command);
      assertEquals(0, exit.code(), () -> command + "\n" + exit.text());
    }
    for (String command :
        List.of("seek shard-0 --to-latest --execute", "purge --before now --execute")) {
      assertSays(1, "may not change files there", as(penstock, command));
    }
    Balance.assertZero(penstock);
  }

  private static Exit as(Penstock penstock, String command) throws IOException {
    List<String> words =
        new ArrayList<>(
            List.of(
                "setpriv",
                "--reuid=" + NOBODY,
                "--regid=" + Files.getAttribute(penstock.data(), "unix:gid"),
                "--clear-groups",
                Penstock.ROOT.resolve("scripts/penstock").toString()));
    words.addAll(List.of(command.split(" ")));
    words.addAll(List.of("--data-dir", penstock.data().toString(), "-d", "127.0.0.1:9"));
    return penstock.launchAsIs("other-" + words.get(5), words).awaitEnd();
  }

  private static Exit shell(Penstock penstock, String script) {
    return penstock.launchAsIs("shell", List.of("bash", "-c", script)).awaitEnd();
  }

  private static String[] rest(String command) {
    return Stream.of(command.split(" ")).skip(1).toArray(String[]::new);
  }

  private static void assertSays(int code, String words, Exit exit) {
    assertEquals(code, exit.code(), exit::text);
    assertTrue(exit.text().contains(words), exit::text);
    assertPlain(exit);
  }

  private static void assertPlain(Exit exit) {
    assertFalse(exit.text().contains("\tat "), () -> "a stack trace:\n" + exit.text());
    assertFalse(exit.text().contains("\u001b[31m"), () -> "a stranger's bytes:\n" + exit.text());
    assertFalse(exit.text().isBlank(), "it said nothing");
  }

  private static void injure(Path file, int offset) throws IOException {
    try (RandomAccessFile bytes = new RandomAccessFile(file.toFile(), "rw")) {
      bytes.seek(offset);
      bytes.write(new byte[700]);
    }
  }

  private static List<Path> rollFiles(Penstock penstock) throws IOException {
    try (Stream<Path> files = Files.list(penstock.data().resolve("journal"))) {
      return files.filter(file -> file.toString().endsWith(".cq4")).sorted().toList();
    }
  }

  private static String owner(Penstock penstock, String reader) {
    JsonArray readers = json(penstock.ask("readers", "--json")).getAsJsonArray("readers");
    for (JsonElement one : readers) {
      if (one.getAsJsonObject().get("name").getAsString().equals(reader)) {
        return one.getAsJsonObject().get("owner").getAsString();
      }
    }
    return "";
  }

  private static JsonObject json(Exit exit) {
    assertEquals(0, exit.code(), exit::text);
    return JsonParser.parseString(exit.out()).getAsJsonObject();
  }
}
