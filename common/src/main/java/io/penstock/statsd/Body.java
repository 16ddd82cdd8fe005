package io.penstock.statsd;

import org.agrona.concurrent.UnsafeBuffer;

/**
 * Where value, type and rate of one line lie.
 *
 * <p>Events begin with <code>_e{</code>, service checks with {@code _sc|}; they have no type. Of a
 * line with several values the first type counts. What is not there is empty and lies at the limit.
 *
 * <pre>
 *   name,tag:1:2|c|@0.1|#tag:x
 *            ^  ^ ^ ^  ^
 *            │  │ │ rateStart … rateEnd, without the @
 *            │  │ typeStart, up to the next | or :
 *            valueStart … valueEnd
 * </pre>
 *
 * <p>One instance a thread; it describes the line it saw last. Nothing is allocated after the
 * constructor.
 */
public final class Body {
  /** What sort of line it is. */
  public enum Sort {
    /** A name, a colon, a value, a bar, a type. */
    METRIC,
    /** A DogStatsD event. */
    EVENT,
    /** A DogStatsD service check. */
    CHECK,
    /** Anything else. */
    OTHER
  }

  private Sort sort = Sort.OTHER;
  private int valueStart;
  private int valueEnd;
  private int typeStart;
  private int typeEnd;
  private int rateStart;
  private int rateEnd;

  /** Finds the parts of a line. */
  public void find(UnsafeBuffer buffer, int offset, int limit) {
    clear(limit);
    if (beginsWith(buffer, offset, limit, "_e{")) {
      sort = Sort.EVENT;
    } else if (beginsWith(buffer, offset, limit, "_sc|")) {
      sort = Sort.CHECK;
    } else {
      findMetric(buffer, offset, limit);
    }
  }

  private void clear(int limit) {
    sort = Sort.OTHER;
    valueStart = limit;
    valueEnd = limit;
    typeStart = limit;
    typeEnd = limit;
    rateStart = limit;
    rateEnd = limit;
  }

  private void findMetric(UnsafeBuffer buffer, int offset, int limit) {
    int colon = Word.indexOf(buffer, offset, limit, ':');
    if (colon == limit) {
      return;
    }
    valueStart = colon + 1;
    valueEnd = Word.indexOf(buffer, valueStart, limit, '|');
    if (valueEnd == limit) {
      return;
    }
    typeStart = valueEnd + 1;
    typeEnd = Word.indexOfEither(buffer, typeStart, limit, '|', ':');
    if (typeEnd > typeStart) {
      sort = Sort.METRIC;
    }
    int bar = Word.indexOf(buffer, typeStart, limit, '|');
    while (bar < limit) {
      int end = Word.indexOf(buffer, bar + 1, limit, '|');
      if (end > bar + 1 && buffer.getByte(bar + 1) == '@') {
        rateStart = bar + 2;
        rateEnd = Word.indexOf(buffer, rateStart, end, ':');
        return;
      }
      bar = end;
    }
  }

  private static boolean beginsWith(UnsafeBuffer buffer, int offset, int limit, String start) {
    if (limit - offset < start.length()) {
      return false;
    }
    for (int i = 0; i < start.length(); i++) {
      if (buffer.getByte(offset + i) != start.charAt(i)) {
        return false;
      }
    }
    return true;
  }

  /** What sort of line it is. */
  public Sort sort() {
    return sort;
  }

  /** Index of the first byte of the value. */
  public int valueStart() {
    return valueStart;
  }

  /** Index after the value; values that are packed together count as one. */
  public int valueEnd() {
    return valueEnd;
  }

  /** Index of the first byte of the type. */
  public int typeStart() {
    return typeStart;
  }

  /** Index after the type. */
  public int typeEnd() {
    return typeEnd;
  }

  /** Index of the first byte of the rate, after its {@code @}. */
  public int rateStart() {
    return rateStart;
  }

  /** Index after the rate. */
  public int rateEnd() {
    return rateEnd;
  }
}
