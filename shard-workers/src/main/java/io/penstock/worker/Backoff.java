package io.penstock.worker;

/** Doubling waits between attempts, from a least to a most. */
final class Backoff {
  private final long minNs;
  private final long maxNs;
  private long nextNs;

  Backoff(long minNs, long maxNs) {
    this.minNs = minNs;
    this.maxNs = maxNs;
    this.nextNs = minNs;
  }

  /** The wait before the next attempt, nanoseconds; the one after it is twice as long. */
  long nextNs() {
    long wait = nextNs;
    nextNs = Math.min(maxNs, 2 * nextNs);
    return wait;
  }

  void reset() {
    nextNs = minNs;
  }
}
