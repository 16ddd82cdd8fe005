package io.penstock.ingest;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class ClockStepsTest {
  private static final long HALF_SECOND_NS = 500_000_000;

  private long nanoTime = Long.MAX_VALUE - HALF_SECOND_NS;
  private long epochMs = 1_800_000_000_000L;
  private long lookTakesNs;
  private int slowLooks;
  private final ClockSteps steps = new ClockSteps(this::nanoTime, () -> epochMs);

  private long nanoTime() {
    if (slowLooks-- > 0) {
      nanoTime += 2_000_000_000;
      epochMs += 2_000;
    }
    return nanoTime += lookTakesNs;
  }

  private long afterHalfASecond(long wallMs) {
    nanoTime += HALF_SECOND_NS;
    epochMs += wallMs;
    return steps.lookNs();
  }

  @Test
  void aClockThatRunsTakesNoSteps() {
    assertEquals(0, steps.lookNs());
    for (int i = 0; i < 10_000; i++) {
      assertEquals(0, afterHalfASecond(i % 2 == 0 ? 499 : 502), "drifts by a thousandth");
    }
  }

  @Test
  void eachStepIsToldOnceWithItsSize() {
    steps.lookNs();
    for (long hours : new long[] {-2, 26, -26, 400 * 24}) {
      assertEquals(
          TimeUnit.HOURS.toNanos(hours), afterHalfASecond(500 + TimeUnit.HOURS.toMillis(hours)));
      assertEquals(0, afterHalfASecond(500));
    }
    assertEquals(-60_000_000, afterHalfASecond(440));
    assertEquals(0, afterHalfASecond(460), "too small to tell from discipline");
  }

  @Test
  void aLookThatWasInterruptedTellsNothingAndHidesNothing() {
    steps.lookNs();
    lookTakesNs = 2_000_000_000;
    assertEquals(0, afterHalfASecond(500));
    lookTakesNs = 0;
    epochMs += 40_000 + 3_600_000; // ten looks at two clocks took two seconds each
    assertEquals(3_600_000_000_000L, afterHalfASecond(500));
  }

  @Test
  void aFirstLookThatWasInterruptedIsTakenAgainSoThatTheNextStepIsSeen() {
    slowLooks = 3; // before and after the first, before the second
    steps.lookNs();
    assertEquals(-3_600_000_000_000L, afterHalfASecond(500 - 3_600_000));
  }
}
