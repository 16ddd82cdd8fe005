package io.penstock.tools.replay;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.penstock.statsd.Parts;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * What is added to a line: a DogStatsD tag, and to counters and gauges when they were received. A
 * line to which nothing is added passes as it is.
 *
 * <p>The time goes last, behind the tags, where those who do not know it do no harm. A line that
 * has one already keeps it.
 */
final class Rewrite {
  private static final int LINE_BYTES_MAX = 70_000;

  private final boolean hasTimestamp;
  private final byte[] tag;
  private final Parts parts = new Parts();
  private final UnsafeBuffer line = new UnsafeBuffer(new byte[2 * LINE_BYTES_MAX]);
  private int length;

  /**
   * A rewriter.
   *
   * @param tag {@code name:value}; empty for none
   */
  Rewrite(boolean hasTimestamp, String tag) {
    this.hasTimestamp = hasTimestamp;
    this.tag = tag.getBytes(UTF_8);
  }

  /** Whether nothing is ever added. */
  boolean isNone() {
    return !hasTimestamp && tag.length == 0;
  }

  /** Makes {@link #line} of a line; returns its length. */
  int apply(UnsafeBuffer buffer, int offset, int lineBytes, String type, long timeNs) {
    int tagsEnd = lineBytes;
    boolean hasTags = false;
    if (tag.length > 0) {
      parts.findAll(buffer, offset, offset + lineBytes);
      hasTags = parts.trailingStart() < offset + lineBytes;
      tagsEnd = hasTags ? parts.trailingEnd() - offset : endOfTags(buffer, offset, lineBytes);
    }
    length = 0;
    add(buffer, offset, tagsEnd);
    if (tag.length > 0) {
      add(hasTags ? "," : "|#");
      line.putBytes(length, tag);
      length += tag.length;
    }
    add(buffer, offset + tagsEnd, lineBytes - tagsEnd);
    boolean isTimed = type.equals("c") || type.equals("g");
    if (hasTimestamp && isTimed && endOfTags(buffer, offset, lineBytes) == lineBytes) {
      add("|T" + timeNs / 1_000_000_000);
    }
    return length;
  }

  /** Where tags may be put: before a time, which is the last part when there is one. */
  private static int endOfTags(UnsafeBuffer buffer, int offset, int lineBytes) {
    for (int i = lineBytes - 1; i > 0; i--) {
      byte b = buffer.getByte(offset + i);
      if (b == 'T' && buffer.getByte(offset + i - 1) == '|' && i + 1 < lineBytes) {
        return i - 1;
      }
      if (b < '0' || b > '9') {
        return lineBytes;
      }
    }
    return lineBytes;
  }

  private void add(UnsafeBuffer buffer, int offset, int bytes) {
    line.putBytes(length, buffer, offset, bytes);
    length += bytes;
  }

  private void add(String text) {
    byte[] bytes = text.getBytes(US_ASCII);
    line.putBytes(length, bytes);
    length += bytes.length;
  }

  /** The line that {@link #apply} made, valid until the next. */
  UnsafeBuffer line() {
    return line;
  }
}
