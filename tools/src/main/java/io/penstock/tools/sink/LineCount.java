package io.penstock.tools.sink;

import org.agrona.concurrent.UnsafeBuffer;

/**
 * Counts lines and judges nothing: newlines, and a last line without one. Empty lines count as
 * well.
 */
public final class LineCount implements Arrivals {
  private final boolean sumsContent;

  /** Counts, and nothing else unless content is to be summed. */
  public LineCount(boolean sumsContent) {
    this.sumsContent = sumsContent;
  }

  @Override
  public boolean sumsContent() {
    return sumsContent;
  }

  @Override
  public int feed(int port, UnsafeBuffer buffer, int offset, int length) {
    int end = offset + length;
    int lines = ByteScan.count((byte) '\n', buffer, offset, end);
    return length > 0 && buffer.getByte(end - 1) != '\n' ? lines + 1 : lines;
  }
}
