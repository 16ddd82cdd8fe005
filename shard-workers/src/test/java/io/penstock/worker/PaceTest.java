package io.penstock.worker;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class PaceTest {
  private static final long SECOND_NS = 1_000_000_000;
  private static final long STEP_NS = 1_000_000;

  @Test
  void aBacklogThatCameSlowlyIsReplayedAtTheReplayRate() {
    // 1,000 lines a second were recorded; 50,000 a second are allowed.
    assertEquals(50_000, linesInTenSeconds(50_000, 1_000) / 10, 500);
  }

  @Test
  void aBacklogThatCameFasterThanTheReplayRateStillShrinks() {
    // 80,000 lines a second were recorded; the rate alone would never catch up.
    long perSecond = linesInTenSeconds(1_000, 80_000) / 10;
    assertTrue(perSecond >= 80_000 * 1.2 && perSecond <= 80_000 * 1.3, "was " + perSecond);
  }

  @Test
  void unlimitedPacesNothing() {
    Pace pace = new Pace(Pace.UNLIMITED);
    for (int i = 0; i < 1_000; i++) {
      assertTrue(pace.permits(0, 0));
      pace.spend(1_000_000);
    }
  }

  @Test
  void nothingIsSavedUpWhileTheReaderKeepsUp() {
    Pace pace = new Pace(10_000);
    pace.permits(0, 0);
    pace.release();
    long lines = 0;
    while (pace.permits(100 * SECOND_NS, lines) && lines < 1_000_000) {
      pace.spend(10);
      lines += 10;
    }
    assertTrue(lines <= 100, "was " + lines);
  }

  private static long linesInTenSeconds(long rate, long recordedPerSecond) {
    Pace pace = new Pace(rate);
    int linesPerRecord = 64;
    long recordNs = linesPerRecord * SECOND_NS / recordedPerSecond;
    long recordedNs = 0;
    long lines = 0;
    for (long nowNs = 0; nowNs < 10 * SECOND_NS; nowNs += STEP_NS) {
      while (pace.permits(nowNs, recordedNs)) {
        recordedNs += recordNs;
        lines += linesPerRecord;
        pace.spend(linesPerRecord);
      }
    }
    return lines;
  }
}
