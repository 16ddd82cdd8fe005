package io.penstock.worker.reading;

/**
 * How fast a reader and the head of the journal advance, and so when the reader reaches the head.
 *
 * <p>Rates are smoothed over some seconds. Pure; told twice a second.
 */
final class CatchUp {
  /** The reader gets no nearer: it does not move, or is no faster than the head. */
  static final long NEVER = -1;

  /** Weight of the newest stretch; with two a second the memory is about two seconds. */
  private static final double WEIGHT = 0.25;

  /** A shorter backlog says nothing about how fast it came. */
  private static final long SHORT_NS = 1_000_000_000;

  private final Rate head = new Rate();
  private final Rate reader = new Rate();
  private long headNumber;
  private long readerNumber;
  private long readerLines;
  private double linesPerDatagram;

  /**
   * Notes the positions of the head and of the reader.
   *
   * @param head number that the next datagram will get; 0 when it is unknown
   * @param number of the next datagram that the reader needs
   * @param lines of its own that it has met so far
   */
  void note(long nowNs, long head, long number, long lines) {
    this.head.note(nowNs, head);
    reader.note(nowNs, number);
    if (number > readerNumber && lines >= readerLines) {
      double ratio = (double) (lines - readerLines) / (number - readerNumber);
      linesPerDatagram += (linesPerDatagram == 0 ? 1 : WEIGHT) * (ratio - linesPerDatagram);
    }
    headNumber = head;
    readerNumber = number;
    readerLines = lines;
  }

  /** Lines of its own that come in a second; 0 while nothing is known. */
  double liveLinesPerSecond() {
    return head.perSecond * linesPerDatagram;
  }

  /**
   * Lines of its own that came in a second while the backlog grew; 0 when it is too short to tell.
   *
   * @param backlogNs time between what it read last and the head
   */
  double recordedLinesPerSecond(long backlogNs) {
    return backlogNs < SHORT_NS ? 0 : datagramsLeft() * linesPerDatagram * 1e9 / backlogNs;
  }

  /** Datagrams that are yet to be read. */
  long datagramsLeft() {
    return Math.max(0, headNumber - readerNumber);
  }

  /** Seconds until the reader is at the head, at the present rates; 0 when it is there. */
  long secondsLeft() {
    long left = datagramsLeft();
    double gain = reader.perSecond - head.perSecond;
    if (left == 0) {
      return 0;
    }
    return gain > 0 ? (long) Math.ceil(left / gain) : NEVER;
  }

  private static final class Rate {
    private long lastNs;
    private long last;
    private boolean hasLast;
    private boolean hasRate;
    private double perSecond;

    void note(long nowNs, long value) {
      if (hasLast && nowNs - lastNs > 0) {
        double now = Math.max(0, value - last) * 1e9 / (nowNs - lastNs);
        perSecond = hasRate ? perSecond + WEIGHT * (now - perSecond) : now;
        hasRate = true;
      }
      hasLast = true;
      last = value;
      lastNs = nowNs;
    }
  }
}
