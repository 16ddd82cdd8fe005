package io.penstock.ingest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** How long unread data is safe, by a clock of the test's own. */
class HeadroomTest {
  private static final long ROOM_BYTES = 1_000_000_000;
  private static final long SECOND_NS = TimeUnit.SECONDS.toNanos(1);

  private final Headroom headroom = new Headroom();
  private final Random random = new Random(8);
  private long nowNs = -5;
  private double bytes = 1e12;

  /** Some seconds at a rate; looks are a bit late, as they are. */
  private void pass(int seconds, double bytesPerSecond) {
    for (int i = 0; i < seconds; i++) {
      long tookNs = SECOND_NS + random.nextInt(100_000_000);
      nowNs += tookNs;
      bytes += bytesPerSecond * tookNs / SECOND_NS;
      headroom.grown(nowNs, (long) bytes);
    }
  }

  private void assertNear(double bytesPerSecond, String when) {
    double truth = ROOM_BYTES / bytesPerSecond;
    double said = headroom.seconds(ROOM_BYTES);
    assertTrue(Math.abs(said - truth) <= truth / 10 + 1, when + ": " + said + " of " + truth);
  }

  @Test
  void aSteadyRateGivesASteadyFigureFromTheBeginning() {
    for (int i = 0; i < 600; i++) {
      pass(1, 10_000 + random.nextInt(1_000));
      if (i > 1) {
        assertNear(10_500, "after " + i + " s");
      }
    }
  }

  @Test
  void aHigherRateIsSeenWithinSeconds() {
    pass(120, 1_000);
    pass(4, 100_000);
    assertNear(100_000, "4 s after");
    pass(60, 100_000);
    assertNear(100_000, "a minute after");
  }

  @Test
  void aLowerRateIsSeenWithinSeconds() {
    pass(120, 100_000);
    pass(13, 1_000);
    assertNear(1_000, "13 s after");
  }

  @Test
  void theFirstTrafficAfterSilenceIsMeasuredAtOnce() {
    pass(300, 0);
    pass(4, 50_000);
    assertNear(50_000, "4 s after");
  }

  @Test
  void clientsThatSendEveryTenSecondsDoNotMakeItJump() {
    for (int i = 0; i < 60; i++) {
      pass(1, 100_000);
      pass(9, 0);
      if (i > 5) {
        double truth = ROOM_BYTES / 10_000.0;
        double said = headroom.seconds(ROOM_BYTES);
        assertTrue(said > 0.7 * truth && said < 1.5 * truth, said + " of " + truth);
      }
    }
  }

  @Test
  void whenNothingArrivesThatIsWhatIsSaid() {
    pass(120, 100_000);
    pass(13, 0);
    assertEquals(Headroom.NOTHING_ARRIVES, headroom.seconds(ROOM_BYTES));
    assertEquals(0, headroom.seconds(0));
    assertEquals(Headroom.UNKNOWN, headroom.seconds(Long.MAX_VALUE));
  }

  @Test
  void theFirstLookSaysNothing() {
    pass(1, 100_000);
    assertEquals(Headroom.UNKNOWN, headroom.seconds(ROOM_BYTES));
  }
}
