package io.penstock.tools.select;

/**
 * A piece of the journal, by datagram numbers and by receive times; what lies within both is in it.
 *
 * @param from first datagram number
 * @param to number after the last
 * @param sinceNs earliest receive time, epoch ns
 * @param untilNs receive time after the latest, epoch ns
 */
public record Range(long from, long to, long sinceNs, long untilNs) {
  /** All of the journal. */
  public static final Range ALL = new Range(0, Long.MAX_VALUE, Long.MIN_VALUE, Long.MAX_VALUE);

  /** Checks that nothing ends before it begins. */
  public Range {
    if (from < 0 || from > to) {
      throw new IllegalArgumentException("datagrams " + from + " to " + to + " are no range");
    }
    if (sinceNs > untilNs) {
      throw new IllegalArgumentException(
          "a range cannot begin at "
              + Moments.instant(sinceNs)
              + " and end before, at "
              + Moments.instant(untilNs));
    }
  }

  /** The same range without what lies before a number. */
  public Range startingAt(long number) {
    long start = Math.max(from, number);
    return new Range(start, Math.max(to, start), sinceNs, untilNs);
  }

  /** The same range without what lies at or after a number. */
  public Range endingAt(long number) {
    long end = Math.min(to, number);
    return new Range(Math.min(from, end), end, sinceNs, untilNs);
  }

  /** Whether its beginning is a time, not a number. */
  public boolean beginsByTime() {
    return sinceNs != Long.MIN_VALUE;
  }

  /** Whether a record that was received then may hold datagrams of it. */
  public boolean holdsTime(long receiveTimeNs) {
    return receiveTimeNs >= sinceNs && receiveTimeNs < untilNs;
  }
}
