package io.penstock.ingest;

/**
 * Decides how long to let datagrams gather after a receive that found few.
 *
 * <p>At low and middle rates a wake-up costs more than what it brings, so a short pause saves
 * several times the CPU. It is at most the configured time, and at most what fills a quarter of the
 * socket's buffer at the rate seen last, so that nothing overflows meanwhile. After a quiet time no
 * rate has been seen, and it is taken for the highest.
 */
final class Gathering {
  /**
   * What the kernel charges for a datagram beside its bytes: the largest of the drivers' figures.
   */
  static final int OVERHEAD_BYTES = 2048;

  /** More than this no host was seen to receive: 640,000 on the fastest. */
  private static final long DATAGRAMS_PER_SECOND_MAX = 1_000_000;

  private final long pauseNsMax;
  private final long quarterBytes;
  private final long unknownRatePauseNs;
  private long lastReceiveNs;

  Gathering(long pauseNsMax, long bufferBytes) {
    this.pauseNsMax = pauseNsMax;
    this.quarterBytes = bufferBytes / 4;
    this.unknownRatePauseNs =
        Math.min(
            pauseNsMax, quarterBytes / OVERHEAD_BYTES * (1_000_000_000 / DATAGRAMS_PER_SECOND_MAX));
  }

  /**
   * The pause after a receive that has emptied the socket, nanoseconds.
   *
   * @param nowNs monotonic time of the receive
   * @param datagrams received
   * @param bytes of those datagrams
   */
  long pauseNs(long nowNs, int datagrams, long bytes) {
    long sinceNs = Math.max(1, nowNs - lastReceiveNs);
    lastReceiveNs = nowNs;
    if (sinceNs > 2 * pauseNsMax) {
      return unknownRatePauseNs; // longer than a pause takes: it has waited
    }
    long booked = bytes + (long) datagrams * OVERHEAD_BYTES;
    double quarterFillsInNs = (double) quarterBytes / booked * sinceNs;
    return (long) Math.min(pauseNsMax, quarterFillsInNs);
  }
}
