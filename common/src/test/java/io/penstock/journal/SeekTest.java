package io.penstock.journal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.penstock.journal.record.PollResult;
import io.penstock.journal.rollfile.RollFile;
import io.penstock.journal.rollfile.RollFileIndex;
import io.penstock.journal.rollfile.RollFiles;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Model: seek by number, with every sort of hint, and by time, against a map of the records. */
class SeekTest {
  private static final long SEED = Long.getLong("penstock.test.seed", System.nanoTime());

  @TempDir Path directory;

  private record Known(long firstNumber, int count, long index, long timeNs) {}

  @Test
  void seekFindsWhatAMapWouldFindWhateverTheHint() {
    System.out.println("SeekTest seed: -Dpenstock.test.seed=" + SEED);
    Random random = new Random(SEED);
    try (JournalFixture journal =
        JournalFixture.in(directory, JournalFixture.SMALLEST_ROLL_BYTES).openWriter()) {
      for (int session = 0; session < 4; session++) {
        for (int i = 0; i < 400; i++) {
          journal.appendAll(1, 1 + random.nextInt(40));
        }
        journal.closeWriter();
        long gap = random.nextBoolean() ? random.nextInt(1000) : 0;
        journal.openWriter(JournalFixture.layout(2), journal.readAll().next + gap);
      }
      TreeMap<Long, Known> model = modelOf(journal);
      assertTrue(journal.writer.nextNumber() > 30_000);
      try (JournalReader reader = journal.openReader();
          JournalCursor cursor = reader.newCursor()) {
        List<Known> all = new ArrayList<>(model.values());
        for (int i = 0; i < 2_000; i++) {
          long number = random.nextLong(journal.writer.nextNumber() + 100) - 50;
          check(cursor, model, number, hint(random, all, model, number));
        }
        for (Known known : all.subList(0, 100)) {
          check(cursor, model, known.firstNumber(), known.index());
          check(cursor, model, known.firstNumber() + known.count(), known.index() + 1);
        }
      }
    }
  }

  @Test
  void seekFindsItWhateverAnIndexEntrySays() throws IOException {
    try (JournalFixture journal = JournalFixture.in(directory, 64 << 20).openWriter()) {
      journal.appendAll(200, 3);
      journal.closeWriter();
      Path file = new RollFiles(journal.options.directory()).file(onlyCycle(journal));
      byte[] sound = Files.readAllBytes(file);
      for (long entry = 1; entry < 12; entry++) {
        int at = offsetOf(sound, entryOf(file, entry));
        for (long nonsense : new long[] {-1, Long.MIN_VALUE, Long.MAX_VALUE, 1, 1L << 40}) {
          byte[] damaged = sound.clone();
          ByteBuffer.wrap(damaged).order(ByteOrder.LITTLE_ENDIAN).putLong(at, nonsense);
          Files.write(file, damaged);
          assertFindsEach(journal, 600);
        }
      }
    }
  }

  private static int onlyCycle(JournalFixture journal) {
    return new RollFiles(journal.options.directory()).cycles()[0];
  }

  private static long entryOf(Path file, long entry) {
    try (RollFile rollFile = RollFile.open(file)) {
      return RollFileIndex.of(rollFile).entry(entry);
    }
  }

  private static int offsetOf(byte[] bytes, long value) {
    ByteBuffer buffer = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    for (int at = 0; at + Long.BYTES <= bytes.length; at += Long.BYTES) {
      if (buffer.getLong(at) == value) {
        return at;
      }
    }
    throw new AssertionError("no entry says " + value);
  }

  private static void assertFindsEach(JournalFixture journal, long numbers) {
    try (JournalReader reader = journal.openReader();
        JournalCursor cursor = reader.newCursor()) {
      for (long number = 0; number < numbers; number += 7) {
        cursor.seek(number, 0);
        PollResult poll = cursor.poll();
        while (poll == PollResult.LAYOUT) {
          poll = cursor.poll();
        }
        assertEquals(PollResult.DATAGRAMS, poll);
        assertTrue(cursor.firstNumber() <= number && number < cursor.nextNumber());
      }
    }
  }

  @Test
  void seekTimeFindsTheFirstRecordReceivedThenOrLater() {
    System.out.println("SeekTest seed: -Dpenstock.test.seed=" + SEED);
    Random random = new Random(SEED);
    try (JournalFixture journal =
        JournalFixture.in(directory, JournalFixture.SMALLEST_ROLL_BYTES).openWriter()) {
      long timeNs = JournalFixture.timeOf(0);
      for (int i = 0; i < 2_000; i++) {
        // Runs of one time, also over rolls; steps back, which count as no step; long silences.
        timeNs +=
            switch (random.nextInt(8)) {
              case 0 -> 1 + random.nextInt(1_000_000);
              case 1 -> -random.nextLong(7_200_000_000_000L);
              case 2 -> random.nextInt(50) == 0 ? 3_600_000_000_000L : 1;
              default -> 0;
            };
        journal.allocate();
        journal.stage(1 + random.nextInt(30), timeNs);
        assertEquals(AppendResult.APPENDED, journal.writer.append());
      }
      assertTrue(journal.writer.rolls() > 4);
      List<Known> all = new ArrayList<>(modelOf(journal).values());
      try (JournalReader reader = journal.openReader();
          JournalCursor cursor = reader.newCursor()) {
        for (int i = 0; i < 1_000; i++) {
          long known = all.get(random.nextInt(all.size())).timeNs();
          checkTime(cursor, all, known + random.nextInt(3) - 1);
        }
        for (long time : new long[] {Long.MIN_VALUE, 0, Long.MAX_VALUE}) {
          checkTime(cursor, all, time);
        }
        checkTime(cursor, all, all.getLast().timeNs() + 1);
        journal.appendAll(1, 3);
        PollResult next = cursor.poll();
        next = next == PollResult.LAYOUT ? cursor.poll() : next; // the append may begin a file
        assertEquals(PollResult.DATAGRAMS, next, "behind the end: what comes next");
        assertEquals(journal.writer.nextNumber() - 3, cursor.firstNumber());
      }
    }
  }

  private static void checkTime(JournalCursor cursor, List<Known> all, long timeNs) {
    Known expected =
        all.stream().filter(known -> known.timeNs() >= timeNs).findFirst().orElse(null);
    cursor.seekTime(timeNs);
    PollResult result = cursor.poll();
    while (result == PollResult.LAYOUT) {
      result = cursor.poll();
    }
    if (expected == null) {
      assertEquals(PollResult.NOTHING, result, "time " + timeNs);
    } else {
      assertEquals(PollResult.DATAGRAMS, result, "time " + timeNs);
      assertEquals(expected.firstNumber(), cursor.firstNumber(), "time " + timeNs);
      assertEquals(expected.timeNs(), cursor.receiveTimeNs());
    }
  }

  private static TreeMap<Long, Known> modelOf(JournalFixture journal) {
    TreeMap<Long, Known> model = new TreeMap<>();
    try (JournalReader reader = journal.openReader();
        JournalCursor cursor = reader.newCursor()) {
      for (PollResult result = cursor.poll();
          result != PollResult.NOTHING;
          result = cursor.poll()) {
        if (result == PollResult.DATAGRAMS) {
          Known known =
              new Known(
                  cursor.firstNumber(), cursor.count(), cursor.index(), cursor.receiveTimeNs());
          model.put(known.firstNumber(), known);
        }
      }
    }
    return model;
  }

  private static long hint(
      Random random, List<Known> all, TreeMap<Long, Known> model, long number) {
    Map.Entry<Long, Known> floor = model.floorEntry(number);
    return switch (random.nextInt(6)) {
      case 0 -> 0;
      case 1 -> random.nextLong();
      case 2 -> all.get(random.nextInt(all.size())).index();
      case 3 -> all.getLast().index() + random.nextInt(3);
      case 4 -> all.get(random.nextInt(all.size())).index() | 0xffff_fff0L;
      default -> floor == null ? -1 : floor.getValue().index();
    };
  }

  private static void check(
      JournalCursor cursor, TreeMap<Long, Known> model, long number, long hint) {
    cursor.seek(number, hint);
    Map.Entry<Long, Known> floor = model.floorEntry(number);
    Known expected =
        floor != null && number < floor.getValue().firstNumber() + floor.getValue().count()
            ? floor.getValue()
            : value(model.ceilingEntry(number));
    String what = "number " + number + " hint " + Long.toHexString(hint);
    assertEquals(JournalFixture.layout(2), cursor.layout(), what);
    PollResult result = cursor.poll();
    while (result == PollResult.LAYOUT) {
      result = cursor.poll();
    }
    if (expected == null) {
      assertEquals(PollResult.NOTHING, result, what);
    } else {
      assertEquals(PollResult.DATAGRAMS, result, what);
      assertEquals(expected.firstNumber(), cursor.firstNumber(), what);
      assertEquals(expected.index(), cursor.index(), what);
      assertEquals(expected.index() + 1, cursor.nextIndexHint(), what);
    }
  }

  private static Known value(Map.Entry<Long, Known> entry) {
    return entry == null ? null : entry.getValue();
  }
}
