package io.penstock.statsd;

import org.agrona.concurrent.UnsafeBuffer;

/**
 * Where the lines of a datagram lie.
 *
 * <p>LF ends a line. A CR directly before an LF belongs to the ending; a CR anywhere else, and at
 * the end of a datagram too, is a byte of the line. What is empty then is no line. Bytes after the
 * last LF are a line like any other.
 *
 * <pre>
 *   int limit = offset + length;
 *   for (int from = offset; from &lt; limit; ) {
 *     int end = Lines.endOfLine(buffer, from, limit);
 *     int lineBytes = Lines.lengthOf(buffer, from, end, limit);
 *     if (lineBytes &gt; 0) { … }
 *     from = end + 1;
 *   }
 * </pre>
 *
 * <p>Pure, any thread, no allocation. Never reads at or beyond {@code limit}.
 */
public final class Lines {
  private Lines() {}

  /** Index of the first LF from {@code from} on, or {@code limit} when there is none. */
  public static int endOfLine(UnsafeBuffer buffer, int from, int limit) {
    return Word.indexOf(buffer, from, limit, '\n');
  }

  /**
   * Bytes of the line without its ending; 0 means that there is no line.
   *
   * @param end what {@link #endOfLine} returned for the same {@code from} and {@code limit}
   */
  public static int lengthOf(UnsafeBuffer buffer, int from, int end, int limit) {
    boolean carriageReturn = end < limit && end > from && buffer.getByte(end - 1) == '\r';
    return end - from - (carriageReturn ? 1 : 0);
  }
}
