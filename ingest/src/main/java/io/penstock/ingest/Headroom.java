package io.penstock.ingest;

import java.util.concurrent.TimeUnit;

/**
 * Estimates when retention would begin to delete unread data if all readers stopped now: the room
 * that is left, over the rate at which the journal grows.
 *
 * <p>The rate is a mean over up to a minute, so that it is steady. When the rate has changed, what
 * came before counts no more: it rises when three looks in a row are well above the mean, and falls
 * when ten seconds are well below it, so that clients that send every ten seconds do not make it
 * jump. Pure but for what it remembers; used by one thread, about once a second.
 */
final class Headroom {
  /** No end is in sight. */
  static final long UNKNOWN = -1;

  /** Nothing arrives. */
  static final long NOTHING_ARRIVES = -2;

  private static final long SECONDS_MAX = TimeUnit.DAYS.toSeconds(3650);

  /** Looks that are remembered, besides the one before them. */
  private static final int LOOKS_MAX = 60;

  private static final int RISE_LOOKS = 3;
  private static final long FALL_NS = TimeUnit.SECONDS.toNanos(10);
  private static final double CHANGE = 0.25;

  private final long[] atNs = new long[LOOKS_MAX + 1];
  private final long[] grownBytes = new long[LOOKS_MAX + 1];

  /** How many looks are remembered; the oldest lies at 0. */
  private int looks;

  /**
   * Takes note of how much has been appended ever.
   *
   * @param nowNs monotonic
   * @param bytes with what each record takes beside its payload
   */
  void grown(long nowNs, long bytes) {
    if (looks > 0 && nowNs <= atNs[looks - 1]) {
      return;
    }
    if (looks == atNs.length) {
      forget(1);
    }
    atNs[looks] = nowNs;
    grownBytes[looks] = bytes;
    looks++;
    forget(whatIsOver());
  }

  /** How many of the oldest looks say nothing about the rate of now. */
  private int whatIsOver() {
    int riseFrom = looks - 1 - RISE_LOOKS;
    if (riseFrom > 0) {
      double before = bytesPerNs(0, riseFrom) * (1 + CHANGE);
      boolean hasRisen = true;
      for (int i = riseFrom; i < looks - 1; i++) {
        hasRisen &= bytesPerNs(i, i + 1) > before;
      }
      if (hasRisen) {
        return riseFrom;
      }
    }
    int fallFrom = looks - 1;
    while (fallFrom > 0 && atNs[looks - 1] - atNs[fallFrom] < FALL_NS) {
      fallFrom--;
    }
    boolean hasFallen =
        fallFrom > 0 && bytesPerNs(fallFrom, looks - 1) < bytesPerNs(0, fallFrom) * (1 - CHANGE);
    return hasFallen ? fallFrom : 0;
  }

  private void forget(int oldest) {
    looks -= oldest;
    System.arraycopy(atNs, oldest, atNs, 0, looks);
    System.arraycopy(grownBytes, oldest, grownBytes, 0, looks);
  }

  private double bytesPerNs(int from, int to) {
    return (double) (grownBytes[to] - grownBytes[from]) / (atNs[to] - atNs[from]);
  }

  /**
   * Seconds until so much room is used up; {@link #UNKNOWN} when that is not in sight, {@link
   * #NOTHING_ARRIVES} when nothing has come for a while.
   */
  long seconds(long roomBytes) {
    if (roomBytes <= 0) {
      return 0;
    }
    if (roomBytes == Long.MAX_VALUE || looks < 2) {
      return UNKNOWN;
    }
    double bytesPerNs = bytesPerNs(0, looks - 1);
    if (bytesPerNs <= 0) {
      return NOTHING_ARRIVES;
    }
    double seconds = roomBytes / bytesPerNs / TimeUnit.SECONDS.toNanos(1);
    return seconds > SECONDS_MAX ? UNKNOWN : (long) seconds;
  }
}
