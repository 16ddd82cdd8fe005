package io.penstock.journal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.penstock.journal.JournalFixture.Seen;
import io.penstock.journal.record.JournalException;
import io.penstock.journal.record.PollResult;
import io.penstock.journal.record.RecordFormat;
import io.penstock.journal.rollfile.ChronicleFormat;
import io.penstock.journal.rollfile.RollFiles;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Damage: each injury costs the records that it hit and no others, wherever it hits. */
class DamageTest {
  private static final int PER_RECORD = 3;
  private static final int RECORDS = 100;

  @TempDir Path directory;

  /** What happens to the record whose header lies at a position, the next one's at another. */
  enum Injury {
    PAYLOAD_BYTE_FLIPPED {
      @Override
      void apply(Corrupter file, long at, long next) {
        file.flip(next - 8, 0x10);
      }
    },
    NUMBER_FLIPPED {
      @Override
      void apply(Corrupter file, long at, long next) {
        file.flip(at + 4 + RecordFormat.FIRST_NUMBER_OFFSET, 1);
      }
    },
    DATAGRAM_LENGTH_FLIPPED {
      @Override
      void apply(Corrupter file, long at, long next) {
        file.flip(at + 4 + RecordFormat.LENGTHS_OFFSET, 0x100);
      }
    },
    CHECKSUM_FLIPPED {
      @Override
      void apply(Corrupter file, long at, long next) {
        file.flip(at + 4, 0x8000_0000);
      }
    },
    CONTENT_ZEROED {
      @Override
      void apply(Corrupter file, long at, long next) {
        file.zero(at + 4, next - at - 4);
      }
    },
    HEADER_ZEROED {
      @Override
      void apply(Corrupter file, long at, long next) {
        file.putInt(at, 0);
      }
    },
    HEADER_SAYS_UNFINISHED {
      @Override
      void apply(Corrupter file, long at, long next) {
        file.flip(at, 0x8000_0000);
      }
    },
    HEADER_SAYS_CHRONICLES_OWN {
      @Override
      void apply(Corrupter file, long at, long next) {
        file.flip(at, 0x4000_0000);
      }
    },
    HEADER_SAYS_END_OF_FILE {
      @Override
      void apply(Corrupter file, long at, long next) {
        file.putInt(at, ChronicleFormat.END_OF_FILE);
      }
    },
    HEADER_SAYS_LONGER {
      @Override
      void apply(Corrupter file, long at, long next) {
        file.flip(at, 0x0010_0000);
      }
    },
    HEADER_SAYS_A_GIGABYTE {
      @Override
      void apply(Corrupter file, long at, long next) {
        file.putInt(at, 0x3fff_fff0);
      }
    },
    HEADER_SAYS_SHORTER {
      @Override
      void apply(Corrupter file, long at, long next) {
        file.putInt(at, 40);
      }
    },
    HEADER_SAYS_TOO_SHORT_FOR_ANY {
      @Override
      void apply(Corrupter file, long at, long next) {
        file.putInt(at, 8);
      }
    },
    WHOLE_RECORD_ZEROED {
      @Override
      void apply(Corrupter file, long at, long next) {
        file.zero(at, next - at);
      }
    },
    WHOLE_RECORD_OVERWRITTEN {
      @Override
      void apply(Corrupter file, long at, long next) {
        file.fill(at, next - at, 0x41);
      }
    };

    abstract void apply(Corrupter file, long at, long next);
  }

  @ParameterizedTest
  @EnumSource(Injury.class)
  void oneRecordIsLostAndItsNeighboursAreIntact(Injury injury) {
    try (JournalFixture journal = threeFiles()) {
      int injured = 57;
      injure(journal, injury, injured);
      Seen seen = journal.readAll();
      assertEquals(PER_RECORD, seen.missing, () -> injury + ": " + seen);
      assertEquals(journal.writer.nextNumber(), seen.next, () -> injury + ": " + seen);
      assertTrue(
          seen.damaged > 0 || injury == Injury.HEADER_SAYS_CHRONICLES_OWN,
          () -> injury + ": " + seen);
      everyOtherRecordIsFound(journal, injured);
    }
  }

  @ParameterizedTest
  @EnumSource(Injury.class)
  void theLastRecordIsLostAndWhatComesLaterIsRead(Injury injury) {
    try (JournalFixture journal = threeFiles()) {
      long newest = journal.writer.nextNumber();
      Path file = file(journal, 2);
      List<Long> records = Corrupter.records(file);
      long last = records.getLast();
      try (JournalReader reader = journal.openReader();
          JournalCursor cursor = reader.newCursor()) {
        cursor.seek(newest - 2 * PER_RECORD, 0);
        Seen seen = new Seen();
        seen.next = newest - 2 * PER_RECORD;
        journal.closeWriter();
        try (Corrupter corrupter = Corrupter.open(file)) {
          injury.apply(corrupter, last, endOf(corrupter, last));
        }
        journal.readOn(cursor, seen);
        assertEquals(newest - PER_RECORD, seen.next, () -> injury + ": " + seen);
        journal.openWriter(JournalFixture.layout(2), newest);
        journal.appendAll(10, PER_RECORD);
        journal.readOn(cursor, seen);
        assertEquals(PER_RECORD, seen.missing, () -> injury + ": " + seen);
        assertEquals(newest + 10 * PER_RECORD, seen.next, () -> injury + ": " + seen);
      }
      assertEquals(PER_RECORD, journal.readAll().missing);
    }
  }

  @ParameterizedTest
  @EnumSource(Injury.class)
  void aDamagedLayoutLeavesTheDatagramsAndTheLayoutBeforeIt(Injury injury) {
    try (JournalFixture journal = threeFiles()) {
      List<Long> records = Corrupter.records(file(journal, 1));
      try (Corrupter corrupter = Corrupter.open(file(journal, 1))) {
        injury.apply(corrupter, records.get(0), records.get(1));
      }
      Seen seen = journal.readAll();
      assertEquals(0, seen.missing, () -> injury + ": " + seen);
      assertEquals(journal.writer.nextNumber(), seen.next, () -> injury + ": " + seen);
      try (JournalReader reader = journal.openReader();
          JournalCursor cursor = reader.newCursor()) {
        cursor.seek(RECORDS * PER_RECORD + 1, 0);
        assertEquals(PollResult.DATAGRAMS, cursor.poll());
        assertEquals(RECORDS * PER_RECORD, cursor.firstNumber());
        assertEquals(JournalFixture.layout(2), cursor.layout());
      }
    }
  }

  @Test
  void aClosedFileWithoutItsEndMarkerIsLeftAllTheSame() {
    try (JournalFixture journal = threeFiles()) {
      Path file = file(journal, 0);
      long last = Corrupter.records(file).getLast();
      try (Corrupter corrupter = Corrupter.open(file)) {
        long end = endOf(corrupter, last);
        assertEquals(ChronicleFormat.END_OF_FILE, corrupter.getInt(end));
        corrupter.putInt(end, 0);
      }
      Seen seen = journal.readAll();
      assertEquals(0, seen.missing, seen::toString);
      assertEquals(journal.writer.nextNumber(), seen.next, seen::toString);
    }
  }

  @Test
  void aZeroedPageCostsTheRecordsThatItHeld() {
    try (JournalFixture journal = threeFiles()) {
      List<Long> records = Corrupter.records(file(journal, 1));
      long page = (records.get(50) + 4095) & -4096;
      try (Corrupter corrupter = Corrupter.open(file(journal, 1))) {
        corrupter.zero(page, 4096);
      }
      long hit = 0;
      for (int i = 0; i + 1 < records.size(); i++) {
        hit += records.get(i) < page + 4096 && records.get(i + 1) > page ? PER_RECORD : 0;
      }
      Seen seen = journal.readAll();
      assertTrue(hit >= PER_RECORD);
      assertEquals(hit, seen.missing, seen::toString);
      assertEquals(journal.writer.nextNumber(), seen.next, seen::toString);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2})
  void aFileWithoutItsEndIsReadAsFarAsItGoes(int injured) {
    try (JournalFixture journal = threeFiles()) {
      journal.closeWriter();
      Path file = file(journal, injured);
      long cut = Corrupter.records(file).get(50) + 100;
      try (Corrupter corrupter = Corrupter.open(file)) {
        corrupter.truncate(cut);
      }
      if (injured == 2) {
        Seen seen = journal.readAll();
        assertEquals(2 * RECORDS * PER_RECORD + 49 * PER_RECORD, seen.next, seen::toString);
      }
      journal.openWriter(JournalFixture.layout(2), 3 * RECORDS * PER_RECORD);
      journal.appendAll(10, PER_RECORD);
      Seen seen = journal.readAll();
      assertEquals(51 * PER_RECORD, seen.missing, seen::toString);
      assertEquals(journal.writer.nextNumber(), seen.next, seen::toString);
      assertTrue(seen.damaged < 5, seen::toString);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2})
  void aFileWhoseLastPagesWereNeverWrittenIsReadAsFarAsItGoes(int injured) {
    try (JournalFixture journal = threeFiles()) {
      journal.closeWriter();
      Path file = file(journal, injured);
      long page = (Corrupter.records(file).get(50) + 4095) & -4096;
      try (Corrupter corrupter = Corrupter.open(file)) {
        corrupter.zero(page, (1 << 20) - page);
      }
      long left = Corrupter.records(file).size() - 1;
      journal.openWriter(JournalFixture.layout(2), 3 * RECORDS * PER_RECORD);
      journal.appendAll(10, PER_RECORD);
      Seen seen = journal.readAll();
      assertEquals((RECORDS - left) * PER_RECORD, seen.missing, seen::toString);
      assertEquals(journal.writer.nextNumber(), seen.next, seen::toString);
      assertTrue(seen.damaged < 5, seen::toString);
    }
  }

  @Test
  void aFileWithoutItsFirstPagesIsReadAllTheSame() {
    try (JournalFixture journal = threeFiles()) {
      long first = Corrupter.records(file(journal, 1)).getFirst();
      try (Corrupter corrupter = Corrupter.open(file(journal, 1))) {
        corrupter.zero(0, first & -4096);
      }
      Seen seen = journal.readAll();
      assertEquals(0, seen.missing, seen::toString);
      assertEquals(journal.writer.nextNumber(), seen.next, seen::toString);
      everyOtherRecordIsFound(journal, Integer.MAX_VALUE / PER_RECORD);
    }
  }

  @Test
  void aNewerRecordIsRefusedAndNotSkipped() {
    try (JournalFixture journal = threeFiles()) {
      List<Long> records = Corrupter.records(file(journal, 1));
      long at = records.get(20) + 4;
      try (Corrupter corrupter = Corrupter.open(file(journal, 1))) {
        int length = corrupter.getInt(at - 4);
        ByteBuffer record = corrupter.get(at, length).order(ByteOrder.LITTLE_ENDIAN);
        record.put(RecordFormat.VERSION_OFFSET, (byte) 2);
        CRC32C crc = new CRC32C();
        crc.update(record.duplicate().position(RecordFormat.VERSION_OFFSET));
        record.putInt(0, (int) crc.getValue());
        corrupter.put(at, record);
      }
      JournalException refusal = assertThrows(JournalException.class, journal::readAll);
      assertTrue(refusal.getMessage().contains("newer Penstock"), refusal.getMessage());
    }
  }

  /** A hundred records in each of three files, and a reader's hints still good in all of them. */
  private JournalFixture threeFiles() {
    JournalFixture journal = JournalFixture.in(directory, 8 << 20).openWriter();
    for (int file = 0; file < 3; file++) {
      journal.appendAll(RECORDS, PER_RECORD);
      if (file < 2) {
        journal.nanoTime += journal.options.rollAgeNs();
      }
    }
    assertEquals(2, journal.writer.rolls());
    return journal;
  }

  private static void injure(JournalFixture journal, Injury injury, int record) {
    Path file = file(journal, 1);
    List<Long> records = Corrupter.records(file);
    assertEquals(RECORDS + 1, records.size());
    try (Corrupter corrupter = Corrupter.open(file)) {
      injury.apply(corrupter, records.get(record), records.get(record + 1));
    }
  }

  private static Path file(JournalFixture journal, int file) {
    RollFiles files = new RollFiles(journal.options.directory());
    return files.file(files.cycles()[file]);
  }

  private static long endOf(Corrupter corrupter, long record) {
    return ChronicleFormat.after(record, corrupter.getInt(record));
  }

  private static void everyOtherRecordIsFound(JournalFixture journal, int injured) {
    long hole = (RECORDS + injured - 1L) * PER_RECORD;
    try (JournalReader reader = journal.openReader();
        JournalCursor cursor = reader.newCursor()) {
      long end = journal.writer.nextNumber();
      for (long number = 0; number < end; number += Math.abs(number - hole) < 60 ? 1 : 17) {
        cursor.seek(number, 0);
        PollResult result = cursor.poll();
        assertEquals(PollResult.DATAGRAMS, result, "number " + number);
        long first = number - number % PER_RECORD;
        assertEquals(first == hole ? first + PER_RECORD : first, cursor.firstNumber());
        journal.check(cursor);
        long hint = cursor.nextIndexHint();
        long next = cursor.nextNumber();
        cursor.seek(next, hint);
        assertEquals(next >= end ? PollResult.NOTHING : PollResult.DATAGRAMS, skipLayout(cursor));
        if (next < end) {
          assertEquals(next == hole ? next + PER_RECORD : next, cursor.firstNumber());
        }
      }
    }
  }

  private static PollResult skipLayout(JournalCursor cursor) {
    PollResult result = cursor.poll();
    while (result == PollResult.LAYOUT || result == PollResult.DAMAGED) {
      result = cursor.poll();
    }
    return result;
  }
}
