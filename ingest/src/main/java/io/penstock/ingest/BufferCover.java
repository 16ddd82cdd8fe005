package io.penstock.ingest;

import io.penstock.counters.CounterFile;
import io.penstock.counters.IngestCounter;
import java.util.Locale;
import java.util.Optional;

/**
 * Estimates how long the socket's buffer holds what arrives while ingest is away, as in a restart.
 */
final class BufferCover {
  private BufferCover() {}

  /**
   * A sentence for the log; none when no rate is known yet.
   *
   * <p>What a datagram takes of the buffer is the measured size when there is one, else the larger
   * of what drivers do, so that it is not said to last longer than it does.
   *
   * @param grantedBytes where the kernel begins to drop
   */
  static Optional<String> sentence(long grantedBytes, CounterFile counters) {
    long perSecond = counters.get(IngestCounter.RECENT_DATAGRAMS_PER_SECOND);
    if (perSecond <= 0) {
      return Optional.empty();
    }
    long measured = counters.get(IngestCounter.DATAGRAM_BUFFER_BYTES);
    long each = measured > 0 ? measured : assumedBytes(counters);
    return Optional.of(
        String.format(
            Locale.ROOT,
            "the receive buffer holds about %s of the recent %,d datagrams/s (%,d bytes of it each,"
                + " %s)",
            duration((double) grantedBytes / each / perSecond),
            perSecond,
            each,
            measured > 0 ? "measured" : "assumed"));
  }

  private static long assumedBytes(CounterFile counters) {
    long datagrams = Math.max(1, counters.get(IngestCounter.RECEIVED_DATAGRAMS));
    return Gathering.OVERHEAD_BYTES + counters.get(IngestCounter.RECEIVED_BYTES) / datagrams;
  }

  private static String duration(double seconds) {
    if (seconds >= 100) {
      return String.format(Locale.ROOT, "%,.0f s", seconds);
    }
    return seconds < 0.1
        ? String.format(Locale.ROOT, "%.0f ms", seconds * 1000)
        : String.format(Locale.ROOT, "%.1f s", seconds);
  }
}
