package io.penstock.daemon;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class SteadyClockTest {
  private static final long SECOND_NS = 1_000_000_000;
  private static final long HOUR_NS = 3_600 * SECOND_NS;

  private long nowNs = 77 * SECOND_NS;
  private long lookNs;
  private long wallNs = 1_000_000 * HOUR_NS;
  private final SteadyClock clock =
      new SteadyClock(() -> nowNs += lookNs, () -> wallNs / 1_000_000);

  private long pass(long ns) {
    nowNs += ns;
    wallNs += ns;
    return clock.epochNs();
  }

  @Test
  void theFirstLookIsBelievedAndWhatIsDisciplinedIsFollowed() {
    assertEquals(wallNs, pass(0));
    for (int i = 0; i < 100; i++) {
      wallNs += SECOND_NS / 2; // far more than any discipline
      pass(SECOND_NS);
      assertEquals(wallNs, pass(0));
    }
  }

  @Test
  void aClockThatIsWrongForSecondsDecidesNothing() {
    for (long wrongNs : new long[] {2 * HOUR_NS, -2 * HOUR_NS, 400 * 24 * HOUR_NS}) {
      pass(0);
      wallNs += wrongNs;
      for (int i = 0; i < 50; i++) {
        pass(SECOND_NS);
        assertEquals(wallNs - wrongNs, pass(0));
      }
      wallNs -= wrongNs;
      pass(SECOND_NS);
      assertEquals(wallNs, pass(0));
    }
  }

  @Test
  void aThreadThatIsInterruptedBetweenTheClocksSeesNoStep() {
    pass(0);
    lookNs = 5 * SECOND_NS;
    for (int i = 0; i < 3; i++) {
      clock.epochNs();
      wallNs += 2 * lookNs;
    }
    lookNs = 0;
    assertEquals(wallNs, pass(0));
  }

  @Test
  void aTimeThatHasStoodForAMinuteIsBelieved() {
    pass(0);
    wallNs += HOUR_NS;
    assertEquals(wallNs - HOUR_NS, pass(0));
    pass(59 * SECOND_NS);
    assertEquals(wallNs - HOUR_NS, pass(0));
    pass(SECOND_NS);
    assertEquals(wallNs, pass(0));
  }

  @Test
  void oneThatIsSetAgainBeginsAnew() {
    pass(0);
    for (int i = 0; i < 10; i++) {
      wallNs += HOUR_NS;
      pass(0);
      pass(59 * SECOND_NS);
    }
    assertEquals(wallNs - 10 * HOUR_NS, pass(0));
  }
}
