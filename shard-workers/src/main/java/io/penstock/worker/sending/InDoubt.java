package io.penstock.worker.sending;

/**
 * What was accepted and may yet be refused: places to commit, each with the time when all before it
 * had been accepted.
 *
 * <p>A place settles when the destination has outlived it, and, where the link's other end
 * acknowledges, everything before it is acknowledged. Places are kept at most every 128th of the
 * window, so the ring is small and bounded whatever the rate.
 */
final class InDoubt {
  private static final int SLOTS = 256;
  private static final long INTERVAL_MIN_NS = 10_000_000;

  private final long intervalNs;
  private final long[] acceptedNs = new long[SLOTS];
  private final long[] takenBytes = new long[SLOTS];
  private final Mark[] marks = new Mark[SLOTS];
  private int first;
  private int count;
  private long newestNumber = Long.MIN_VALUE;

  /**
   * Makes an empty one.
   *
   * @param windowNs how long a place is expected to stay in doubt
   */
  InDoubt(long windowNs) {
    this.intervalNs = Math.max(INTERVAL_MIN_NS, windowNs / 128);
    for (int i = 0; i < SLOTS; i++) {
      marks[i] = new Mark();
    }
  }

  /**
   * Remembers that everything before {@code place} is accepted, now.
   *
   * @param taken bytes that the link has taken with that; see {@link io.penstock.net.Link}
   */
  void accepted(long nowNs, Mark place, long taken) {
    if (place.number <= newestNumber || count == SLOTS) {
      return;
    }
    if (count > 0 && nowNs - acceptedNs[(first + count - 1) & (SLOTS - 1)] < intervalNs) {
      return;
    }
    int slot = (first + count) & (SLOTS - 1);
    acceptedNs[slot] = nowNs;
    takenBytes[slot] = taken;
    marks[slot].set(place);
    newestNumber = place.number;
    count++;
  }

  /**
   * The furthest place that has been outlived, once; null when there is none.
   *
   * @param outlivedNs what was accepted until then is there: a probe that began then found life, or
   *     an error would have come back by now
   * @param acknowledged bytes that are provably there, where the link can tell
   */
  Mark settled(long outlivedNs, long acknowledged) {
    Mark settled = null;
    while (count > 0 && outlivedNs - acceptedNs[first] >= 0 && acknowledged >= takenBytes[first]) {
      settled = marks[first];
      first = (first + 1) & (SLOTS - 1);
      count--;
    }
    return settled;
  }

  /** Forgets everything: reading begins again at {@code committedNumber}. */
  void clear(long committedNumber) {
    first = 0;
    count = 0;
    newestNumber = committedNumber;
  }
}
