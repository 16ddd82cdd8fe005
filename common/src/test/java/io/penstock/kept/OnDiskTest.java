package io.penstock.kept;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.penstock.counters.CounterFile;
import io.penstock.counters.CounterKey;
import io.penstock.counters.FileKind;
import io.penstock.counters.IngestCounter;
import io.penstock.counters.InputNames;
import io.penstock.counters.ReaderCounter;
import io.penstock.counters.ReaderState;
import io.penstock.counters.StorageState;
import io.penstock.daemon.Holder;
import io.penstock.journal.record.Losses;
import io.penstock.reader.Position;
import io.penstock.reader.ReaderFile;
import io.penstock.shard.HashKind;
import io.penstock.shard.KeyRule;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Where each number lies on the disk. What is pinned here never changes; what is new comes at the
 * end, and its row is added to {@code on-disk.tsv}. {@code RecordFormatTest} pins the record and
 * the layout, {@code KernelDropsTest} what ingest notes of its sockets.
 */
class OnDiskTest {
  private static final Path ROWS = Path.of("src/test/resources/io/penstock/kept/on-disk.tsv");
  private static final long MAGIC = 0x004b_4f54_534e_4550L; // "PENSTOK"

  @TempDir private Path folder;

  @Test
  void countersAndOrdinalsStandWhereTheyAlwaysStood() throws IOException {
    List<String> rows = new ArrayList<>();
    counters(rows, "counters/ingest", IngestCounter.values());
    counters(rows, "readers/NAME", ReaderCounter.values());
    for (ReaderState state : ReaderState.values()) {
      rows.add("reader state\t" + state.label() + "\t" + state.ordinal());
    }
    for (StorageState state : StorageState.values()) {
      rows.add("storage state\t" + state.label() + "\t" + state.ordinal());
    }
    for (FileKind kind : FileKind.values()) {
      rows.add("file kind\t" + kind.name().toLowerCase(Locale.ROOT) + "\t" + kind.code());
    }
    for (HashKind hash : HashKind.values()) {
      rows.add("hash in a layout\t" + hash.label());
    }
    for (KeyRule key : KeyRule.values()) {
      rows.add("key in a layout\t" + key.label());
    }
    List<String> pinned = Files.readAllLines(ROWS);
    assertEquals(List.of(), without(pinned, rows), "on the disk since before, and now elsewhere");
    assertEquals(List.of(), without(rows, pinned), "new: add these rows to " + ROWS);
  }

  private static void counters(List<String> rows, String file, CounterKey[] keys) {
    for (CounterKey key : keys) {
      int offset = 1024 + key.ordinal() * 8;
      rows.add(file + "\t" + key.label() + "\t" + key.ordinal() + "\t" + offset);
    }
  }

  private static List<String> without(List<String> rows, List<String> others) {
    return rows.stream().filter(row -> !others.contains(row)).toList();
  }

  @Test
  void aCounterFileHasItsHeaderAndItsCountersWhereThePackagePageSays() throws IOException {
    Path file = folder.resolve("ingest");
    try (CounterFile counters = CounterFile.openWritable(file, FileKind.INGEST)) {
      counters.heartbeat(4711);
      counters.set(IngestCounter.RECEIVED_DATAGRAMS, 1);
      counters.set(IngestCounter.CONNECTIONS_OVERSIZE, 2);
      InputNames.write(counters, List.of("a:1", "b:2"));
      long[] header = {MAGIC, 1L << 32 | 1, counters.pid(), counters.startedEpochMs(), 4711};
      ByteBuffer bytes = bytes(file);
      for (int i = 0; i < header.length; i++) {
        assertEquals(header[i], bytes.getLong(8 * i), "word " + i);
      }
      assertEquals(4096, bytes.capacity());
      assertEquals(1, bytes.getLong(1024));
      assertEquals(2, bytes.getLong(1024 + 8 * IngestCounter.CONNECTIONS_OVERSIZE.ordinal()));
      assertEquals(7, bytes.getShort(64 + 320));
      assertEquals("a:1\nb:2", new String(bytes.array(), 64 + 322, 7, StandardCharsets.UTF_8));
    }
  }

  @Test
  void aCommitPutsEachNumberOfAPositionInItsPlace() throws IOException {
    try (ReaderFile file = ReaderFile.openWritable(folder, "shard-0", 3)) {
      file.commit(1, 2, 4, 5, 6, 7, new Losses(20, 30, 50), 9, 10, 11);
      file.commit(1, 2, 4, 5, 6, 7, new Losses(20, 30, 50), 9, 10, 11);
    }
    ReaderFile.pause(folder.resolve("shard-0"), 12);
    ByteBuffer bytes = bytes(folder.resolve("shard-0"));
    assertEquals(2L << 32 | 1, bytes.getLong(8), "version and kind");
    for (int slot : new int[] {64, 64 + 128}) {
      long sequence = slot == 64 ? 2 : 3;
      long[] words = {sequence, 1, 2, 3, 4, 5, 6, 7, 100, 9, 10, 20, 30};
      for (int i = 0; i < words.length; i++) {
        assertEquals(words[i], bytes.getLong(slot + 8 * i), "word " + i + " of the slot");
      }
      assertEquals(checksum(bytes, slot), bytes.getLong(slot + 112));
      assertEquals(sequence, bytes.getLong(slot + 120));
    }
    for (int slot : new int[] {320, 320 + 64}) {
      long[] words = {slot == 320 ? 2 : 3, 11, 3};
      long checksum = words[0];
      for (int i = 0; i < words.length; i++) {
        assertEquals(words[i], bytes.getLong(slot + 8 * i), "word " + i + " of the content");
        checksum = i == 0 ? checksum : mixed(checksum, words[i]);
      }
      assertEquals(checksum, bytes.getLong(slot + 24));
    }
    assertEquals(12, bytes.getLong(1016), "paused until");
  }

  @Test
  void aReadersFileMadeWordByWordIsRead() throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(4096).order(ByteOrder.LITTLE_ENDIAN);
    bytes.putLong(0, MAGIC).putInt(8, 1).putInt(12, 2);
    long[] words = {7, 1, 2, 3, 4, 5, 6, 7, 100, 9, 10, 20, 30, 0};
    for (int i = 0; i < words.length; i++) {
      bytes.putLong(64 + 128 + 8 * i, words[i]);
    }
    bytes.putLong(64 + 128 + 112, checksum(bytes, 64 + 128));
    bytes.putLong(64 + 128 + 120, 7);
    bytes.putLong(1016, 12).putLong(1024 + 8 * ReaderCounter.COMMITS.ordinal(), 13);
    Path path = Files.write(folder.resolve("shard-0"), bytes.array());
    try (ReaderFile file = ReaderFile.openReadOnly(path)) {
      assertEquals(
          new Position(1, 2, 3, 4, 5, 6, 7, new Losses(20, 30, 50), 9, 10, 0, 1, 7),
          file.position());
      assertEquals(12, file.pausedUntilEpochMs());
      assertEquals(13, file.counters().get(ReaderCounter.COMMITS));
    }
  }

  /** As every version computes it: all words of a slot but the last two, the free one included. */
  private static long checksum(ByteBuffer bytes, int slot) {
    long mixed = bytes.getLong(slot);
    for (int offset = 8; offset < 112; offset += 8) {
      mixed = mixed(mixed, bytes.getLong(slot + offset));
    }
    return mixed;
  }

  private static long mixed(long checksum, long word) {
    long mixed = (checksum ^ word) * 0x9E37_79B9_7F4A_7C15L;
    return mixed ^ mixed >>> 32;
  }

  @Test
  void aHoldersNoteHasFourLines() throws IOException {
    Path note = folder.resolve("ingest.holder");
    new Holder(4711, "web1", Instant.parse("2026-11-28T01:02:03Z"), "ingest").write(note);
    assertEquals(
        List.of("pid = 4711", "host = web1", "since = 2026-11-28T01:02:03Z", "command = ingest"),
        Files.readAllLines(note));
  }

  private static ByteBuffer bytes(Path file) throws IOException {
    return ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
  }
}
