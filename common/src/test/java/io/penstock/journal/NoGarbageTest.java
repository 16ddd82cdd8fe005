package io.penstock.journal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import io.penstock.journal.record.Losses;
import io.penstock.journal.record.PollResult;
import io.penstock.reader.ReaderFile;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Invariant: the hot paths leave nothing for the collector. */
class NoGarbageTest {
  private static final int RECORDS = 100_000;
  private static final int IDLE_POLLS = 100_000;

  /** Chronicle makes some objects for each block of 4 MiB that it maps. */
  private static final long BYTES_PER_RECORD_MAX = 2;

  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  @TempDir Path directory;

  @Test
  void appendsAndPollsLeaveNoGarbage() {
    try (JournalFixture journal =
        new JournalFixture(JournalFixture.options(directory, 256L << 20), 100)) {
      journal.openWriter();
      append(journal, RECORDS / 10);
      long before = THREADS.getCurrentThreadAllocatedBytes();
      append(journal, RECORDS);
      long perRecord = (THREADS.getCurrentThreadAllocatedBytes() - before) / RECORDS;
      assertTrue(perRecord <= BYTES_PER_RECORD_MAX, () -> perRecord + " bytes per append");
      journal.closeWriter();

      try (JournalReader reader = journal.openReader();
          JournalCursor cursor = reader.newCursor()) {
        poll(cursor, RECORDS / 10);
        before = THREADS.getCurrentThreadAllocatedBytes();
        poll(cursor, RECORDS);
        long perPoll = (THREADS.getCurrentThreadAllocatedBytes() - before) / RECORDS;
        assertTrue(perPoll <= BYTES_PER_RECORD_MAX, () -> perPoll + " bytes per poll");

        idle(cursor);
        before = THREADS.getCurrentThreadAllocatedBytes();
        idle(cursor);
        long perIdlePoll = (THREADS.getCurrentThreadAllocatedBytes() - before) / IDLE_POLLS;
        assertEquals(0, perIdlePoll, "bytes per idle poll");
      }
    }
  }

  @Test
  void commitsAndNamedPositionsLeaveNoGarbage() throws IOException {
    try (JournalFixture journal = JournalFixture.in(directory, 8 << 20).openWriter();
        JournalReader reader = JournalReader.open(journal.options, Access.NAMED_POSITIONS);
        ReaderFile file = ReaderFile.openWritable(directory, "shard-0", 0)) {
      commit(reader, file, 1_000);
      long before = THREADS.getCurrentThreadAllocatedBytes();
      commit(reader, file, 10_000);
      assertEquals(0, (THREADS.getCurrentThreadAllocatedBytes() - before) / 10_000);
    }
  }

  private static void append(JournalFixture journal, int records) {
    for (int i = 0; i < records; i++) {
      journal.allocator.doWork();
      if (journal.append(2) != AppendResult.APPENDED) {
        throw new AssertionError("refused");
      }
    }
  }

  private static void poll(JournalCursor cursor, int records) {
    for (int i = 0; i < records; i++) {
      if (cursor.poll() == PollResult.NOTHING) {
        throw new AssertionError("nothing there after " + i);
      }
    }
  }

  private static void idle(JournalCursor cursor) {
    for (int i = 0; i < IDLE_POLLS; i++) {
      cursor.poll();
    }
  }

  private static void commit(JournalReader reader, ReaderFile file, int times) {
    for (int i = 0; i < times; i++) {
      file.commit(i, i, i, i, i, i, Losses.NONE, i, i, i);
      reader.namePosition("shard-0", i);
    }
  }
}
