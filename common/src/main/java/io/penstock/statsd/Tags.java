package io.penstock.statsd;

import org.agrona.concurrent.UnsafeBuffer;

/**
 * Where the tags of one line lie, and their order by bytes.
 *
 * <p>Bytes are compared unsigned, and a tag stands before a longer one that begins with it: the
 * order of UTF-8 strings by code point. One instance a thread; nothing is allocated after the
 * constructor.
 */
public final class Tags {
  /**
   * Tags kept for one line. Series in the field have some dozens; the limit bounds what a hostile
   * line can cost.
   */
  public static final int COUNT_MAX = 256;

  private final long[] spans = new long[COUNT_MAX]; // start << 32 | end
  private int count;
  private boolean complete;

  void clear() {
    count = 0;
    complete = true;
  }

  void add(int start, int end) {
    if (count == COUNT_MAX) {
      complete = false;
      return;
    }
    spans[count++] = (long) start << 32 | end;
  }

  /** Tags of the line, or {@link #COUNT_MAX} when there are more. */
  public int count() {
    return count;
  }

  /** Whether all tags are here: false when the line has more than {@link #COUNT_MAX}. */
  public boolean complete() {
    return complete;
  }

  /** Index of the first byte of a tag. */
  public int start(int tag) {
    return (int) (spans[tag] >>> 32);
  }

  /** Index after the last byte of a tag. */
  public int end(int tag) {
    return (int) spans[tag];
  }

  /** Whether no tag stands behind a greater one. */
  public boolean inOrder(UnsafeBuffer buffer) {
    for (int tag = 1; tag < count; tag++) {
      if (compare(buffer, spans[tag - 1], spans[tag]) > 0) {
        return false;
      }
    }
    return true;
  }

  /** Puts the tags in order. */
  public void sort(UnsafeBuffer buffer) {
    for (int tag = 1; tag < count; tag++) {
      long span = spans[tag];
      int low = 0;
      int high = tag;
      while (low < high) {
        int middle = (low + high) >>> 1;
        if (compare(buffer, spans[middle], span) <= 0) {
          low = middle + 1;
        } else {
          high = middle;
        }
      }
      System.arraycopy(spans, low, spans, low + 1, tag - low);
      spans[low] = span;
    }
  }

  private static int compare(UnsafeBuffer buffer, long one, long other) {
    return compare(buffer, (int) (one >>> 32), (int) one, (int) (other >>> 32), (int) other);
  }

  /** Compares two tags of a buffer by their bytes, unsigned. */
  public static int compare(
      UnsafeBuffer buffer, int oneStart, int oneEnd, int otherStart, int otherEnd) {
    int common = Math.min(oneEnd - oneStart, otherEnd - otherStart);
    for (int i = 0; i < common; i += Word.BYTES) {
      // Beyond the shorter tag are zeros, less than or equal to anything.
      long one = Word.at(buffer, oneStart + i, oneEnd);
      long other = Word.at(buffer, otherStart + i, otherEnd);
      if (one != other) {
        return Word.compareBytes(one, other);
      }
    }
    return Integer.compare(oneEnd - oneStart, otherEnd - otherStart);
  }
}
