package io.penstock.journal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.penstock.journal.chronicle.MetadataFile;
import io.penstock.journal.record.JournalException;
import io.penstock.journal.record.Losses;
import io.penstock.journal.record.PollResult;
import io.penstock.journal.record.RecordFormat;
import io.penstock.journal.rollfile.ChronicleFormat;
import io.penstock.journal.rollfile.RollFiles;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The damage table: for each injury that a durable queue must survive, exactly the damaged records
 * are skipped, exactly their datagrams are lost as corrupt, a reader comes to the end, a check
 * names the place, and nothing is deleted.
 *
 * <p>{@link DamageTest} goes through what can happen to one record; this is the table.
 */
class DamageTableTest {
  private static final int PER_RECORD = 3;
  private static final int RECORDS = 100;
  private static final long PER_FILE = RECORDS * PER_RECORD;
  private static final long ALL = 3 * PER_FILE;

  @TempDir Path directory;

  private JournalFixture journal;

  /** Three files; the reader stands before the damage, has the middle one open, and comes again. */
  @BeforeEach
  void threeFiles() {
    journal = JournalFixture.in(directory, 8 << 20).openWriter();
    for (int file = 0; file < 3; file++) {
      journal.nanoTime += file == 0 ? 0 : journal.options.rollAgeNs();
      journal.appendAll(RECORDS, PER_RECORD);
    }
    assertEquals(2, journal.writer.rolls());
    assertEquals(List.of(), check().findings());
  }

  @AfterEach
  void close() {
    journal.close();
  }

  @Test
  void aFlippedPayloadByte() {
    injure(1, 57, (file, at, next) -> file.flip(next - 8, 0x10));
    lost(PER_RECORD, FindingCode.E_CRC);
  }

  @Test
  void aFlippedLength() {
    injure(1, 57, (file, at, next) -> file.flip(at, 0x0000_0040));
    lost(PER_RECORD, FindingCode.E_CRC);
  }

  @Test
  void aBrokenRecordHeader() {
    injure(1, 57, (file, at, next) -> file.putInt(at, 0xdead_beef));
    lost(PER_RECORD, FindingCode.E_CHAIN);
  }

  @Test
  void aZeroedPage() {
    List<Long> records = Corrupter.records(file(1));
    long page = (records.get(50) + 4095) & -4096;
    try (Corrupter corrupter = Corrupter.open(file(1))) {
      corrupter.zero(page, 4096);
    }
    lost(ALL - soundDatagrams(), FindingCode.E_CRC);
    assertTrue(soundDatagrams() < ALL);
  }

  @Test
  void aTruncatedTail() {
    journal.closeWriter();
    truncate(2, 50);
    assertEquals(ALL - 51 * PER_RECORD, journal.readAll().next, "as far as it goes");
    assertEquals(ALL - 51 * PER_RECORD, check().next());
    assertEquals(Set.of(FindingCode.E_TRUNCATED), codes(check()));
    goOn();
    lost(51 * PER_RECORD, FindingCode.E_CRC);
  }

  @Test
  void aTruncatedMiddle() {
    truncate(1, 50);
    lost(51 * PER_RECORD, FindingCode.E_TRUNCATED);
  }

  @Test
  void aMissingFile() throws IOException {
    Files.delete(file(1));
    lost(PER_FILE, FindingCode.E_MISSING);
  }

  @Test
  void anEmptyFile() {
    try (Corrupter corrupter = Corrupter.open(file(1))) {
      corrupter.truncate(0);
    }
    lost(PER_FILE, FindingCode.E_EMPTY);
  }

  @Test
  void aFileOfZeros() throws IOException {
    try (Corrupter corrupter = Corrupter.open(file(1))) {
      corrupter.zero(0, Files.size(file(1)));
    }
    lost(PER_FILE, FindingCode.E_EMPTY);
  }

  @Test
  void aFileOfNoise() throws IOException {
    byte[] noise = new byte[(int) Files.size(file(1))];
    new java.util.Random(7).nextBytes(noise);
    try (Corrupter corrupter = Corrupter.open(file(1))) {
      corrupter.put(0, ByteBuffer.wrap(noise));
    }
    lost(PER_FILE, FindingCode.E_UNREADABLE);
  }

  @Test
  void aFutureFormatVersionIsRefusedAndNotSkipped() {
    injure(
        1,
        20,
        (file, at, next) -> {
          ByteBuffer record = file.get(at + 4, file.getInt(at)).order(ByteOrder.LITTLE_ENDIAN);
          record.put(RecordFormat.VERSION_OFFSET, (byte) 2);
          CRC32C crc = new CRC32C();
          crc.update(record.duplicate().position(RecordFormat.VERSION_OFFSET));
          record.putInt(0, (int) crc.getValue());
          file.put(at + 4, record);
        });
    Set<String> before = names();
    assertThrows(JournalException.class, journal::readAll);
    assertTrue(codes(check()).contains(FindingCode.E_VERSION));
    assertEquals(before, names());
  }

  @Test
  void aHalfCreatedMetadataFileIsSetAsideByTheNextWriter() {
    journal.closeWriter();
    try (Corrupter corrupter = Corrupter.open(MetadataFile.in(journal.options.directory()))) {
      corrupter.putInt(0, ChronicleFormat.UNFINISHED);
    }
    assertEquals(Set.of(FindingCode.E_METADATA), codes(check()));
    goOn();
    lost(0, FindingCode.W_ASIDE);
    assertTrue(names().stream().anyMatch(name -> name.startsWith("metadata.cq4t.torn-")));
  }

  @Test
  void aHalfCreatedRollFileIsSetAsideByTheNextWriter() throws IOException {
    journal.closeWriter();
    RollFiles files = new RollFiles(journal.options.directory());
    Path next = files.file(files.cycles()[2] + 1);
    Files.write(next, new byte[] {0, 0, 0, (byte) 0x80, 1});
    assertEquals(Set.of(FindingCode.W_UNFINISHED, FindingCode.W_END), codes(check()));
    assertEquals(ALL, journal.readAll().next);
    goOn();
    lost(0, FindingCode.W_ASIDE);
  }

  @Test
  void theNewestFileWithoutItsHeaderIsSetAsideWithAllThatItHolds() {
    journal.closeWriter();
    try (Corrupter corrupter = Corrupter.open(file(2))) {
      corrupter.zero(0, 4);
    }
    assertTrue(codes(check()).contains(FindingCode.E_HEADER));
    goOn();
    lost(PER_FILE, FindingCode.W_ASIDE);
  }

  private interface Injury {
    void apply(Corrupter file, long at, long next);
  }

  private void injure(int file, int record, Injury injury) {
    List<Long> records = Corrupter.records(file(file));
    try (Corrupter corrupter = Corrupter.open(file(file))) {
      injury.apply(corrupter, records.get(record), records.get(record + 1));
    }
  }

  private void truncate(int file, int record) {
    long cut = Corrupter.records(file(file)).get(record) + 100;
    try (Corrupter corrupter = Corrupter.open(file(file))) {
      corrupter.truncate(cut);
    }
  }

  /** Ingest starts again, and ten more records come. */
  private void goOn() {
    journal.openWriter(JournalFixture.layout(2), ALL);
    journal.appendAll(10, PER_RECORD);
  }

  private void lost(long datagrams, FindingCode... codes) {
    Set<String> before = names();
    long end = journal.writer.nextNumber();
    try (JournalReader reader = journal.openReader();
        JournalCursor cursor = reader.newCursor()) {
      for (long from : new long[] {0, 10, PER_FILE - 2}) {
        cursor.seek(from, 0);
        long next = from;
        Losses lost = Losses.NONE;
        for (PollResult poll = cursor.pollThoroughly();
            poll != PollResult.NOTHING;
            poll = cursor.pollThoroughly()) {
          if (poll == PollResult.DATAGRAMS) {
            lost = lost.plus(cursor.lostSince(next));
            next = journal.check(cursor);
          }
        }
        assertEquals(end, next, "the reader comes to the end");
        assertEquals(new Losses(0, datagrams, 0), lost);
      }
    }
    JournalCheck check = check();
    assertTrue(codes(check).containsAll(Set.of(codes)), () -> check.findings().toString());
    assertEquals(datagrams, check.gone().stream().mapToLong(one -> one.neededFrom(0)).sum());
    assertEquals(end, check.next());
    assertEquals(before, names(), "reading and checking change no file");
  }

  private JournalCheck check() {
    return JournalCheck.of(journal.options.directory(), true, Finding.UNKNOWN, _ -> {});
  }

  private static Set<FindingCode> codes(JournalCheck check) {
    return check.findings().stream().map(Finding::code).collect(Collectors.toSet());
  }

  private long soundDatagrams() {
    return (Corrupter.records(file(1)).size() - 1) * PER_RECORD + 2 * PER_FILE;
  }

  private Set<String> names() {
    try (Stream<Path> files = Files.list(journal.options.directory())) {
      return files.map(file -> file.getFileName().toString()).collect(Collectors.toSet());
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private Path file(int file) {
    RollFiles files = new RollFiles(journal.options.directory());
    return files.file(files.cycles()[file]);
  }
}
