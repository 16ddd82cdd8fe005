package io.penstock.daemon;

import java.util.concurrent.TimeUnit;
import org.agrona.concurrent.EpochClock;
import org.agrona.concurrent.NanoClock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The wall clock, as far as it may decide about data.
 *
 * <p>A wall clock can be wrong for some seconds: a date is mistyped, a virtual machine resumes, a
 * time server errs. Its time is used as long as it agrees with the monotonic clock, give or take a
 * second. When it is set, time continues here by the monotonic clock, until the new time has lasted
 * for a minute.
 *
 * <p>Used by one thread; allocates nothing but when the clock is set.
 */
public final class SteadyClock {
  /** How long a wall clock that was set must stand before it is believed. */
  public static final long BELIEVED_NS = TimeUnit.MINUTES.toNanos(1);

  private static final Logger LOG = LoggerFactory.getLogger(SteadyClock.class);
  private static final long STEP_NS = TimeUnit.SECONDS.toNanos(1);
  private static final long NANOS_PER_MS = 1_000_000;

  /** A longer look was interrupted between the two clocks: they do not belong together. */
  private static final long LOOK_NS_MAX = 20_000_000;

  private final NanoClock monotonic;
  private final EpochClock wall;
  private boolean hasBegun;
  private long offsetNs;
  private boolean isDoubted;
  private long doubtedOffsetNs;
  private long doubtedSinceNs;

  /** Makes one that has not looked yet: its first look is believed. */
  public SteadyClock(NanoClock monotonic, EpochClock wall) {
    this.monotonic = monotonic;
    this.wall = wall;
  }

  /** The time that may decide, epoch ns; to be asked at least every now and then. */
  public long epochNs() {
    long nowNs = monotonic.nanoTime();
    long saidNs = wall.time() * NANOS_PER_MS - nowNs;
    if (hasBegun && monotonic.nanoTime() - nowNs > LOOK_NS_MAX) {
      return nowNs + offsetNs;
    }
    if (!hasBegun || Math.abs(saidNs - offsetNs) <= STEP_NS) {
      hasBegun = true;
      isDoubted = false;
      offsetNs = saidNs;
    } else {
      doubt(saidNs, nowNs);
    }
    return nowNs + offsetNs;
  }

  private void doubt(long saidNs, long nowNs) {
    if (!isDoubted || Math.abs(saidNs - doubtedOffsetNs) > STEP_NS) {
      isDoubted = true;
      doubtedOffsetNs = saidNs;
      doubtedSinceNs = nowNs;
      LOG.warn(
          "the wall clock was set by {} s; it decides nothing until it has stood for {} s",
          TimeUnit.NANOSECONDS.toSeconds(saidNs - offsetNs),
          TimeUnit.NANOSECONDS.toSeconds(BELIEVED_NS));
    } else if (nowNs - doubtedSinceNs >= BELIEVED_NS) {
      isDoubted = false;
      offsetNs = saidNs;
    }
  }
}
