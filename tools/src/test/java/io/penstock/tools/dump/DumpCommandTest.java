package io.penstock.tools.dump;

import static io.penstock.tools.select.SomeJournal.NOON_NS;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.penstock.daemon.Program;
import io.penstock.journal.record.Losses;
import io.penstock.reader.ReaderFile;
import io.penstock.shard.Layout;
import io.penstock.shard.PlainShard;
import io.penstock.tools.select.SomeJournal;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class DumpCommandTest {
  private static final long SECOND_NS = 1_000_000_000L;

  @TempDir Path folder;
  private SomeJournal journal;
  private final StringWriter err = new StringWriter();

  @BeforeEach
  void fill() {
    journal = new SomeJournal(folder, 3);
    for (int record = 0; record < 10; record++) {
      journal.append(
          NOON_NS + record * SECOND_NS,
          "web.hits,n=%d:1|c\ndb.time:2|ms".formatted(record),
          "gauge%d:3|g\r\n".formatted(record));
    }
  }

  @AfterEach
  void close() {
    journal.close();
  }

  private byte[] bytes(int exitCode, String... arguments) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    int code = run(out, arguments);
    assertEquals(exitCode, code, () -> out + err.toString());
    return out.toByteArray();
  }

  private int run(OutputStream out, String... arguments) {
    CommandLine program = Program.commandLine(new DumpCommand(out));
    program.setOut(new PrintWriter(err, true));
    program.setErr(new PrintWriter(err, true));
    List<String> words = new ArrayList<>(List.of(arguments));
    if (!words.contains("--data-dir")) {
      words.addAll(List.of("--data-dir", journal.data.root().toString()));
    }
    return program.execute(words.toArray(String[]::new));
  }

  private List<String> lines(int exitCode, String... arguments) {
    return new String(bytes(exitCode, arguments), StandardCharsets.UTF_8).lines().toList();
  }

  @Test
  void textShowsTimeNumberShardAndLine() {
    List<String> lines = lines(0);
    assertEquals(30, lines.size());
    int shard = PlainShard.of("gauge9:3|g".getBytes(StandardCharsets.UTF_8), SomeJournal.layout(3));
    assertEquals("2026-11-25T12:00:09.000000Z 19 " + shard + " gauge9:3|g", lines.getLast());
    assertTrue(lines.getFirst().endsWith(" web.hits,n=0:1|c"), lines.getFirst());
  }

  @Test
  void whatIsChosenIsPrintedAndNothingElse() {
    assertEquals(3, lines(0, "--from", "2", "--to", "4").size());
    assertEquals(3, lines(0, "--since", "2026-11-25T12:00:09Z").size());
    assertEquals(27, lines(0, "--until", "1795608009").size());
    assertEquals(10, lines(0, "--match", "web.*").size());
    assertEquals(20, lines(0, "--type", "c,g").size());
    assertEquals(1, lines(0, "--match", "/n=7:/").size());
    assertEquals(4, lines(0, "--limit", "4").size());
    assertEquals(0, lines(0, "--limit", "0").size());
    assertEquals(0, lines(0, "--since", "now").size());
    int sum =
        IntStream.range(0, 3)
            .map(shard -> lines(0, "--shard", Integer.toString(shard)).size())
            .sum();
    assertEquals(30, sum, "each line is of one shard");
  }

  @Test
  void readerOfASecondRingHasTheLinesThatGoThere() throws IOException {
    journal.close();
    journal = new SomeJournal(folder.resolve("rings"), SomeJournal.withRing(3, 2));
    List<String> sent = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      sent.add("series%d:1|c".formatted(i));
      journal.append(NOON_NS + i, sent.get(i));
    }
    Layout ring = SomeJournal.withRing(3, 2).mirrors().get("copy");
    for (int shard = 0; shard < 2; shard++) {
      int number = shard;
      ReaderFile.begin(journal.data.readers(), "copy-" + shard, 10);
      List<String> wanted =
          sent.subList(10, 40).stream()
              .filter(line -> PlainShard.of(line.getBytes(StandardCharsets.UTF_8), ring) == number)
              .toList();
      assertFalse(wanted.isEmpty());
      assertEquals(wanted, lines(0, "--reader", "copy-" + shard, "--format", "raw"));
      assertEquals(
          wanted,
          lines(0, "--ring", "copy", "--shard", "" + shard, "--from", "10", "--format", "raw"));
      for (String json : lines(0, "--reader", "copy-" + shard, "--format", "json")) {
        JsonObject line = JsonParser.parseString(json).getAsJsonObject();
        assertEquals("copy", line.get("ring").getAsString());
        assertEquals(shard, line.get("shard").getAsInt());
      }
    }
    ReaderFile.begin(journal.data.readers(), "mirror-1", 0);
    ReaderFile.begin(journal.data.readers(), "shard-1", 0);
    assertEquals(lines(0, "--reader", "shard-1"), lines(0, "--reader", "mirror-1"));
    lines(2, "--ring", "nope");
    assertTrue(err.toString().contains("the journal has copy"), err::toString);
    lines(2, "--ring", "other", "--reader", "copy-0");
    lines(1, "--reader", "copy-9");
    assertTrue(err.toString().contains("copy-9; known readers: copy-0, copy-1,"), err::toString);
  }

  @Test
  void theTailIsTheLastLinesThatMatch() {
    List<String> all = lines(0);
    assertEquals(all.subList(25, 30), lines(0, "--tail", "5"));
    assertEquals(all, lines(0, "--tail", "500"));
    assertEquals(List.of(), lines(0, "--tail", "0"));
    List<String> web = lines(0, "--match", "web.*");
    assertEquals(web.subList(8, 10), lines(0, "--match", "web.*", "--tail", "2"));
    assertEquals(web.subList(2, 4), lines(0, "--match", "web.*", "--tail", "2", "--to", "8"));
    assertEquals(
        web.subList(3, 4),
        lines(0, "--match", "web.*", "--tail", "1", "--until", "2026-11-25T12:00:04Z"));
    for (int record = 0; record < 2_000; record++) {
      journal.append(NOON_NS + 60 * SECOND_NS, "filler:1|c");
    }
    assertEquals(web.subList(8, 10), lines(0, "--match", "web.*", "--tail", "2"), "far back");
  }

  @Test
  void jsonLosesNothing() {
    Random random = new Random(5);
    List<byte[]> hostile = new ArrayList<>();
    for (int i = 0; i < 300; i++) {
      byte[] line = new byte[1 + random.nextInt(60)];
      random.nextBytes(line);
      for (int at = 0; at < line.length; at++) {
        if (line[at] == '\n' || line[at] == '\r') {
          line[at] = 'x';
        }
      }
      hostile.add(line);
    }
    hostile.add(
        "\"\\/\u202e\u0085\u2028é日\uD83D\uDE00\u0000\u001b".getBytes(StandardCharsets.UTF_8));
    long first = journal.next();
    journal.append(NOON_NS + 60 * SECOND_NS, hostile);
    List<String> lines = lines(0, "--from", Long.toString(first), "--format", "json");
    assertEquals(hostile.size(), lines.size());
    for (int i = 0; i < lines.size(); i++) {
      JsonObject json = JsonParser.parseString(lines.get(i)).getAsJsonObject();
      assertEquals(first + i, json.get("number").getAsLong());
      assertEquals("2026-11-25T12:01:00.000000000Z", json.get("time").getAsString());
      assertEquals(
          PlainShard.of(hostile.get(i), SomeJournal.layout(3)), json.get("shard").getAsInt());
      byte[] line =
          json.has("line")
              ? json.get("line").getAsString().getBytes(StandardCharsets.UTF_8)
              : Base64.getDecoder().decode(json.get("line_base64").getAsString());
      assertArrayEquals(hostile.get(i), line);
      assertTrue(
          lines.get(i).chars().noneMatch(c -> Character.isISOControl(c) || c == 0x202e),
          lines.get(i));
    }
  }

  @Test
  void rawIsTheBytesAndANewline() {
    long first = journal.next();
    byte[] line = {'a', (byte) 0xff, 0, 27, ':', '1', '|', 'c'};
    journal.append(NOON_NS + 60 * SECOND_NS, List.of(line));
    byte[] expected = Arrays.copyOf(line, line.length + 1);
    expected[line.length] = '\n';
    assertArrayEquals(expected, bytes(0, "--from", Long.toString(first), "--format", "raw"));
  }

  @Test
  void hexShowsEveryByteOfTheLine() {
    journal.append(NOON_NS + 60 * SECOND_NS, "0123456789abcdef\u00ff");
    List<String> lines = lines(0, "--tail", "1", "--format", "hex");
    assertTrue(lines.get(0).endsWith(" 17 bytes"), lines.get(0));
    assertEquals(
        "  0000  30 31 32 33 34 35 36 37 38 39 61 62 63 64 65 66  0123456789abcdef", lines.get(1));
    assertEquals("  0010  ff" + " ".repeat(47) + ".", lines.get(2));
  }

  @Test
  void aReadersBacklogBeginsAtItsPositionAndIsOfItsShard() throws IOException {
    List<String> all = lines(0, "--from", "12", "--shard", "1");
    try (ReaderFile reader = ReaderFile.openWritable(journal.data.readers(), "shard-1", 0)) {
      reader.commit(12, 0, 12, 0, 0, 0, Losses.NONE, 0, 0, 0);
    }
    byte[] before = Files.readAllBytes(journal.data.readers().resolve("shard-1"));
    assertEquals(all, lines(0, "--reader", "shard-1"));
    assertArrayEquals(before, Files.readAllBytes(journal.data.readers().resolve("shard-1")));
    lines(1, "--reader", "shard-7");
    assertTrue(
        err.toString().contains("no such reader: shard-7; known readers: shard-1"), err::toString);
    lines(2, "--reader", "shard-1", "--from", "3");
    lines(1, "--reader", "../counters/ingest");
  }

  @Test
  void damageIsToldWithItsNumbersAndPassedOver() throws IOException {
    journal.spoil(journal.files().getFirst(), "gauge4:3|g");
    assertEquals(27, lines(6).size());
    assertTrue(
        err.toString().contains("datagrams 8 to 9 are damaged and passed over"), err::toString);
  }

  @Test
  void noDamageEverMakesAStackTrace() throws IOException {
    journal.relayout(2).append(NOON_NS + 70 * SECOND_NS, "after:1|c");
    long size = Files.size(journal.files().getFirst());
    Random random = new Random(11);
    for (int round = 0; round < 40; round++) {
      byte[] junk = new byte[64];
      random.nextBytes(junk);
      try (FileChannel channel =
          FileChannel.open(journal.files().getFirst(), StandardOpenOption.WRITE)) {
        long at = round < 5 ? round * 64L : random.nextLong(size);
        channel.write(ByteBuffer.wrap(junk), at);
      }
      int code = run(OutputStream.nullOutputStream());
      assertTrue(code == 0 || code == 6 || code == 4, () -> "code " + code);
      assertFalse(err.toString().contains("Exception"), err::toString);
    }
  }

  @Test
  void aClosedPipeEndsItQuietly() {
    OutputStream closed =
        new OutputStream() {
          @Override
          public void write(int b) throws IOException {
            throw new IOException("Broken pipe");
          }
        };
    assertEquals(0, run(closed));
    assertEquals("", err.toString());
  }

  @Test
  void whatCannotBeDoneIsSaidInALine() {
    lines(2, "--since", "yesterday");
    lines(2, "--from", "9", "--to", "3");
    lines(2, "--match", "/(/");
    lines(2, "--format", "xml");
    lines(2, "--limit", "-1");
    assertFalse(err.toString().contains("\tat "), err::toString);
    lines(1, "--data-dir", folder.resolve("nowhere").toString());
  }
}
