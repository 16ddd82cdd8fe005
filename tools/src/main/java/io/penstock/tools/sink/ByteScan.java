package io.penstock.tools.sink;

import org.agrona.concurrent.UnsafeBuffer;

/** Finds and counts a byte, eight at a step. */
final class ByteScan {
  private static final long EACH_BYTE = 0x0101010101010101L;
  private static final long LOW_BITS = 0x7f7f7f7f7f7f7f7fL;

  private ByteScan() {}

  /** Index of the first such byte, or the end. */
  static int indexOf(byte wanted, UnsafeBuffer buffer, int start, int end) {
    long pattern = wanted * EACH_BYTE;
    int at = start;
    for (; at + Long.BYTES <= end; at += Long.BYTES) {
      long matches = matches(buffer.getLong(at), pattern);
      if (matches != 0) {
        return at + (Long.numberOfTrailingZeros(matches) >>> 3);
      }
    }
    while (at < end && buffer.getByte(at) != wanted) {
      at++;
    }
    return at;
  }

  /** How many such bytes there are. */
  static int count(byte wanted, UnsafeBuffer buffer, int start, int end) {
    long pattern = wanted * EACH_BYTE;
    int count = 0;
    int at = start;
    for (; at + Long.BYTES <= end; at += Long.BYTES) {
      count += Long.bitCount(matches(buffer.getLong(at), pattern));
    }
    for (; at < end; at++) {
      count += buffer.getByte(at) == wanted ? 1 : 0;
    }
    return count;
  }

  /** The high bit of each byte that equals the pattern's, and no other bit. */
  private static long matches(long word, long pattern) {
    long difference = word ^ pattern; // zero where they are equal
    return ~((difference & LOW_BITS) + LOW_BITS | difference | LOW_BITS);
  }
}
