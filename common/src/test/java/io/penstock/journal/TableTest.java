package io.penstock.journal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.penstock.journal.JournalFixture.Seen;
import io.penstock.journal.chronicle.MetadataFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Damage: Chronicle's table, which repeats what is known elsewhere, stops no process. */
class TableTest {
  private static final int RECORDS = 300;

  @TempDir Path directory;

  /** What becomes of {@code metadata.cq4t}. */
  enum Injury {
    REMOVED {
      @Override
      void apply(Path table) throws IOException {
        Files.delete(table);
      }
    },
    EMPTY {
      @Override
      void apply(Path table) throws IOException {
        Files.write(table, new byte[0]);
      }
    },
    ZEROS {
      @Override
      void apply(Path table) throws IOException {
        Files.write(table, new byte[1_000]);
      }
    },
    NOISE {
      @Override
      void apply(Path table) throws IOException {
        byte[] noise = new byte[128 << 10];
        new Random(1).nextBytes(noise);
        Files.write(table, noise);
      }
    },
    CUT {
      @Override
      void apply(Path table) throws IOException {
        try (Corrupter file = Corrupter.open(table)) {
          file.truncate(300);
        }
      }
    };

    abstract void apply(Path table) throws IOException;
  }

  @ParameterizedTest
  @EnumSource(Injury.class)
  void aWriterSetsItAsideAndBeginsAnew(Injury injury) throws IOException {
    try (JournalFixture journal = journal()) {
      journal.closeWriter();
      injury.apply(table(journal));
      journal.openWriter();
      journal.appendAll(RECORDS, 1);
      assertEquals(2 * RECORDS, journal.readAll().datagrams);
      try (JournalReader reader = journal.openReader()) {
        assertTrue(reader.hasNamedPositions());
      }
    }
  }

  @ParameterizedTest
  @EnumSource(Injury.class)
  void aReaderReadsWithoutIt(Injury injury) throws IOException {
    try (JournalFixture journal = journal()) {
      journal.closeWriter();
      injury.apply(table(journal));
      assertTrue(JournalReader.exists(journal.options.directory()));
      try (JournalReader reader = journal.openReader();
          JournalCursor cursor = reader.newCursor()) {
        assertEquals(RECORDS, journal.readAll(cursor).datagrams);
        assertFalse(reader.hasNamedPositions());
        assertFalse(reader.namePosition("shard-0", cursor.nextIndexHint()));
      }
    }
  }

  @ParameterizedTest
  @EnumSource(Injury.class)
  void aReaderThatIsOpenReadsOnThroughTheNextWritersFiles(Injury injury) throws IOException {
    try (JournalFixture journal = journal();
        JournalReader reader = journal.openReader();
        JournalCursor cursor = reader.newCursor()) {
      Seen seen = journal.readAll(cursor);
      reader.namePosition("shard-0", cursor.nextIndexHint());
      journal.closeWriter();
      injury.apply(table(journal));
      reader.namePosition("shard-0", cursor.nextIndexHint());
      reader.namePosition("shard-1", cursor.nextIndexHint());
      journal.openWriter();
      journal.appendAll(RECORDS, 20); // over several files
      assertTrue(journal.writer.rolls() > 1);
      for (int attempt = 0; attempt < 64 && seen.datagrams < 21 * RECORDS; attempt++) {
        journal.readOn(cursor, seen);
      }
      assertEquals(21 * RECORDS, seen.datagrams, seen::toString);
      assertEquals(0, seen.missing + seen.damaged, seen::toString);
    }
  }

  @Test
  void retentionDeletesWithoutIt() throws IOException {
    try (JournalFixture journal = journal()) {
      journal.appendAll(RECORDS, 20);
      Files.delete(table(journal));
      try (JournalRetention retention = JournalRetention.open(journal.options)) {
        int files = retention.files().size();
        assertTrue(retention.deleteOldest());
        assertEquals(files - 1, retention.files().size());
      }
      assertFalse(Files.exists(table(journal)), "and makes none that the writer does not know");
    }
  }

  private JournalFixture journal() {
    JournalFixture journal = JournalFixture.in(directory, JournalFixture.SMALLEST_ROLL_BYTES);
    journal.openWriter();
    journal.appendAll(RECORDS, 1);
    return journal;
  }

  private static Path table(JournalFixture journal) {
    return MetadataFile.in(journal.options.directory());
  }
}
