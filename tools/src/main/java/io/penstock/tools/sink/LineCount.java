package io.penstock.tools.sink;

import org.agrona.concurrent.UnsafeBuffer;

/**
 * Counts lines and looks at nothing else: newlines, and a last line without one. Empty lines count
 * as well.
 */
public final class LineCount implements Arrivals {
  /** Holds nothing: the sink sums what it says. */
  public LineCount() {}

  @Override
  public int feed(int port, UnsafeBuffer buffer, int offset, int length) {
    int end = offset + length;
    int lines = ByteScan.count((byte) '\n', buffer, offset, end);
    return length > 0 && buffer.getByte(end - 1) != '\n' ? lines + 1 : lines;
  }
}
