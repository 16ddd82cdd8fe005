package io.penstock.tools.transfer;

import static io.penstock.tools.select.SomeJournal.NOON_NS;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonParser;
import io.penstock.config.DataDirectory;
import io.penstock.daemon.DataFolders;
import io.penstock.daemon.NamedLock;
import io.penstock.journal.Access;
import io.penstock.journal.JournalOptions;
import io.penstock.journal.JournalReader;
import io.penstock.shard.Layout;
import io.penstock.tools.select.JournalWalk;
import io.penstock.tools.select.Ran;
import io.penstock.tools.select.Range;
import io.penstock.tools.select.SomeJournal;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A range goes out to a file and comes back as a journal. */
class TransferTest {
  @TempDir Path folder;
  private SomeJournal journal;
  private Path file;
  private Path target;

  @BeforeEach
  void fill() {
    journal = new SomeJournal(folder, 2);
    file = folder.resolve("copy.jsonl.gz");
    target = folder.resolve("copy");
    Random random = new Random(9);
    for (int record = 0; record < 300; record++) {
      List<byte[]> datagrams = new ArrayList<>();
      for (int i = 0; i <= random.nextInt(5); i++) {
        byte[] datagram = new byte[random.nextInt(record % 50 == 0 ? 30_000 : 80)];
        random.nextBytes(datagram);
        if (random.nextBoolean()) {
          datagram = "name%d,é=\u202e:1|c\r\n\"\\".formatted(i).getBytes(StandardCharsets.UTF_8);
        }
        datagrams.add(datagram);
      }
      journal.append(NOON_NS + record * 1_234_567L, datagrams);
      if (record == 100) {
        journal.relayout(3);
      }
      if (record == 200) {
        journal.gap(17);
      }
    }
  }

  @AfterEach
  void close() {
    journal.close();
  }

  /** All that a journal holds, a line a datagram, with layouts. */
  private static List<String> contents(DataDirectory data, Range range) {
    List<String> contents = new ArrayList<>();
    try (JournalReader reader =
            JournalReader.open(JournalOptions.of(data.journal()), Access.READ_ONLY);
        JournalWalk walk = JournalWalk.over(reader, range, JournalWalk.Gaps.UNSEEN)) {
      while (walk.next()) {
        for (int i = walk.first(); i < walk.end(); i++) {
          byte[] datagram = new byte[walk.cursor().datagramLength(i)];
          walk.cursor().buffer().getBytes(walk.cursor().datagramOffset(i), datagram);
          contents.add(
              "%d of %d+%d at %d by %s: %s"
                  .formatted(
                      walk.cursor().firstNumber() + i,
                      walk.cursor().firstNumber(),
                      walk.cursor().count(),
                      walk.cursor().receiveTimeNs(),
                      walk.cursor().layout(),
                      HexFormat.of().formatHex(datagram)));
        }
      }
    }
    return contents;
  }

  private Ran export(String... arguments) {
    List<String> words = new ArrayList<>(List.of(arguments));
    words.addAll(List.of("-o", file.toString(), "--data-dir", journal.data.root().toString()));
    return Ran.of(new ExportCommand(), words.toArray(String[]::new));
  }

  private Ran importAll() {
    return Ran.of(new ImportCommand(), file.toString(), "--data-dir", target.toString());
  }

  @Test
  void numbersTimesBytesRecordsAndLayoutsComeBackAsTheyWere() {
    Ran exported = export();
    assertEquals(6, exported.code(), "17 numbers are missing: " + exported.text());
    assertTrue(exported.err().contains("not in the journal"), exported::text);
    Ran imported = importAll();
    assertEquals(0, imported.code(), imported::text);
    List<String> before = contents(journal.data, Range.ALL);
    assertEquals(before, contents(new DataDirectory(target), Range.ALL));
    assertTrue(before.size() > 300);
  }

  @Test
  void aRangeComesBackAsThatRange() {
    Range range = new Range(150, 250, Long.MIN_VALUE, Long.MAX_VALUE);
    assertEquals(0, export("--from", "150", "--to", "250").code());
    assertEquals(0, importAll().code());
    List<String> copied = contents(new DataDirectory(target), Range.ALL);
    assertEquals(100, copied.size());
    assertEquals(numbersAndBytes(contents(journal.data, range)), numbersAndBytes(copied));
  }

  /** A record that the range cuts begins elsewhere. */
  private static List<String> numbersAndBytes(List<String> contents) {
    return contents.stream().map(line -> line.replaceFirst(" of \\d+\\+\\d+ ", " ")).toList();
  }

  @Test
  void everyLineOfTheFileIsJson() throws IOException {
    export();
    try (InputStream in = new GZIPInputStream(Files.newInputStream(file))) {
      List<String> lines = new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
      lines.forEach(JsonParser::parseString);
      assertTrue(lines.getLast().startsWith("{\"end\":"), lines.getLast());
      assertEquals(2, lines.stream().filter(line -> line.startsWith("{\"layout\"")).count());
    }
  }

  @Test
  void aJournalIsNeverAddedTo() throws IOException {
    export();
    assertEquals(0, importAll().code());
    List<String> before = contents(new DataDirectory(target), Range.ALL);
    Ran again = importAll();
    assertEquals(1, again.code(), again::text);
    assertTrue(again.err().contains("is not empty"), again::text);
    assertEquals(before, contents(new DataDirectory(target), Range.ALL));
    Ran same = export();
    assertEquals(1, same.code(), "an export is not overwritten without --force");
    assertEquals(6, export("--force").code());
  }

  @Test
  void aHeldLockIsRespected() throws IOException {
    export();
    DataDirectory data = new DataDirectory(target);
    new DataFolders(data).create();
    try (NamedLock _ = NamedLock.acquire(data, "ingest", "a test")) {
      Ran ran = importAll();
      assertEquals(3, ran.code(), ran::text);
    }
  }

  @Test
  void whatIsNoWholeExportIsRefusedInOneLine() throws IOException {
    export();
    byte[] whole = Files.readAllBytes(file);
    List<byte[]> bad = new ArrayList<>();
    bad.add(Arrays.copyOf(whole, whole.length / 2));
    bad.add(Arrays.copyOf(whole, whole.length - 9));
    bad.add(new byte[0]);
    bad.add("{\"a\":1}\n".getBytes(StandardCharsets.UTF_8));
    bad.add("not json\n".getBytes(StandardCharsets.UTF_8));
    bad.add("{\"penstock_export\":2}\n".getBytes(StandardCharsets.UTF_8));
    bad.add(
        "{\"penstock_export\":1}\n{\"number\":1,\"time\":\"x\"}\n"
            .getBytes(StandardCharsets.UTF_8));
    bad.add("{\"penstock_export\":1}\n{\"layout\":{}}\n".getBytes(StandardCharsets.UTF_8));
    bad.add("{\"penstock_export\":1}\n[]\n".getBytes(StandardCharsets.UTF_8));
    Random random = new Random(4);
    for (int i = 0; i < 10; i++) {
      byte[] flipped = whole.clone();
      flipped[20 + random.nextInt(flipped.length - 40)] ^= (byte) (1 << random.nextInt(8));
      bad.add(flipped);
    }
    int number = 0;
    for (byte[] content : bad) {
      Files.write(file, content);
      target = folder.resolve("bad-" + number++);
      Ran ran = importAll();
      assertEquals(1, ran.code(), ran::text);
      assertFalse(ran.err().contains("\tat "), ran::text);
      assertTrue(ran.err().contains("line ") || ran.err().contains("copy.jsonl.gz"), ran::text);
    }
    assertEquals(1, Ran.of(new ImportCommand(), "nowhere", "--data-dir", target.toString()).code());
  }

  /** A plain one has no checksum of its compression's. */
  @Test
  void aPlainExportWithOneFlippedBitIsRefused() throws Exception {
    file = folder.resolve("copy.jsonl");
    assertEquals(0, export("--from", "110", "--to", "150").code());
    byte[] whole = Files.readAllBytes(file);
    List<String> asItWas = read(whole);
    Random random = new Random(5);
    int refused = 0;
    for (int i = 0; i < 100; i++) {
      byte[] flipped = whole.clone();
      flipped[random.nextInt(flipped.length)] ^= (byte) (1 << random.nextInt(8));
      try {
        assertEquals(asItWas, read(flipped), "flip " + i);
      } catch (BadExport e) {
        refused++;
      }
    }
    assertTrue(refused > 90, refused + " of 100; the others were in what nobody reads");
  }

  private static List<String> read(byte[] export) throws IOException, BadExport {
    List<String> contents = new ArrayList<>();
    new ExportReader(new ByteArrayInputStream(export))
        .run(
            new ExportReader.Visitor() {
              @Override
              public void layout(long number, Layout layout) {
                contents.add(number + ": " + layout);
              }

              @Override
              public void record(long number, long timeNs, List<byte[]> datagrams) {
                datagrams.forEach(
                    datagram ->
                        contents.add(
                            number + " at " + timeNs + ": " + HexFormat.of().formatHex(datagram)));
              }
            });
    return contents;
  }

  @Test
  void anExportOfAnOlderPenstockIsReadWithAWord() throws IOException {
    file = folder.resolve("copy.jsonl");
    export();
    assertEquals("", importAll().err());
    String old =
        Files.readString(file)
            .replaceFirst(",\"checksum\":\"crc32c\"", "")
            .replaceFirst(",\"crc32c\":\"[0-9a-f]{8}\"", "");
    Files.writeString(file, old);
    target = folder.resolve("old");
    Ran ran = importAll();
    assertEquals(0, ran.code(), ran::text);
    assertTrue(ran.err().contains("has no checksum"), ran::text);
    assertEquals(contents(journal.data, Range.ALL), contents(new DataDirectory(target), Range.ALL));
  }

  @Test
  void aLineThatIsFarTooLongOrTooDeepIsRefusedInAShortLine() throws IOException {
    file = folder.resolve("deep.jsonl");
    for (String line : List.of("[".repeat(100_000), "x".repeat(17 << 20))) {
      Files.writeString(file, "{\"penstock_export\":1}\n" + line);
      target = folder.resolve("deep" + line.length());
      Ran ran = importAll();
      assertEquals(1, ran.code());
      assertTrue(ran.err().length() < 600, () -> ran.err().substring(0, 600));
    }
  }

  @Test
  void aDashIsStandardOutput() throws IOException {
    Path kept = file = folder.resolve("copy.jsonl");
    export();
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    Ran ran =
        Ran.of(new ExportCommand(out), "-o", "-", "--data-dir", journal.data.root().toString());
    assertEquals(6, ran.code(), ran::text);
    assertEquals("", ran.out());
    List<String> piped = out.toString(StandardCharsets.UTF_8).lines().toList();
    List<String> written = Files.readAllLines(kept);
    assertEquals(written.subList(1, written.size() - 1), piped.subList(1, piped.size() - 1));
  }

  @Test
  void aDeviceOrAPipeIsNotReplaced() throws Exception {
    file = folder.resolve("pipe");
    assertEquals(0, new ProcessBuilder("mkfifo", file.toString()).start().waitFor());
    Ran ran = export("--force");
    assertEquals(1, ran.code(), ran::text);
    assertTrue(ran.err().contains("is not a regular file"), ran::text);
    assertFalse(Files.isRegularFile(file));
  }
}
