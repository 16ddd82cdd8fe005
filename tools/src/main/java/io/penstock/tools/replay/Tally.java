package io.penstock.tools.replay;

/** What a shard has of the lines that are replayed. */
final class Tally {
  private final int shard;
  private final long position;
  private long lines;
  private long bytes;
  private long gauges;
  private long waiting;

  /**
   * A tally that has counted nothing.
   *
   * @param position of the shard's reader: what lies before it was sent already
   */
  Tally(int shard, long position) {
    this.shard = shard;
    this.position = position;
  }

  void add(long number, int lineBytes, boolean isGauge) {
    lines++;
    bytes += lineBytes;
    if (isGauge) {
      gauges++;
    }
    if (number >= position) {
      waiting++;
    }
  }

  int shard() {
    return shard;
  }

  long lines() {
    return lines;
  }

  /** Bytes of the lines as they were received, without what separates them. */
  long bytes() {
    return bytes;
  }

  long gauges() {
    return gauges;
  }

  /** Lines that the shard's own reader has sent already. */
  long sent() {
    return lines - waiting;
  }

  /** Lines that the shard's own reader will yet send. */
  long waiting() {
    return waiting;
  }
}
