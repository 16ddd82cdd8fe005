package io.penstock.ingest;

import java.util.concurrent.TimeUnit;

/**
 * Foretells when unread data would go if nobody read from now on: the room that is left, over the
 * rate at which the journal has grown lately. Pure but for what it remembers; used by one thread.
 */
final class Headroom {
  /** Nothing grows, or no end is in sight. */
  static final long UNKNOWN = -1;

  private static final double MEMORY_NS = TimeUnit.SECONDS.toNanos(30);
  private static final long SECONDS_MAX = TimeUnit.DAYS.toSeconds(3650);

  private boolean hasSample;
  private long sampledAtNs;
  private long grownBytes;
  private double bytesPerNs;

  /**
   * Takes note of how much has been appended ever.
   *
   * @param nowNs monotonic
   * @param bytes with what each record takes beside its payload
   */
  void grown(long nowNs, long bytes) {
    long sinceNs = nowNs - sampledAtNs;
    if (!hasSample) {
      hasSample = true;
    } else if (sinceNs > 0) {
      double rate = (double) (bytes - grownBytes) / sinceNs;
      double weight = 1 - Math.exp(-sinceNs / MEMORY_NS);
      bytesPerNs = bytesPerNs == 0 ? rate : bytesPerNs + weight * (rate - bytesPerNs);
    }
    sampledAtNs = nowNs;
    grownBytes = bytes;
  }

  /** Seconds until so much room is used up; {@link #UNKNOWN} when that is not in sight. */
  long seconds(long roomBytes) {
    if (roomBytes <= 0) {
      return 0;
    }
    if (roomBytes == Long.MAX_VALUE || bytesPerNs <= 0) {
      return UNKNOWN;
    }
    double seconds = roomBytes / bytesPerNs / TimeUnit.SECONDS.toNanos(1);
    return seconds > SECONDS_MAX ? UNKNOWN : (long) seconds;
  }
}
