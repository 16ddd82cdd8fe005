package io.penstock.tools.replay;

/**
 * When which number had been reached: where a replay that is refused must begin again.
 *
 * <p>A refusal says of something that was sent within the doubt window that it did not arrive, not
 * of what.
 */
final class Trail {
  private static final int PLACES = 512;

  private final long windowNs;
  private final long intervalNs;
  private final long[] timesNs = new long[PLACES];
  private final long[] numbers = new long[PLACES];
  private final long start;
  private long count;

  /** A trail that begins at a number. */
  Trail(long start, long windowNs) {
    this.start = start;
    this.windowNs = windowNs;
    this.intervalNs = windowNs / (PLACES / 2);
  }

  /** Everything before the number is sent, now. */
  void reached(long number, long nowNs) {
    int last = (int) ((count - 1) & (PLACES - 1));
    if (count == 0 || nowNs - timesNs[last] >= intervalNs) {
      int place = (int) (count & (PLACES - 1));
      timesNs[place] = nowNs;
      numbers[place] = number;
      count++;
    }
  }

  /** The furthest number that was reached before the window. */
  long certain(long nowNs) {
    for (long i = count - 1; i >= 0 && i >= count - PLACES; i--) {
      int place = (int) (i & (PLACES - 1));
      if (nowNs - timesNs[place] >= windowNs) {
        return numbers[place];
      }
    }
    return count > PLACES ? numbers[(int) (count & (PLACES - 1))] : start;
  }
}
