package io.penstock.dialect;

import io.penstock.statsd.Body;
import io.penstock.statsd.Word;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Where the sections of a line lie: what stands between bars behind type, event text or status.
 *
 * <pre>
 *   name:1:2|ms|@0.1|#tag:x|c:id      _e{5,4}:title|text|#tag      _sc|name|0|#tag|m:text
 *              ^    ^      ^    ^                      ^    ^                 ^    ^     ^
 *              start(0)    start(2)                    start(0)               start(0)   end(1)
 * </pre>
 *
 * <p>{@code start} is the bar in front, {@code end} the next one or the limit. A line that is not
 * understood for certain has none. One instance a thread; allocates nothing after construction.
 */
final class Sections {
  private static final int MAX = 32;

  private final Body body = new Body();
  private final int[] starts = new int[MAX];
  private final int[] ends = new int[MAX];
  private int count;
  private boolean isMetric;

  /** Finds the sections of a line. */
  void find(UnsafeBuffer line, int offset, int limit) {
    body.find(line, offset, limit);
    count = 0;
    isMetric = false;
    switch (body.sort()) {
      case METRIC -> metric(line, limit);
      case EVENT -> split(line, endOfText(line, offset + 3, limit), limit, false);
      case CHECK -> {
        int endOfName = Word.indexOf(line, offset + 4, limit, '|');
        int endOfStatus = Word.indexOf(line, Math.min(endOfName + 1, limit), limit, '|');
        split(line, endOfStatus, limit, true);
      }
      case OTHER -> {}
    }
  }

  /** Several values with a type each ({@code a:1|c:2|c}) are a form of their own: none of ours. */
  private void metric(UnsafeBuffer line, int limit) {
    boolean severalTypes = body.typeEnd() < limit && line.getByte(body.typeEnd()) == ':';
    if (!severalTypes) {
      isMetric = true;
      split(line, body.typeEnd(), limit, false);
      for (int i = 0; i < count; i++) {
        if (is(line, i, "@") && Word.indexOf(line, starts[i], ends[i], ':') < ends[i]) {
          isMetric = false;
        }
      }
      count = isMetric ? count : 0;
    }
  }

  /** The header says how long title and text are; they may hold anything. */
  private static int endOfText(UnsafeBuffer line, int from, int limit) {
    long title = 0;
    int at = from;
    while (at < limit && isDigit(line.getByte(at)) && title < limit) {
      title = title * 10 + line.getByte(at++) - '0';
    }
    if (at == from || at == limit || line.getByte(at++) != ',') {
      return limit;
    }
    long text = 0;
    while (at < limit && isDigit(line.getByte(at)) && text < limit) {
      text = text * 10 + line.getByte(at++) - '0';
    }
    if (at + 1 >= limit || line.getByte(at) != '}' || line.getByte(at + 1) != ':') {
      return limit;
    }
    long end = at + 2 + title + 1 + text;
    return end < limit && line.getByte((int) end) == '|' ? (int) end : limit;
  }

  private static boolean isDigit(byte character) {
    return character >= '0' && character <= '9';
  }

  private void split(UnsafeBuffer line, int from, int limit, boolean messageIsLast) {
    int start = from;
    while (start < limit) {
      if (count == MAX) {
        count = 0;
        isMetric = false;
        return;
      }
      int end = Word.indexOf(line, start + 1, limit, '|');
      starts[count] = start;
      ends[count] = end;
      if (messageIsLast && is(line, count, "m:")) {
        end = limit;
        ends[count] = limit;
      }
      count++;
      start = end;
    }
  }

  /** Whether a section begins so. */
  boolean is(UnsafeBuffer line, int section, String beginning) {
    int from = starts[section] + 1;
    if (ends[section] - from < beginning.length()) {
      return false;
    }
    for (int i = 0; i < beginning.length(); i++) {
      if (line.getByte(from + i) != beginning.charAt(i)) {
        return false;
      }
    }
    return true;
  }

  /** Whether a section is of that kind. */
  boolean is(UnsafeBuffer line, int section, Dialect.Section kind) {
    return switch (kind) {
      case CONTAINER -> is(line, section, "c:");
      case EXTERNAL -> is(line, section, "e:");
      case CARDINALITY -> is(line, section, "card:");
      case TIMESTAMP ->
          is(line, section, "T")
              && ends[section] > starts[section] + 2
              && isDigit(line.getByte(starts[section] + 2));
    };
  }

  int count() {
    return count;
  }

  int start(int section) {
    return starts[section];
  }

  int end(int section) {
    return ends[section];
  }

  /** Whether the line is a metric with one type. */
  boolean isMetric() {
    return isMetric;
  }

  /** Where values and type lie, of a metric. */
  Body body() {
    return body;
  }
}
