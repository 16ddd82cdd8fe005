package io.penstock.worker.reading;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class PaceTest {
  private static final long SECOND_NS = 1_000_000_000;
  private static final long STEP_NS = 1_000_000;
  private static final int RECORD_LINES = 64;

  private long nowNs;

  @Test
  void aBacklogIsReplayedAtAMultipleOfTheSpeedAtWhichItCame() {
    Pace pace = pace(100_000, 2, 20_000);
    run(pace, 10);
    assertEquals(40_000, run(pace, 1), 500);
  }

  @Test
  void theReplayRateIsTheMost() {
    Pace pace = pace(50_000, 4, 20_000);
    run(pace, 10);
    assertEquals(50_000, run(pace, 1), 500);
  }

  @Test
  void aBacklogShrinksThoughMoreComesInThanTheReplayRate() {
    Pace pace = new Pace(1_000, 2);
    pace.comesIn(80_000, 0);
    run(pace, 10);
    assertEquals(100_000, run(pace, 1), 1_500);
  }

  @Test
  void aTrickleIsNotSlowedDownToNothing() {
    Pace pace = pace(100_000, 2, 10);
    run(pace, 10);
    assertEquals(Pace.TRICKLE, run(pace, 1), 100);
  }

  @Test
  void theReplayRateIsTheMostForATrickleToo() {
    Pace pace = pace(1_000, 2, 10);
    run(pace, 10);
    assertEquals(1_000, run(pace, 1), 100);
  }

  @Test
  void whatComesInNowCountsWhenItIsMoreThanWhatCameThen() {
    Pace pace = new Pace(100_000, 2);
    pace.comesIn(30_000, 1_000);
    run(pace, 10);
    assertEquals(60_000, run(pace, 1), 1_000);
  }

  @Test
  void itBeginsSlowlyButFasterThanWhatComesIn() {
    Pace pace = new Pace(100_000, 4);
    pace.comesIn(20_000, 20_000);
    double first = run(pace, 1);
    assertTrue(first > 20_000 && first < 35_000, "was " + first);
    assertFalse(pace.isFull());
    run(pace, 9);
    assertTrue(pace.isFull());
    assertEquals(80_000, run(pace, 1), 1_000);
  }

  @Test
  void troubleHalvesItAndItGrowsAgain() {
    Pace pace = pace(100_000, 2, 20_000);
    run(pace, 10);
    pace.slowDown();
    assertEquals(20_000, pace.linesPerSecond(), 300);
    pace.slowDown();
    assertEquals(10_000, pace.linesPerSecond(), 150);
    for (int i = 0; i < 100; i++) {
      pace.slowDown();
    }
    assertTrue(pace.linesPerSecond() > 500, "it never stands still");
    run(pace, 30);
    assertEquals(40_000, run(pace, 1), 500);
  }

  @Test
  void unlimitedPacesNothing() {
    Pace pace = new Pace(Pace.UNLIMITED, 2);
    for (int i = 0; i < 1_000; i++) {
      assertTrue(pace.permits(0));
      pace.spend(1_000_000);
    }
  }

  @Test
  void nothingIsSavedUpWhileTheReaderKeepsUp() {
    Pace pace = new Pace(10_000, 2);
    pace.permits(0);
    pace.release();
    assertFalse(pace.isPacing());
    long lines = 0;
    while (pace.permits(100 * SECOND_NS) && lines < 1_000_000) {
      pace.spend(10);
      lines += 10;
    }
    assertTrue(lines <= 100, "was " + lines);
    assertTrue(pace.isPacing());
  }

  private static Pace pace(long replayRate, double catchUp, double comesIn) {
    Pace pace = new Pace(replayRate, catchUp);
    pace.comesIn(0, comesIn);
    return pace;
  }

  /** Lines a second that come out. */
  private double run(Pace pace, int seconds) {
    long lines = 0;
    for (long untilNs = nowNs + seconds * SECOND_NS; nowNs < untilNs; nowNs += STEP_NS) {
      while (pace.permits(nowNs)) {
        lines += RECORD_LINES;
        pace.spend(RECORD_LINES);
      }
    }
    return (double) lines / seconds;
  }
}
