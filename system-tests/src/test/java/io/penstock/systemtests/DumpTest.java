package io.penstock.systemtests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.penstock.tools.load.LoadReport;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** {@code dump}, {@code top}, {@code explain}, {@code export} and {@code import} as processes. */
@ExtendWith(PenstockExtension.class)
@Timeout(600)
class DumpTest {
  private static final int NOBODY = 65_534;

  /** In each datagram beside the tools. */
  private static final int LINES = 4;

  private static final String LAUNCHER = Penstock.ROOT.resolve("scripts/penstock").toString();

  @Test
  void toolsReadBesideALiveWriterAcrossRollsAndDeletions(Penstock penstock) throws Exception {
    try (Sinks sinks = Sinks.start(2)) {
      penstock.destinations(sinks.addresses()).set("journal.roll_bytes", "4MiB");
      penstock.start();
      long sent;
      try (Traffic traffic = Traffic.begin(Offered.to(penstock).lines(LINES).at(4_000))) {
        penstock.awaitReceived(2_000);
        for (int round = 0; round < 3; round++) {
          Exit tail = penstock.ask("dump", "--tail", "200", "--format", "json");
          assertEquals(0, tail.code(), tail::text);
          assertEquals(200, numbers(tail.out()).size());
          Exit top = penstock.ask("top", "--json");
          assertEquals(0, top.code(), top::text);
          assertTrue(json(top.out()).get("lines").getAsLong() > 0, top::text);
        }
        Exit moves =
            penstock.ask("explain", "--would-be", "hash=slots,destinations=5", "--from", "0");
        assertEquals(0, moves.code(), moves::text);
        penstock.awaitReceived(12_000); // 4.8 MB: more than a file
        sent = traffic.end().datagrams();
      }
      penstock.awaitReceived(sent);
      penstock.awaitDelivered();
      Exit all = penstock.tool("dump", "--format", "json");
      assertEquals(0, all.code(), all::err);
      List<Long> numbers = numbers(all.out());
      assertEquals(LINES * sent, numbers.size());
      for (int i = 0; i < numbers.size(); i++) {
        assertEquals(i / LINES, numbers.get(i));
      }
      Balance.assertZero(penstock);
      assertOldestMissingIsTold(penstock);
    }
  }

  private static void assertOldestMissingIsTold(Penstock penstock) throws IOException {
    List<Path> files = rollFiles(penstock);
    assertTrue(files.size() > 1, "the journal has rolled: " + files);
    Files.delete(files.getFirst());
    Exit rest = penstock.tool("dump", "--from", "1", "--limit", "1", "--format", "json");
    assertEquals(6, rest.code(), rest::text);
    assertTrue(rest.err().startsWith("datagrams 1 to "), rest::text);
    assertEquals(0, penstock.tool("dump", "--limit", "1").code());
  }

  private static List<Path> rollFiles(Penstock penstock) throws IOException {
    try (Stream<Path> files = Files.list(penstock.data().resolve("journal"))) {
      return files.filter(file -> file.toString().endsWith(".cq4")).sorted().toList();
    }
  }

  private static JsonObject json(String text) {
    return JsonParser.parseString(text).getAsJsonObject();
  }

  private static List<Long> numbers(String lines) {
    return lines.lines().map(line -> json(line).get("number").getAsLong()).toList();
  }

  private static void fill(Penstock penstock, int datagrams) throws Exception {
    penstock.destinations(List.of(Loopback.fresh(), Loopback.fresh()));
    penstock.startIngest();
    LoadReport sent = Traffic.send(Offered.to(penstock).datagrams(datagrams));
    penstock.awaitReceived(sent.datagrams());
  }

  @Test
  void rawIntoAPipeComesInWholeLinesThatFitADatagram(Penstock penstock) throws Exception {
    fill(penstock, 3_000);
    byte[] expected =
        penstock.tool("dump", "--format", "raw").out().getBytes(StandardCharsets.ISO_8859_1);
    Path pipeFile = penstock.home().resolve("pipe");
    assertEquals(0, new ProcessBuilder("mkfifo", pipeFile.toString()).start().waitFor());
    // Opened by a child: opening a pipe waits for the other side.
    String line = LAUNCHER + " dump --format raw --data-dir " + penstock.data() + " > " + pipeFile;
    Daemon dump = penstock.launchAsIs("raw", List.of("bash", "-c", line));
    byte[] all = new byte[expected.length];
    int filled = 0;
    byte[] block = new byte[16_384]; // what nc reads at once
    try (InputStream pipe = new FileInputStream(pipeFile.toFile())) {
      for (int length = pipe.read(block); length > 0; length = pipe.read(block)) {
        assertTrue(length <= 1432, length + " bytes at once");
        assertEquals('\n', block[length - 1], "a line was torn");
        System.arraycopy(block, 0, all, filled, length);
        filled += length;
      }
    }
    assertEquals(0, dump.awaitEnd().code());
    assertEquals(expected.length, filled);
    assertTrue(Arrays.equals(expected, all));
  }

  @Test
  @Tag("long")
  void aClosedPipeEndsThemQuietly(Penstock penstock) throws Exception {
    fill(penstock, 4_000);
    for (String command :
        List.of(
            "dump",
            "dump --format raw",
            "dump --format json",
            "status --watch=100ms",
            "status --json --watch=100ms")) {
      String line = LAUNCHER + " " + command + " --data-dir " + penstock.data();
      Exit exit =
          penstock
              .launchAsIs(
                  "closed", List.of("bash", "-c", line + " | head -n 1; exit ${PIPESTATUS[0]}"))
              .awaitEnd();
      assertEquals(0, exit.code(), exit::text);
      assertEquals(1, exit.out().lines().count());
      assertEquals("", exit.err());
    }
  }

  @Test
  void aTerminalOfFortyColumnsIsEnough(Penstock penstock) throws Exception {
    assumeTrue(Files.isExecutable(Path.of("/usr/bin/script")), "script(1) is not installed");
    fill(penstock, 500);
    for (String command : List.of("top --from 0", "explain --from 0", "dump --limit 3")) {
      String line = "stty cols 40 rows 20; " + LAUNCHER + " " + command + " --data-dir ";
      Exit exit =
          penstock
              .launchAsIs("narrow", List.of("script", "-qec", line + penstock.data(), "/dev/null"))
              .awaitEnd();
      assertEquals(0, exit.code(), exit::text);
      assertFalse(exit.text().contains("Exception"), exit::text);
      if (!command.startsWith("dump")) { // whose lines are the journal's
        exit.out()
            .lines()
            .forEach(row -> assertTrue(row.strip().length() <= 40, () -> row + "\n" + exit.out()));
      }
    }
  }

  @Test
  void anotherUserWithReadPermissionSeesTheSameAndAStrangerIsToldWhy(Penstock penstock)
      throws Exception {
    assumeTrue("root".equals(System.getProperty("user.name")), "needs root, to become another");
    assumeTrue(Files.isExecutable(Path.of("/usr/bin/setpriv")), "setpriv(1) is not installed");
    fill(penstock, 200);
    Files.setPosixFilePermissions(penstock.home(), PosixFilePermissions.fromString("rwxr-xr-x"));
    String expected = penstock.tool("dump").out();
    assertEquals(200, expected.lines().count());
    assumeTrue(as(penstock, 0, "--version").code() == 0, "the source tree is not for others");
    Exit member = as(penstock, 0, "dump", "--data-dir", penstock.data().toString());
    assertEquals(0, member.code(), member::text);
    assertEquals(expected, member.out());
    assertEquals(
        0, as(penstock, 0, "top", "--from", "0", "--data-dir", penstock.data().toString()).code());
    Exit stranger = as(penstock, NOBODY, "dump", "--data-dir", penstock.data().toString());
    assertEquals(1, stranger.code(), stranger::text);
    assertFalse(stranger.text().contains("\tat "), stranger::text);
  }

  private static Exit as(Penstock penstock, int group, String... words) {
    List<String> command =
        new ArrayList<>(
            List.of(
                "setpriv", "--reuid=" + NOBODY, "--regid=" + group, "--clear-groups", LAUNCHER));
    command.addAll(List.of(words));
    return penstock.launchAsIs("other-user", command).awaitEnd();
  }

  @Test
  @Tag("long")
  void anExportOfALiveJournalBecomesAJournal(Penstock penstock) throws Exception {
    fill(penstock, 2_000);
    Path file = penstock.home().resolve("all.jsonl.gz");
    Path copy = penstock.home().resolve("copy");
    Exit exported = penstock.tool("export", "-o", file.toString());
    assertEquals(0, exported.code(), exported::text);
    Exit imported =
        penstock.launchBare("import", file.toString(), "--data-dir", copy.toString()).awaitEnd();
    assertEquals(0, imported.code(), imported::text);
    Exit original = penstock.tool("dump", "--format", "json");
    Exit copied =
        penstock.launchBare("dump", "--format", "json", "--data-dir", copy.toString()).awaitEnd();
    assertEquals(original.out(), copied.out());
    Exit busy =
        penstock
            .launchBare("import", file.toString(), "--data-dir", penstock.data().toString())
            .awaitEnd();
    assertEquals(3, busy.code(), busy::text);
    Exit balance =
        penstock.launchBare("check", "--balance", "--data-dir", copy.toString()).awaitEnd();
    assertEquals(0, balance.code(), balance::text);
  }
}
