package io.penstock.ingest;

import org.agrona.concurrent.EpochClock;
import org.agrona.concurrent.NanoClock;

/**
 * Detects steps of the wall clock, by what it gains or loses against the monotonic one between two
 * looks.
 *
 * <p>A clock that is disciplined gains or loses half a millisecond in a second; one that is set
 * jumps. A machine that slept, whose monotonic clock stood still meanwhile, looks like a jump
 * forward. Used by one thread, off the hot path; allocates nothing.
 */
final class ClockSteps {
  /** Less than this is discipline, or the two clocks' grain. */
  static final long STEP_NS = 50_000_000;

  /**
   * A longer look was interrupted between the two clocks: they do not belong together. Two looks
   * that were each a little shorter still make no step.
   */
  private static final long LOOK_NS_MAX = 20_000_000;

  /** A thread that is interrupted so often in a row is not running at all. */
  private static final int LOOKS_MAX = 10;

  private final NanoClock nanoClock;
  private final EpochClock epochClock;
  private boolean hasLooked;
  private long offsetNs;

  ClockSteps(NanoClock nanoClock, EpochClock epochClock) {
    this.nanoClock = nanoClock;
    this.epochClock = epochClock;
  }

  /**
   * Looks at both clocks, again when it was interrupted: a cold JVM needs a second look more often
   * than not, and all later steps are measured from the first look.
   *
   * @return by how much the wall clock was set since the last look, negative when back; 0 when it
   *     was not, at the first look, and when there was no good look: the next one finds it
   */
  long lookNs() {
    for (int look = 0; look < LOOKS_MAX; look++) {
      long beforeNs = nanoClock.nanoTime();
      long wallNs = epochClock.time() * 1_000_000;
      if (nanoClock.nanoTime() - beforeNs <= LOOK_NS_MAX) {
        return stepNs(beforeNs, wallNs);
      }
    }
    return 0;
  }

  private long stepNs(long beforeNs, long wallNs) {
    long stepNs = hasLooked ? wallNs - beforeNs - offsetNs : 0;
    offsetNs = wallNs - beforeNs;
    hasLooked = true;
    return Math.abs(stepNs) >= STEP_NS ? stepNs : 0;
  }
}
