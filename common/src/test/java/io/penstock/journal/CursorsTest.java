package io.penstock.journal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.penstock.journal.record.Losses;
import io.penstock.journal.record.PollResult;
import io.penstock.journal.record.RecordFormat;
import io.penstock.journal.rollfile.RollFiles;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What cursors say of themselves: beside damage, and when many share one memory. */
class CursorsTest {
  private static final int PER_RECORD = 3;
  private static final int RECORDS = 200;

  @TempDir Path directory;

  private JournalFixture journal;

  @BeforeEach
  void write() {
    journal = JournalFixture.in(directory, 1 << 20).openWriter();
    journal.appendAll(RECORDS, PER_RECORD);
  }

  @AfterEach
  void close() {
    journal.writer.close();
  }

  @Test
  void cursorsThatShareTheirMemoryReadAsIfEachHadItsOwn() {
    SplittableRandom random = new SplittableRandom(4711);
    try (JournalReader reader = journal.openReader();
        JournalCursors shared = reader.newCursors()) {
      List<JournalCursor> cursors = new ArrayList<>();
      long[] next = new long[8];
      for (int i = 0; i < next.length; i++) {
        cursors.add(shared.newCursor());
      }
      for (int action = 0; action < 20_000; action++) {
        int i = random.nextInt(next.length);
        JournalCursor cursor = cursors.get(i);
        if (random.nextInt(20) == 0) {
          next[i] = (long) random.nextInt(RECORDS) * PER_RECORD;
          cursor.seek(next[i], 0);
        } else if (cursor.poll() == PollResult.DATAGRAMS) {
          assertEquals(next[i], cursor.firstNumber());
          next[i] = journal.check(cursor);
          assertEquals(next[i], cursor.nextNumber());
        }
      }
      cursors.forEach(JournalCursor::close);
    }
  }

  @Test
  void afterDamageACursorsNumbersAreThoseOfTheLastSoundRecord() {
    RollFiles files = new RollFiles(journal.options.directory());
    Path file = files.file(files.cycles()[0]);
    List<Long> records = Corrupter.records(file);
    long last = records.getLast();
    try (Corrupter corrupter = Corrupter.open(file)) {
      corrupter.flip(last + 4 + RecordFormat.FIRST_NUMBER_OFFSET + 4, 0x7fff_ffff);
    }
    long sound = (long) (RECORDS - 1) * PER_RECORD;
    try (JournalReader reader = journal.openReader();
        JournalCursor cursor = reader.newCursor()) {
      PollResult result = cursor.poll();
      while (result == PollResult.DATAGRAMS || result == PollResult.LAYOUT) {
        result = cursor.poll();
      }
      assertEquals(PollResult.DAMAGED, result);
      assertSaysNothingUnsound(cursor, sound);
      cursor.seek(sound, 0); // the damaged one is sought, and nothing sound comes behind it
      assertSaysNothingUnsound(cursor, sound);
    }
  }

  private static void assertSaysNothingUnsound(JournalCursor cursor, long sound) {
    assertTrue(cursor.firstNumber() <= sound, "first number " + cursor.firstNumber());
    assertEquals(sound, cursor.nextNumber());
    assertEquals(Losses.NONE, cursor.lostSince(sound));
    assertEquals(sound, cursor.endOf(layout -> false, sound));
  }
}
