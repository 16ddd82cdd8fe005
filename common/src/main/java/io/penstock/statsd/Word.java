package io.penstock.statsd;

import java.nio.ByteOrder;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Eight bytes of a line in one register, the first byte lowest.
 *
 * <p>All are pure and allocate nothing. Source of the arithmetic: the zero-byte tests in Hacker's
 * Delight, 2nd edition, section 6-1.
 */
public final class Word {
  /** Bytes in a word. */
  public static final int BYTES = Long.BYTES;

  /** The top bit of each byte: set in a word's byte when that byte is not ASCII. */
  public static final long TOP_BITS = 0x8080808080808080L;

  private static final long LOW_BITS = 0x0101010101010101L;

  private Word() {}

  /**
   * The eight bytes at {@code from}, or those before {@code limit} with zeros above them.
   *
   * <p>Nothing at or beyond {@code limit} is touched: a short load begins before {@code from} where
   * the buffer does too.
   *
   * @param from below {@code limit}
   */
  public static long at(UnsafeBuffer buffer, int from, int limit) {
    if (from <= limit - BYTES) {
      return buffer.getLong(from, ByteOrder.LITTLE_ENDIAN);
    }
    if (limit >= BYTES) {
      long last = buffer.getLong(limit - BYTES, ByteOrder.LITTLE_ENDIAN);
      return last >>> Byte.SIZE * (BYTES - (limit - from));
    }
    long word = 0;
    for (int i = limit - 1; i >= from; i--) {
      word = word << Byte.SIZE | buffer.getByte(i) & 0xffL;
    }
    return word;
  }

  /** A word that holds an ASCII character eight times, to compare with. */
  public static long filledWith(char character) {
    return LOW_BITS * character;
  }

  /**
   * The top bit of each byte that equals that byte of {@code pattern}, and no other bit.
   *
   * @param pattern from {@link #filledWith}
   */
  public static long matches(long word, long pattern) {
    long difference = word ^ pattern;
    return ~((difference & ~TOP_BITS) + ~TOP_BITS | difference | ~TOP_BITS);
  }

  /** What {@link #matches} says, sooner, where all bytes are ASCII; anything where one is not. */
  public static long matchesOfAscii(long word, long pattern) {
    return ~((word ^ pattern) + ~TOP_BITS) & TOP_BITS;
  }

  /** Index, 0 to 7, of the first byte marked in the result of {@link #matches}; 8 when none is. */
  public static int first(long matches) {
    return Long.numberOfTrailingZeros(matches) >>> 3;
  }

  /** Index of the first {@code character} in {@code from} to {@code limit}, or {@code limit}. */
  public static int indexOf(UnsafeBuffer buffer, int from, int limit, char character) {
    return indexOfEither(buffer, from, limit, character, character);
  }

  /** Index of the first of two characters in {@code from} to {@code limit}, or {@code limit}. */
  public static int indexOfEither(UnsafeBuffer buffer, int from, int limit, char one, char other) {
    // The last load is apart: a loop of whole words alone is a quarter faster.
    int i = from;
    for (; i <= limit - BYTES; i += BYTES) {
      long found = matchesEither(buffer.getLong(i, ByteOrder.LITTLE_ENDIAN), one, other);
      if (found != 0) {
        return i + first(found);
      }
    }
    long found = i < limit ? matchesEither(at(buffer, i, limit), one, other) : 0;
    return found == 0 ? limit : i + first(found);
  }

  private static long matchesEither(long word, char one, char other) {
    return matches(word, filledWith(one)) | matches(word, filledWith(other));
  }

  /** Compares the bytes of two words, unsigned; the first that differs decides. */
  public static int compareBytes(long one, long other) {
    return Long.compareUnsigned(Long.reverseBytes(one), Long.reverseBytes(other));
  }

  /** The marks below the lowest mark of {@code stop}; all of them when that has none. */
  public static long before(long matches, long stop) {
    return matches & (stop & -stop) - 1;
  }
}
