package io.penstock.ingest;

/**
 * How long to let datagrams gather after a receive that found few.
 *
 * <p>At low and middle rates a wake-up costs more than what it brings, so a short pause saves
 * several times the CPU. It is at most the configured time, and at most what fills a quarter of the
 * socket's buffer at the rate seen last, so that nothing overflows meanwhile.
 */
final class Gathering {
  /** What the kernel books for a datagram beside its bytes: the larger of what drivers do. */
  static final int OVERHEAD_BYTES = 2048;

  private final long pauseNsMax;
  private final long quarterBytes;
  private long lastReceiveNs;

  Gathering(long pauseNsMax, long bufferBytes) {
    this.pauseNsMax = pauseNsMax;
    this.quarterBytes = bufferBytes / 4;
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
    long booked = bytes + (long) datagrams * OVERHEAD_BYTES;
    double quarterFillsInNs = (double) quarterBytes / booked * sinceNs;
    return (long) Math.min(pauseNsMax, quarterFillsInNs);
  }
}
