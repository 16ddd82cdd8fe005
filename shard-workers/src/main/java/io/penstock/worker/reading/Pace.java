package io.penstock.worker.reading;

import java.util.concurrent.TimeUnit;

/**
 * How fast a reader that is behind may read.
 *
 * <p>A receiver of datagrams cannot say that it has had enough, so a catch-up is paced: at most the
 * replay rate, and at most {@code catch_up} times as fast as lines come in by themselves, which the
 * receiver is known to bear. It begins slowly and grows; trouble halves it. A limit below what
 * comes in now would never end, so it is never less than a quarter above that; and a trickle is not
 * slowed down to nothing.
 *
 * <p>A reader that keeps up is not paced.
 */
final class Pace {
  /** What was received longer ago than this is late: its reader is behind, and paced. */
  static final long BEHIND_NS = TimeUnit.SECONDS.toNanos(1);

  /** A replay rate that paces nothing. */
  static final long UNLIMITED = Long.MAX_VALUE;

  /** Lines a second that any receiver bears: some two hundred datagrams. */
  static final double TRICKLE = 5_000;

  /**
   * A reader gets at least this multiple of the rate at which lines arrive, whatever the limits.
   */
  private static final double AT_LEAST = 1.25;

  /** The beginning, as part of the full pace; or a tenth above what comes in, if that is more. */
  private static final double SLOW_START = 0.25;

  private static final double ABOVE_LIVE = 1.1;

  /** What trouble leaves over, after however many halvings. */
  private static final double SHARE_MIN = 1.0 / 64;

  /** A step of growth, ten a second: from a quarter to all of it in six seconds. */
  private static final double GROWTH = 1.0234;

  private static final long GROWTH_INTERVAL_NS = TimeUnit.MILLISECONDS.toNanos(100);

  /** What may be saved up: the worth of this time. */
  private static final double BURST_SECONDS = 0.005;

  /** Debt is bounded, so that a rate that was raised does not pay for what came before. */
  private static final double DEBT_SECONDS = 0.1;

  private final double replayRate;
  private final double catchUp;
  private final boolean isUnlimited;

  private boolean isPacing;
  private boolean wasSlowedDown;
  private double share;
  private double allowance;
  private long refilledNs;
  private long grownNs;

  private double liveRate;
  private double recordedRate;

  /**
   * Makes that of a reader that keeps up.
   *
   * @param linesPerSecond the replay rate; {@link #UNLIMITED} paces nothing
   * @param catchUp how many times as fast as lines come in
   */
  Pace(long linesPerSecond, double catchUp) {
    this.replayRate = linesPerSecond;
    this.catchUp = catchUp;
    this.isUnlimited = linesPerSecond == UNLIMITED;
  }

  /** Ends pacing: the reader has caught up. */
  void release() {
    isPacing = false;
    wasSlowedDown = false;
  }

  /** Whether the reader was behind and has not caught up yet. */
  boolean isPacing() {
    return isPacing;
  }

  /**
   * Takes note of how fast lines come in.
   *
   * @param live lines a second at the head, now
   * @param recorded lines a second when the backlog came
   */
  void comesIn(double live, double recorded) {
    liveRate = live;
    recordedRate = recorded;
  }

  /** The receiver failed: whatever the pace was, half of it from now on. */
  void slowDown() {
    if (isPacing || wasSlowedDown) {
      isPacing = false;
      share = Math.max(SHARE_MIN, share / 2);
      wasSlowedDown = true;
    }
  }

  /** Whether another record may be read. */
  boolean permits(long nowNs) {
    if (isUnlimited) {
      return true;
    }
    if (!isPacing) {
      begin(nowNs);
    }
    grow(nowNs);
    double rate = linesPerSecond();
    double refill = (nowNs - refilledNs) * 1e-9 * rate;
    allowance = Math.min(Math.max(1, BURST_SECONDS * rate), allowance + refill);
    refilledNs = nowNs;
    return allowance > 0;
  }

  private void begin(long nowNs) {
    isPacing = true;
    allowance = 0;
    refilledNs = nowNs;
    grownNs = nowNs;
    share = wasSlowedDown ? share : SLOW_START;
  }

  private void grow(long nowNs) {
    if (nowNs - grownNs >= GROWTH_INTERVAL_NS) {
      grownNs = nowNs;
      share = Math.min(1, share * GROWTH);
    }
  }

  /** Takes note of lines that were read. */
  void spend(int lines) {
    if (isPacing) {
      allowance = Math.max(allowance - lines, -DEBT_SECONDS * linesPerSecond() - lines);
    }
  }

  /** The pace at this moment, lines a second. */
  double linesPerSecond() {
    double pace = share * fullPace();
    return wasSlowedDown ? pace : Math.max(pace, Math.min(fullPace(), ABOVE_LIVE * comingIn()));
  }

  /**
   * How many times as fast as its lines came in it may read; infinite when nothing slows it down.
   */
  double speed() {
    return isUnlimited || comingIn() == 0
        ? Double.POSITIVE_INFINITY
        : linesPerSecond() / comingIn();
  }

  /** Whether it is what it will stay: neither beginning slowly nor recovering from trouble. */
  boolean isFull() {
    return isUnlimited || share >= 1;
  }

  private double fullPace() {
    double pace = Math.min(replayRate, Math.max(TRICKLE, catchUp * comingIn()));
    return Math.max(pace, AT_LEAST * liveRate);
  }

  /** What the receiver has to bear in any case. */
  private double comingIn() {
    return Math.max(liveRate, recordedRate);
  }
}
