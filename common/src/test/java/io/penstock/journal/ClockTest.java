package io.penstock.journal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.penstock.journal.JournalFixture.Seen;
import io.penstock.journal.record.PollResult;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Invariants under a wall clock that is set, whichever way and whenever: each number is read once,
 * by a reader that was there and by one that comes later; receive times never go back; search by
 * time finds what it should; nothing blocks.
 */
class ClockTest {
  private static final long MINUS_2_HOURS = -TimeUnit.HOURS.toMillis(2);
  private static final long PLUS_26_HOURS = TimeUnit.HOURS.toMillis(26);
  private static final long PLUS_400_DAYS = TimeUnit.DAYS.toMillis(400);

  @TempDir Path directory;

  /** When a step comes. */
  private enum When {
    WITHIN_A_FILE,
    ACROSS_A_ROLL,
    ACROSS_A_RESTART
  }

  private record Sent(long firstNumber, long timeNs) {}

  private static Stream<Arguments> steps() {
    return Stream.of(When.values())
        .flatMap(
            when ->
                Stream.of(MINUS_2_HOURS, PLUS_26_HOURS, -PLUS_26_HOURS, PLUS_400_DAYS)
                    .map(stepMs -> Arguments.of(when, TimeUnit.MILLISECONDS.toHours(stepMs))));
  }

  @ParameterizedTest(name = "{1} hours {0}")
  @MethodSource("steps")
  void eachNumberIsReadOnceWhenTheClockIsSet(When when, long hours) {
    proveWith(when, TimeUnit.HOURS.toMillis(hours));
  }

  @Test
  void eachNumberIsReadOnceWhenTheClockIsSetAgainAndAgain() {
    proveWith(
        When.ACROSS_A_ROLL,
        MINUS_2_HOURS,
        PLUS_26_HOURS,
        -PLUS_26_HOURS,
        PLUS_400_DAYS,
        -PLUS_400_DAYS,
        PLUS_26_HOURS);
  }

  private void proveWith(When when, long... stepsMs) {
    try (JournalFixture journal =
        JournalFixture.in(directory, JournalFixture.SMALLEST_ROLL_BYTES)) {
      journal.epochMs = System.currentTimeMillis();
      journal.openWriter();
      List<Sent> sent = new ArrayList<>();
      try (JournalReader early = journal.openReader();
          JournalCursor cursor = early.newCursor()) {
        Seen live = new Seen();
        append(journal, sent, 60);
        for (long stepMs : stepsMs) {
          journal.readOn(cursor, live);
          step(journal, when, stepMs);
          append(journal, sent, 60);
        }
        journal.readOn(cursor, live);
        assertEquals(journal.writer.nextNumber(), live.datagrams, live::toString);
        assertEquals(0, live.missing + live.damaged, live::toString);
        assertEquals(live.toString(), journal.readAll().toString(), "a reader that comes later");
      }
      checkTimes(journal, sent);
    }
  }

  private static void step(JournalFixture journal, When when, long stepMs) {
    long rolls = journal.writer.rolls();
    switch (when) {
      case WITHIN_A_FILE -> journal.epochMs += stepMs;
      case ACROSS_A_ROLL -> {
        journal.epochMs += stepMs;
        journal.nanoTime += journal.options.rollAgeNs();
        journal.stage(1, wallNs(journal));
        assertEquals(AppendResult.APPENDED, journal.writer.append());
        assertEquals(rolls + 1, journal.writer.rolls());
      }
      case ACROSS_A_RESTART -> {
        long next = journal.writer.nextNumber();
        journal.closeWriter();
        journal.epochMs += stepMs;
        journal.openWriter();
        assertEquals(next, journal.writer.nextNumber());
      }
    }
  }

  private static long wallNs(JournalFixture journal) {
    return TimeUnit.MILLISECONDS.toNanos(journal.epochMs);
  }

  private static void append(JournalFixture journal, List<Sent> sent, int records) {
    for (int i = 0; i < records; i++) {
      journal.epochMs += 20;
      journal.allocate();
      long firstNumber = journal.writer.nextNumber();
      journal.stage(7, wallNs(journal));
      assertEquals(AppendResult.APPENDED, journal.writer.append());
      sent.add(new Sent(firstNumber, journal.writer.lastReceiveTimeNs()));
    }
  }

  /** Receive times as they were read never go back, and lead back to what was received then. */
  private static void checkTimes(JournalFixture journal, List<Sent> sent) {
    try (JournalReader reader = journal.openReader();
        JournalCursor cursor = reader.newCursor()) {
      long lastNs = 0;
      List<Sent> all = new ArrayList<>();
      for (PollResult poll = cursor.poll(); poll != PollResult.NOTHING; poll = cursor.poll()) {
        if (poll == PollResult.DATAGRAMS) {
          assertTrue(cursor.receiveTimeNs() >= lastNs, () -> "back at " + cursor.firstNumber());
          lastNs = cursor.receiveTimeNs();
          all.add(new Sent(cursor.firstNumber(), lastNs));
        }
      }
      assertTrue(all.containsAll(sent), "each with the time that its writer gave it");
      TreeMap<Long, Long> firstOfTime = new TreeMap<>();
      all.forEach(record -> firstOfTime.putIfAbsent(record.timeNs(), record.firstNumber()));
      firstOfTime.forEach(
          (timeNs, firstNumber) -> {
            cursor.seekTime(timeNs);
            assertEquals(PollResult.DATAGRAMS, pollDatagrams(cursor));
            assertEquals(firstNumber, cursor.firstNumber(), "the first that was received then");
          });
    }
  }

  private static PollResult pollDatagrams(JournalCursor cursor) {
    PollResult result = cursor.poll();
    while (result == PollResult.LAYOUT) {
      result = cursor.poll();
    }
    return result;
  }
}
