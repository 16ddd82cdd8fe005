package io.penstock.worker;

/**
 * How fast a reader that is behind may go on.
 *
 * <p>A receiver of datagrams cannot say that it has had enough, so a catch-up is paced: at most the
 * replay rate, or a quarter faster than the lines once arrived, whichever is more, so that a
 * backlog always shrinks. A reader that keeps up is not paced.
 */
final class Pace {
  /** A replay rate that paces nothing. */
  static final long UNLIMITED = Long.MAX_VALUE;

  /** How many times faster than recorded a reader may go in any case. */
  private static final double CATCH_UP = 1.25;

  /** What may be saved up: the worth of this time. */
  private static final long BURST_NS = 5_000_000;

  private final long linesPerSecond;
  private boolean pacing;
  private double allowance;
  private long refilledNs;
  private long beganNs;
  private long beganRecordedNs;

  Pace(long linesPerSecond) {
    this.linesPerSecond = linesPerSecond;
  }

  /** Ends pacing: the reader has caught up. */
  void release() {
    pacing = false;
  }

  /**
   * Whether another record may be read.
   *
   * @param nowNs monotonic time
   * @param recordedNs receive time of the last record that was read
   */
  boolean permits(long nowNs, long recordedNs) {
    if (linesPerSecond == UNLIMITED) {
      return true;
    }
    if (!pacing) {
      pacing = true;
      allowance = 0;
      refilledNs = nowNs;
      beganNs = nowNs;
      beganRecordedNs = recordedNs;
    }
    double refill = (nowNs - refilledNs) * 1e-9 * linesPerSecond;
    double burst = Math.max(1, BURST_NS * 1e-9 * linesPerSecond);
    allowance = Math.min(burst, allowance + refill);
    refilledNs = nowNs;
    return allowance > 0 || recordedNs - beganRecordedNs < CATCH_UP * (nowNs - beganNs);
  }

  /** Takes note of lines that were read while pacing. */
  void spend(int lines) {
    // Debt is bounded, so that a stretch read at recorded speed is not paid for afterwards.
    if (pacing && linesPerSecond != UNLIMITED) {
      allowance = Math.max(allowance - lines, -0.1 * linesPerSecond - lines);
    }
  }
}
