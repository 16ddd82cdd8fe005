package io.penstock.tools.load;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class PaceTest {
  private static final long SECOND_NS = 1_000_000_000L;
  private static final long START_NS = 77;

  private final Pace pace = new Pace(1_000, START_NS);

  @Test
  void whatIsDueGrowsWithTime() {
    assertEquals(0, pace.due(START_NS, 0));
    assertEquals(50, pace.due(START_NS + SECOND_NS / 20, 0));
    assertEquals(1_000, pace.due(START_NS + SECOND_NS, 990));
  }

  @Test
  void itWaitsUntilOneMoreIsDue() {
    assertEquals(1_000_000, pace.waitNs(START_NS, 0));
    assertEquals(500_000, pace.waitNs(START_NS + 500_000, 0));
    assertEquals(0, pace.waitNs(START_NS + SECOND_NS, 0));
  }

  @Test
  void aLongDelayIsForgivenButForATenthOfASecond() {
    assertEquals(100, pace.due(START_NS + 5 * SECOND_NS, 0));
    assertEquals(200, pace.due(START_NS + 5 * SECOND_NS + SECOND_NS / 10, 100));
  }

  @Test
  void withoutARateEverythingIsDue() {
    assertEquals(Long.MAX_VALUE, new Pace(Double.POSITIVE_INFINITY, START_NS).due(START_NS, 5));
  }
}
