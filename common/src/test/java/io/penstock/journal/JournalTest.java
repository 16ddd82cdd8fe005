package io.penstock.journal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.penstock.journal.record.JournalException;
import io.penstock.journal.record.PollResult;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Behaviour: what is appended is read, in order, across files and restarts. */
class JournalTest {
  @TempDir Path directory;

  @Test
  void whatIsAppendedIsReadInOrderBesideTheWriter() {
    try (JournalFixture journal = JournalFixture.in(directory, 8 << 20).openWriter();
        JournalReader reader = journal.openReader();
        JournalCursor cursor = reader.newCursor()) {
      assertEquals(PollResult.LAYOUT, cursor.poll());
      assertEquals(PollResult.NOTHING, cursor.poll());
      for (int i = 0; i < 300; i++) {
        journal.appendAll(1, 1 + i % 7);
        assertEquals(PollResult.DATAGRAMS, cursor.poll());
        assertEquals(1 + i % 7, cursor.count());
        assertEquals(JournalFixture.timeOf(cursor.firstNumber()), cursor.receiveTimeNs());
        journal.check(cursor);
        assertEquals(PollResult.NOTHING, cursor.poll());
      }
      assertEquals(journal.writer.nextNumber(), cursor.nextNumber());
      assertEquals(
          journal.writer.payloadBytes(), cursor.payloadBytesBefore() + cursor.payloadBytes());
    }
  }

  @Test
  void readersFollowTheWriterFromFileToFile() {
    try (JournalFixture journal =
            JournalFixture.in(directory, JournalFixture.SMALLEST_ROLL_BYTES).openWriter();
        JournalReader reader = journal.openReader();
        JournalCursor cursor = reader.newCursor()) {
      JournalFixture.Seen seen = new JournalFixture.Seen();
      for (int i = 0; i < 60; i++) {
        journal.appendAll(20, 10);
        journal.readOn(cursor, seen);
      }
      assertTrue(journal.writer.rolls() >= 3, () -> "rolls " + journal.writer.rolls());
      assertEquals(12_000, seen.datagrams, seen::toString);
      assertEquals(journal.writer.rolls() + 1, seen.layouts, seen::toString);
      assertEquals(0, seen.missing + seen.damaged, seen::toString);
      assertEquals(seen.toString(), journal.readAll().toString());
    }
  }

  @Test
  void writerGoesOnInTheSameFileAfterARestart() {
    try (JournalFixture journal = JournalFixture.in(directory, 8 << 20).openWriter()) {
      journal.appendAll(100, 5);
      journal.closeWriter();
      journal.openWriter();
      assertEquals(500, journal.writer.nextNumber());
      journal.appendAll(100, 5);
      journal.closeWriter();
      JournalFixture.Seen seen = journal.readAll();
      assertEquals(
          "1000 datagrams in 200 records, 1 layouts, 0 damaged, 0 missing, next 1000",
          seen.toString());
    }
  }

  @Test
  void aNumberThatWasGivenOutButNeverAppendedIsAGap() {
    try (JournalFixture journal = JournalFixture.in(directory, 8 << 20).openWriter()) {
      journal.appendAll(10, 5);
      journal.closeWriter();
      journal.openWriter(JournalFixture.layout(2), 77);
      journal.appendAll(1, 5);
      assertEquals(27, journal.readAll().missing);
    }
  }

  @Test
  void readerMakesNothingWhereThereIsNoJournal() {
    JournalOptions options = JournalFixture.options(directory, 8 << 20);
    assertFalse(JournalReader.exists(options.directory()));
    assertThrows(JournalException.class, () -> JournalReader.open(options, Access.READ_ONLY));
    assertFalse(Files.exists(options.directory()));
  }
}
