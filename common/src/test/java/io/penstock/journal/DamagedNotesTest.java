package io.penstock.journal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.penstock.journal.JournalFixture.Seen;
import io.penstock.journal.record.PollResult;
import io.penstock.journal.rollfile.RollFile;
import io.penstock.journal.rollfile.RollFileIndex;
import io.penstock.journal.rollfile.RollFiles;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Damage: Chronicle's own notes in a file's header say what is not so. */
class DamagedNotesTest {
  private static final int RECORDS = 100;

  @TempDir Path directory;

  @Test
  void aHeaderWithoutAPlaceForTheLastRecordIsNotOverwrittenWithIt() {
    try (JournalFixture journal = oneFile()) {
      Path file = newest(journal);
      List<Long> records = Corrupter.records(file);
      ByteBuffer header;
      try (Corrupter damage = Corrupter.open(file)) {
        damage.flip(positionOf(damage, "writePosition"), 1);
        damage.putInt(records.get(50), 0); // and the chain ends there
        header = damage.get(0, 64);
      }
      journal.openWriter();
      try (Corrupter look = Corrupter.open(file)) {
        assertEquals(header, look.get(0, 64), "the file's own header");
      }
      journal.appendAll(1, 1);
      Seen seen = journal.readAll();
      assertEquals(1, seen.missing, seen::toString);
      assertEquals(RECORDS, seen.datagrams, seen::toString);
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aHeaderThatChronicleCannotReadStopsNoWriter(boolean isNewest) {
    try (JournalFixture journal = oneFile()) {
      Path file = newest(journal);
      journal.openWriter(JournalFixture.layout(3), 0);
      journal.appendAll(RECORDS, 1);
      journal.closeWriter();
      try (Corrupter damage = Corrupter.open(isNewest ? newest(journal) : file)) {
        damage.flip(positionOf(damage, "writePosition"), 1);
      }
      for (int shards = 4; shards < 6; shards++) {
        journal.openWriter(JournalFixture.layout(shards), 0);
        journal.appendAll(RECORDS, 1);
        journal.closeWriter();
      }
      Seen seen = journal.readAll();
      assertEquals(0, seen.missing, seen::toString);
      assertEquals(4 * RECORDS, seen.datagrams, seen::toString);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"writePosition", "index2Index", "indexCount", "SCQStore"})
  void aNewestFileThatChronicleCannotReadIsFollowedByANewOne(String name) {
    try (JournalFixture journal = oneFile()) {
      try (Corrupter damage = Corrupter.open(newest(journal))) {
        assertTrue(positionOf(damage, name) > 0, name);
        damage.flip(positionOf(damage, name), 1);
      }
      for (int life = 0; life < 2; life++) {
        journal.openWriter();
        journal.appendAll(RECORDS, 1);
        journal.closeWriter();
      }
      Seen seen = journal.readAll();
      assertEquals(0, seen.missing, seen::toString);
      assertEquals(3 * RECORDS, seen.datagrams, seen::toString);
    }
  }

  @Test
  void aSequenceThatNoFileHasLetsNoSearchWalkToIt() {
    try (JournalFixture journal = oneFile()) {
      Path file = newest(journal);
      try (Corrupter damage = Corrupter.open(file)) {
        long note = noteOfTheLastRecord(damage, file);
        damage.putInt(note + 8, -1);
      }
      try (RollFile rollFile = RollFile.open(file)) {
        long entry = RollFileIndex.of(rollFile).lastEntry();
        assertTrue(entry < 2_048, () -> "the last entry is looked for at " + entry);
      }
      try (JournalReader reader = journal.openReader();
          JournalCursor cursor = reader.newCursor()) {
        for (int number = 0; number < RECORDS; number++) {
          cursor.seek(number, 0);
          assertEquals(PollResult.DATAGRAMS, cursor.poll());
          assertEquals(number, cursor.firstNumber());
        }
        assertEquals(RECORDS, reader.nextNumber());
      }
    }
  }

  private JournalFixture oneFile() {
    JournalFixture journal = JournalFixture.in(directory, 4 << 20).openWriter();
    journal.appendAll(RECORDS, 1);
    journal.closeWriter();
    return journal;
  }

  private static Path newest(JournalFixture journal) {
    RollFiles files = new RollFiles(journal.options.directory());
    int[] cycles = files.cycles();
    return files.file(cycles[cycles.length - 1]);
  }

  private static int positionOf(Corrupter file, String name) {
    byte[] head = new byte[512];
    file.get(0, head.length).get(head);
    return new String(head, StandardCharsets.ISO_8859_1).indexOf(name);
  }

  /** Two words: where it lies, and its sequence in the lower half of the second. */
  private static long noteOfTheLastRecord(Corrupter damage, Path file) {
    List<Long> records = Corrupter.records(file);
    int last = Math.toIntExact(records.getLast());
    for (int at = positionOf(damage, "writePosition"); at < 512; at++) {
      if (damage.getInt(at) == last && damage.getInt(at + 4) == 0) {
        return at;
      }
    }
    throw new AssertionError("it is not noted");
  }
}
