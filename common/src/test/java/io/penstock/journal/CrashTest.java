package io.penstock.journal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.penstock.crash.CrashPoint;
import io.penstock.journal.JournalFixture.Seen;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Invariants across processes: what was appended is there, whoever is killed, and in order. */
class CrashTest {
  private static final long SEED = Long.getLong("penstock.test.seed", System.nanoTime());
  private static final int KILLS = 3;
  private static final long ROLL_BYTES = 4 << 20;
  private static final String KEEP_ALL = Integer.toString(Integer.MAX_VALUE);
  private static final String KEEP_THREE = "3";
  private static final int KILLED = 137;
  private static final long PATIENCE_NS = TimeUnit.MINUTES.toNanos(3);

  @TempDir Path directory;

  @Test
  void nothingAppendedIsMissingAfterTheWriterIsKilledAgainAndAgain() throws Exception {
    System.out.println("CrashTest seed: -Dpenstock.test.seed=" + SEED);
    Random random = new Random(SEED);
    Path output = directory.resolve("output");
    JournalFixture journal = JournalFixture.in(directory, ROLL_BYTES);
    Seen live = new Seen();
    JournalReader reader = null;
    JournalCursor cursor = null;
    try (MappedLong appended = MappedLong.open(directory.resolve("appended"))) {
      for (int kill = 0; kill < KILLS; kill++) {
        long from = appended.get();
        Process writer =
            ChildJvm.start(
                output,
                AppendingProcess.class,
                directory.toString(),
                Long.toString(ROLL_BYTES),
                directory.resolve("appended").toString(),
                Long.toString(random.nextLong()),
                KEEP_ALL);
        await(output, writer, () -> appended.get() - from, 1 + random.nextInt(150_000));
        writer.destroyForcibly().waitFor();
        if (reader == null) {
          reader = journal.openReader();
          cursor = reader.newCursor();
        }
        journal.readOn(cursor, live);
        long known = appended.get();
        assertEquals(0, live.missing + live.damaged, live::toString);
        assertTrue(live.next >= known && live.next <= known + 60, known + " appended, " + live);
      }
    } finally {
      if (reader != null) {
        cursor.close();
        reader.close();
      }
    }
    journal.openWriter();
    assertEquals(live.next, journal.writer.nextNumber());
    journal.appendAll(10, 10);
    journal.closeWriter();
    Seen all = journal.readAll();
    assertEquals(live.next + 100, all.datagrams, all::toString);
    assertEquals(0, all.missing + all.damaged, all::toString);
  }

  @ParameterizedTest
  @CsvSource({
    "BEFORE_LAYOUT_RECORD, 3",
    "DURING_ROLL, 3",
    "DURING_PREPARE, 3",
    "DURING_ALLOCATE, 20",
    "BETWEEN_COMMIT_AND_UNLINK, 1",
    "BETWEEN_COMMIT_AND_UNLINK, 4",
    "AFTER_UNLINK, 1",
    "AFTER_UNLINK, 4",
  })
  @Tag("long")
  void whatIsRetainedIsWholeAfterTwoHaltsInARowAt(CrashPoint point, int times) throws Exception {
    Path output = directory.resolve("output");
    JournalFixture journal = JournalFixture.in(directory, JournalFixture.SMALLEST_ROLL_BYTES);
    try (MappedLong appended = MappedLong.open(directory.resolve("appended"))) {
      for (int life = 1; life <= 2; life++) {
        Process writer =
            ChildJvm.start(
                output,
                List.of("-Dpenstock.crashpoint=" + point.label() + ":" + times),
                AppendingProcess.class,
                directory.toString(),
                Long.toString(JournalFixture.SMALLEST_ROLL_BYTES),
                directory.resolve("appended").toString(),
                Long.toString(SEED),
                KEEP_THREE);
        assertTrue(writer.waitFor(PATIENCE_NS, TimeUnit.NANOSECONDS), () -> text(output));
        assertEquals(KILLED, writer.exitValue(), () -> text(output));
      }
      Seen left = journal.readAll();
      assertEquals(0, left.missing + left.damaged, left::toString);
      assertTrue(left.next >= appended.get() && left.next <= appended.get() + 60, left::toString);
      journal.openWriter();
      assertEquals(left.next, journal.writer.nextNumber());
      journal.appendAll(300, 40);
      assertTrue(journal.writer.rolls() > 1, "it rolls again");
      journal.closeWriter();
      Seen all = journal.readAll();
      assertEquals(left.datagrams + 12_000, all.datagrams, all::toString);
      assertEquals(0, all.missing + all.damaged, all::toString);
    }
  }

  @Test
  void aReaderInAnotherProcessFollowsRollAfterRoll() throws Exception {
    Path output = directory.resolve("output");
    int records = 4_000;
    int perRecord = 20;
    try (JournalFixture journal =
            JournalFixture.in(directory, JournalFixture.SMALLEST_ROLL_BYTES).openWriter();
        MappedLong read = MappedLong.open(directory.resolve("read"))) {
      journal.appendAll(1, perRecord);
      Process reader =
          ChildJvm.start(
              output,
              ReadingProcess.class,
              directory.toString(),
              Long.toString(JournalFixture.SMALLEST_ROLL_BYTES),
              directory.resolve("read").toString(),
              Integer.toString(records * perRecord));
      await(output, reader, read::get, 1);
      journal.appendAll(records - 1, perRecord);
      assertTrue(reader.waitFor(PATIENCE_NS, TimeUnit.NANOSECONDS), () -> text(output));
      assertEquals(0, reader.exitValue(), () -> text(output));
      assertTrue(journal.writer.rolls() > 20, () -> "rolls: " + journal.writer.rolls());
      String expected =
          "%d datagrams in %d records, %d layouts, 0 damaged, 0 missing, next %d"
              .formatted(
                  records * perRecord, records, journal.writer.rolls() + 1, records * perRecord);
      assertTrue(text(output).contains(expected), () -> expected + "\n" + text(output));
    }
  }

  private static void await(Path output, Process process, LongSupplier value, long atLeast)
      throws IOException {
    long began = System.nanoTime();
    while (value.getAsLong() < atLeast) {
      assertTrue(process.isAlive(), () -> "the process has ended: " + text(output));
      assertTrue(System.nanoTime() - began < PATIENCE_NS, () -> "no progress: " + text(output));
      Thread.onSpinWait();
    }
  }

  private static String text(Path output) {
    try {
      return Files.readString(output);
    } catch (IOException e) {
      return e.toString();
    }
  }
}
