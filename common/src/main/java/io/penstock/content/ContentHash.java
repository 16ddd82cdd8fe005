package io.penstock.content;

import io.penstock.statsd.Word;
import java.nio.ByteOrder;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * A 64-bit hash of the bytes of a line, the same on every machine.
 *
 * <pre>
 *   h = SEED
 *   for each whole sixteen bytes, then for the 0 to 15 bytes that are left, filled up with zeros:
 *     h = fold(first eight ^ FIRST, last eight ^ h)        little-endian
 *   fold(h ^ LAST, length in bytes ^ SEED)
 *
 *   fold(a, b) = high half ^ low half of the unsigned 128-bit product a * b
 * </pre>
 *
 * <p>The round is that of wyhash. The values are on disk in every reader's file: they never change.
 *
 * <p>Pure; allocates nothing.
 */
public final class ContentHash {
  private static final long SEED = 0x9E37_79B9_7F4A_7C15L;
  private static final long FIRST = 0xA076_1D64_78BD_642FL;
  private static final long LAST = 0xE703_7ED1_A0B4_28DBL;

  private static final int ROUND_BYTES = 2 * Word.BYTES;
  private static final long NEWLINES = Word.filledWith('\n');
  private static final long ONES = Word.filledWith('\1');

  private ContentHash() {}

  /** The hash of one line, given without its newline. */
  public static long of(UnsafeBuffer buffer, int offset, int length) {
    long hash = SEED;
    int limit = offset + length;
    int at = offset;
    for (; at <= limit - ROUND_BYTES; at += ROUND_BYTES) {
      hash =
          with(
              hash,
              buffer.getLong(at, ByteOrder.LITTLE_ENDIAN),
              buffer.getLong(at + Word.BYTES, ByteOrder.LITTLE_ENDIAN));
    }
    long one = at < limit ? Word.at(buffer, at, limit) : 0;
    long other = at + Word.BYTES < limit ? Word.at(buffer, at + Word.BYTES, limit) : 0;
    return end(with(hash, one, other), length);
  }

  /** The sum of the hashes of a datagram's lines, which have newlines between them. */
  public static long sum(UnsafeBuffer buffer, int offset, int length) {
    long sum = 0;
    int limit = offset + length;
    int lastWhole = limit - ROUND_BYTES;
    for (int at = offset; at < limit; at++) {
      int lineAt = at;
      long hash = SEED;
      boolean isEnded = false;
      while (at <= lastWhole) {
        long one = buffer.getLong(at, ByteOrder.LITTLE_ENDIAN);
        long other = buffer.getLong(at + Word.BYTES, ByteOrder.LITTLE_ENDIAN);
        if ((newlines(one) | newlines(other)) != 0) {
          hash = withLast(hash, one, other);
          at += lengthOfLast(one, other);
          isEnded = true;
          break;
        }
        hash = with(hash, one, other);
        at += ROUND_BYTES;
      }
      if (!isEnded) {
        long one = endingAt(limit, buffer, at);
        long other = endingAt(limit, buffer, at + Word.BYTES);
        hash = withLast(hash, one, other);
        at += lengthOfLast(one, other);
      }
      if (at > lineAt) {
        sum += end(hash, at - lineAt);
      }
    }
    return sum;
  }

  /** The eight bytes at {@code from}; a newline in place of each at or beyond {@code limit}. */
  private static long endingAt(int limit, UnsafeBuffer buffer, int from) {
    if (from >= limit) {
      return NEWLINES;
    }
    long word = Word.at(buffer, from, limit);
    return from <= limit - Word.BYTES ? word : word | NEWLINES << Byte.SIZE * (limit - from);
  }

  /** The top bit of the first newline's byte, anything above it; 0 when there is none. */
  private static long newlines(long word) {
    long difference = word ^ NEWLINES;
    return difference - ONES & ~difference & Word.TOP_BITS;
  }

  private static long withLast(long hash, long one, long other) {
    long newlines = newlines(one);
    return with(hash, before(newlines, one), newlines == 0 ? before(newlines(other), other) : 0);
  }

  /** Bytes before the first newline, of which there is one. */
  private static int lengthOfLast(long one, long other) {
    long newlines = newlines(one);
    return newlines == 0 ? Word.BYTES + Word.first(newlines(other)) : Word.first(newlines);
  }

  /** The bytes of {@code word} before its first newline, zeros above; all when it has none. */
  private static long before(long newlines, long word) {
    return word & ((newlines & -newlines) >>> 7) - 1;
  }

  /** A sum as people and programs read it: sixteen hexadecimal digits. */
  public static String text(long sum) {
    return "%016x".formatted(sum);
  }

  /**
   * The sum that {@link #text} was made of.
   *
   * @throws NumberFormatException when it was made of none
   */
  public static long parse(String text) {
    return Long.parseUnsignedLong(text, 16);
  }

  private static long with(long hash, long one, long other) {
    return fold(one ^ FIRST, other ^ hash);
  }

  private static long end(long hash, int length) {
    return fold(hash ^ LAST, length ^ SEED);
  }

  private static long fold(long one, long other) {
    return Math.unsignedMultiplyHigh(one, other) ^ one * other;
  }
}
