package io.penstock.worker.destination;

import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/** Doubling waits between attempts, from a least to a most. */
final class Backoff {
  private final long minNs;
  private final long maxNs;
  private final double jitter;
  private final RandomGenerator random;
  private long nextNs;

  /** Waits of exactly that length. */
  Backoff(long minNs, long maxNs) {
    this(minNs, maxNs, 0, new SplittableRandom(0));
  }

  private Backoff(long minNs, long maxNs, double jitter, RandomGenerator random) {
    this.minNs = minNs;
    this.maxNs = maxNs;
    this.jitter = jitter;
    this.random = random;
    this.nextNs = minNs;
  }

  /** Waits shortened by up to a quarter at random, so that many do not come back as one. */
  static Backoff jittered(long minNs, long maxNs, RandomGenerator random) {
    return new Backoff(minNs, maxNs, 0.25, random);
  }

  /** The wait before the next attempt, nanoseconds; the one after it is twice as long. */
  long nextNs() {
    long wait = nextNs;
    nextNs = Math.min(maxNs, 2 * nextNs);
    return wait - (long) (wait * jitter * random.nextDouble());
  }

  void reset() {
    nextNs = minNs;
  }
}
