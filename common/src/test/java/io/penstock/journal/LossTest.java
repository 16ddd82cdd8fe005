package io.penstock.journal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.penstock.journal.record.Losses;
import io.penstock.journal.record.PollResult;
import io.penstock.journal.record.RecordFormat;
import io.penstock.journal.rollfile.ChronicleFormat;
import io.penstock.journal.rollfile.RollFile;
import io.penstock.journal.rollfile.RollFileIndex;
import io.penstock.journal.rollfile.RollFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Why a datagram was not found: told from the numbers, exactly, wherever they tell it. */
class LossTest {
  private static final int PER_RECORD = 3;
  private static final int RECORDS = 20;
  private static final int PER_FILE = PER_RECORD * RECORDS;

  @TempDir Path directory;

  @Test
  void belowTheOldestFileIsRetention() throws IOException {
    try (JournalFixture journal = files(3)) {
      deleteOldest(journal, 1);
      assertEquals(new Losses(PER_FILE - 7, 0, 0), lostFrom(journal, 7));
      assertEquals(Losses.NONE, lostFrom(journal, PER_FILE));
      assertEquals(Losses.NONE, lostFrom(journal, PER_FILE + 1), "in the middle of a record");
    }
  }

  @Test
  void filesThatVanishAheadOfAReaderAreRetention() throws IOException {
    try (JournalFixture journal = files(5);
        JournalReader reader = journal.openReader();
        JournalCursor cursor = reader.newCursor()) {
      readTo(cursor, PER_RECORD);
      deleteOldest(journal, 3);
      assertEquals(new Losses(2 * PER_FILE, 0, 0), lostOnTheWay(journal, cursor, PER_RECORD));
    }
  }

  @Test
  void aFileThatVanishesWhileItIsReadIsReadToItsEnd() throws IOException {
    try (JournalFixture journal = files(3);
        JournalReader reader = journal.openReader();
        JournalCursor cursor = reader.newCursor()) {
      readTo(cursor, PER_RECORD);
      deleteOldest(journal, 1);
      assertEquals(Losses.NONE, lostOnTheWay(journal, cursor, PER_RECORD));
    }
  }

  @Test
  void damageWithinAFileIsCorrupt() {
    try (JournalFixture journal = files(2)) {
      flip(journal, 0, 5);
      assertEquals(new Losses(0, PER_RECORD, 0), lostFrom(journal, 0));
      int damaged = 4 * PER_RECORD; // the first record is the layout
      assertEquals(new Losses(0, PER_RECORD, 0), lostFrom(journal, damaged));
      assertEquals(new Losses(0, PER_RECORD - 1, 0), lostFrom(journal, damaged + 1));
    }
  }

  @Test
  void damageAtTheStartOfAFileIsCorrupt() {
    try (JournalFixture journal = files(2)) {
      flip(journal, 1, 1);
      assertEquals(new Losses(0, PER_RECORD, 0), lostFrom(journal, 0));
      flip(journal, 1, 0);
      assertEquals(new Losses(0, PER_RECORD, 0), lostFrom(journal, 0), "the layout too");
    }
  }

  @Test
  void damageAtTheEndOfAFileIsCorrupt() {
    try (JournalFixture journal = files(2)) {
      flip(journal, 0, RECORDS);
      assertEquals(new Losses(0, PER_RECORD, 0), lostFrom(journal, 0));
      assertEquals(new Losses(0, PER_RECORD, 0), lostFrom(journal, PER_FILE - PER_RECORD));
    }
  }

  @Test
  void damageAtTheEndOfAFileAndVanishedFilesBehindItAreToldApart() throws IOException {
    try (JournalFixture journal = files(4);
        JournalReader reader = journal.openReader();
        JournalCursor cursor = reader.newCursor()) {
      assertEquals(4, reader.layouts().size(), "it has looked at the files, as a worker does");
      readTo(cursor, PER_RECORD);
      flip(journal, 0, RECORDS);
      readTo(cursor, PER_FILE - PER_RECORD);
      assertEquals(PollResult.DAMAGED, cursor.poll());
      deleteOldest(journal, 3);
      assertEquals(
          new Losses(2 * PER_FILE, PER_RECORD, 0),
          lostOnTheWay(journal, cursor, PER_FILE - PER_RECORD));
    }
  }

  @Test
  void vanishedFilesAndDamageAtTheStartOfTheOldestAreToldApartByItsLayout() throws IOException {
    try (JournalFixture journal = files(3)) {
      flip(journal, 1, 1);
      deleteOldest(journal, 1);
      assertEquals(new Losses(PER_FILE, PER_RECORD, 0), lostFrom(journal, 0));
    }
  }

  @Test
  void aDamagedLayoutAloneHidesNothing() throws IOException {
    try (JournalFixture journal = files(3)) {
      flip(journal, 1, 0);
      deleteOldest(journal, 1);
      assertEquals(new Losses(PER_FILE, 0, 0), lostFrom(journal, 0));
    }
  }

  @Test
  void damageThatHidesWhereTheOldestFileBeginsIsCorruptAndNotCalledRetention() {
    try (JournalFixture journal = files(2)) {
      flip(journal, 0, 0);
      flip(journal, 0, 1);
      flip(journal, 0, 2);
      assertEquals(new Losses(0, 2 * PER_RECORD, 0), lostFrom(journal, 0));
    }
  }

  @Test
  void aFileInTheMiddleThatIsNotThereIsCorrupt() throws IOException {
    try (JournalFixture journal = files(4)) {
      Files.delete(file(journal, 1));
      assertEquals(new Losses(0, PER_FILE, 0), lostFrom(journal, 0));
      assertEquals(new Losses(0, 4, 0), lostFrom(journal, 2 * PER_FILE - 4));
    }
  }

  @Test
  void aFileThatWasSetAsideIsCorrupt() {
    try (JournalFixture journal = files(2)) {
      journal.closeWriter();
      try (Corrupter corrupter = Corrupter.open(file(journal, 1))) {
        corrupter.putInt(0, ChronicleFormat.UNFINISHED);
      }
      journal.openWriter();
      journal.appendAll(2, PER_RECORD);
      assertEquals(new Losses(0, PER_FILE, 0), lostFrom(journal, 0));
    }
  }

  @Test
  void numbersGivenOutToNothingAreMissing() {
    try (JournalFixture journal = files(2)) {
      long next = journal.writer.nextNumber();
      journal.closeWriter();
      journal.openWriter(JournalFixture.layout(2), next + 1_000);
      journal.appendAll(1, PER_RECORD);
      journal.closeWriter();
      journal.openWriter(JournalFixture.layout(3), next + 2_000 + PER_RECORD);
      journal.appendAll(1, PER_RECORD);
      assertEquals(new Losses(0, 0, 2_000 - PER_RECORD + 3), lostFrom(journal, 0));
    }
  }

  @Test
  void allThreeAreToldApartInOneJournal() throws IOException {
    try (JournalFixture journal = files(3)) {
      flip(journal, 1, 7);
      long next = journal.writer.nextNumber();
      journal.closeWriter();
      journal.openWriter(JournalFixture.layout(2), next + 11);
      journal.appendAll(1, PER_RECORD);
      deleteOldest(journal, 1);
      assertEquals(new Losses(PER_FILE, PER_RECORD, 11), lostFrom(journal, 0));
    }
  }

  private JournalFixture files(int count) {
    JournalFixture journal = JournalFixture.in(directory, 8 << 20).openWriter();
    for (int file = 0; file < count; file++) {
      journal.nanoTime += file == 0 ? 0 : journal.options.rollAgeNs();
      journal.appendAll(RECORDS, PER_RECORD);
    }
    assertEquals(count - 1, journal.writer.rolls());
    return journal;
  }

  /** Flips a byte in the content of a record; the first is the layout. */
  private static void flip(JournalFixture journal, int file, int record) {
    long at = sequence(journal, file, record);
    try (Corrupter corrupter = Corrupter.open(file(journal, file))) {
      corrupter.flip(at + ChronicleFormat.HEADER_BYTES + RecordFormat.LENGTHS_OFFSET, 0x4000);
    }
  }

  private static long sequence(JournalFixture journal, int file, int record) {
    try (RollFile rollFile = RollFile.open(file(journal, file))) {
      return RollFileIndex.of(rollFile).positionOf(record);
    }
  }

  private static Path file(JournalFixture journal, int file) {
    RollFiles files = new RollFiles(journal.options.directory());
    return files.file(files.cycles()[file]);
  }

  private static void deleteOldest(JournalFixture journal, int count) throws IOException {
    try (JournalRetention retention = JournalRetention.open(journal.options)) {
      for (int i = 0; i < count; i++) {
        assertTrue(retention.deleteOldest());
      }
    }
  }

  private static void readTo(JournalCursor cursor, long number) {
    while (cursor.poll() != PollResult.DATAGRAMS || cursor.nextNumber() < number) {
      // on
    }
    assertEquals(number, cursor.nextNumber());
  }

  /** What a fresh reader at a number loses on its way to the end. */
  private static Losses lostFrom(JournalFixture journal, long number) {
    try (JournalReader reader = journal.openReader();
        JournalCursor cursor = reader.newCursor()) {
      cursor.seek(number, 0);
      return lostOnTheWay(journal, cursor, number);
    }
  }

  private static Losses lostOnTheWay(JournalFixture journal, JournalCursor cursor, long number) {
    Losses lost = Losses.NONE;
    long next = number;
    long missed = 0;
    for (PollResult poll = cursor.pollThoroughly();
        poll != PollResult.NOTHING;
        poll = cursor.pollThoroughly()) {
      if (poll == PollResult.DATAGRAMS) {
        lost = lost.plus(cursor.lostSince(next));
        missed += Math.max(0, cursor.firstNumber() - next);
        next = journal.check(cursor);
      }
    }
    assertEquals(journal.writer.nextNumber(), next, "it comes to the end");
    assertEquals(missed, lost.total(), "each is counted once");
    return lost;
  }
}
