package io.penstock.ingest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class GatheringTest {
  private static final long MILLISECOND_NS = 1_000_000;

  @Test
  void atAModerateRateThePauseIsTheWholeOne() {
    Gathering gathering = new Gathering(MILLISECOND_NS, 4 << 20);
    gathering.pauseNs(MILLISECOND_NS, 20, 2_000);
    assertEquals(MILLISECOND_NS, gathering.pauseNs(2 * MILLISECOND_NS, 20, 2_000));
  }

  @Test
  void theFirstPauseAfterAQuietTimeIsShortEnoughForABurst() {
    long bufferBytes = 212_992;
    Gathering gathering = new Gathering(MILLISECOND_NS, bufferBytes);
    gathering.pauseNs(0, 1, 100);
    // A second later the first of a burst of 300,000 datagrams a second: the rate seen is one a
    // second.
    long pauseNs = gathering.pauseNs(1_000_000_000, 1, 100);
    double arriving = 300_000.0 * pauseNs / 1_000_000_000 * (Gathering.OVERHEAD_BYTES + 100);
    assertTrue(arriving <= bufferBytes / 4.0, "arriving " + arriving);
    assertTrue(pauseNs > 0);
    assertEquals(
        MILLISECOND_NS, new Gathering(MILLISECOND_NS, 16 << 20).pauseNs(1_000_000_000, 1, 100));
  }

  @Test
  void nothingMoreThanAQuarterOfTheBufferArrivesDuringAPause() {
    long bufferBytes = 212_992;
    Gathering gathering = new Gathering(MILLISECOND_NS, bufferBytes);
    gathering.pauseNs(0, 50, 5_000);
    // 50 datagrams in 100 us, each booked with 2148 bytes: 107,400 bytes
    long pauseNs = gathering.pauseNs(100_000, 50, 5_000);
    double arriving = 107_400.0 * pauseNs / 100_000;
    assertTrue(arriving <= bufferBytes / 4.0, "arriving " + arriving);
    assertTrue(arriving > bufferBytes / 5.0, "arriving " + arriving);
  }
}
