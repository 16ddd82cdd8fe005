package io.penstock.shard;

import io.penstock.statsd.Word;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * The hash of the Rust proxy that Penstock replaces: h = 5381, then h = h·33 + c modulo 2^64 for
 * each Unicode code point c of the key.
 *
 * <p>A key that is not valid UTF-8 is hashed byte by byte, all of it. The Rust proxy crashed on
 * such lines, so no series moves.
 *
 * <p>Eight bytes are one step, so that the chain through h is one multiplication for each eight:
 *
 * <pre>
 *   h·33⁸ + b₀·33⁷ + b₁·33⁶ + … + b₇
 *           └─ pairs: b₀·33 + b₁ ─┘   then pairs of pairs by 33², then by 33⁴
 * </pre>
 */
final class Djb2 implements KeyHash {
  /** The hash of no bytes. */
  static final long START = 5381;

  private static final long[] POWERS = powers(Word.BYTES);
  private static final long POWER_2 = 33 * 33;
  private static final long POWER_4 = POWER_2 * POWER_2;
  private static final long POWER_8 = POWER_4 * POWER_4;
  private static final long EVEN_BYTES = 0x00ff00ff00ff00ffL;
  private static final long EVEN_PAIRS = 0x0000ffff0000ffffL;
  private static final long LOW_HALF = 0xffffffffL;

  @Override
  public long hash(UnsafeBuffer key, int offset, int length) {
    int limit = offset + length;
    long hash = START;
    long seen = 0;
    for (int i = offset; i < limit; i += Word.BYTES) {
      long word = Word.at(key, i, limit);
      seen |= word;
      hash = i <= limit - Word.BYTES ? append(hash, word) : append(hash, word, limit - i);
    }
    return (seen & Word.TOP_BITS) == 0 ? hash : hashOfCodePoints(key, offset, limit, hash);
  }

  /** The powers of 33 from the zeroth on. */
  static long[] powers(int count) {
    long[] powers = new long[count];
    powers[0] = 1;
    for (int i = 1; i < count; i++) {
      powers[i] = powers[i - 1] * 33;
    }
    return powers;
  }

  /** The hash after the first {@code count} bytes of a word, 0 to 7. */
  static long append(long hash, long word, int count) {
    // Moved up against the end of the word; the zeros below come first and add nothing. In two
    // shifts, since one by 64 is none at all.
    long moved = word << Byte.SIZE << Byte.SIZE * (Word.BYTES - 1 - count);
    return hash * POWERS[count] + polynomial(moved);
  }

  /** The hash after the eight bytes of a word. */
  static long append(long hash, long word) {
    return hash * POWER_8 + polynomial(word);
  }

  /** b₀·33⁷ + … + b₇; no partial sum outgrows its lane. */
  private static long polynomial(long word) {
    long pairs = (word & EVEN_BYTES) * 33 + (word >>> 8 & EVEN_BYTES);
    long fours = (pairs & EVEN_PAIRS) * POWER_2 + (pairs >>> 16 & EVEN_PAIRS);
    return (fours & LOW_HALF) * POWER_4 + (fours >>> 32);
  }

  private static long hashOfCodePoints(UnsafeBuffer key, int offset, int limit, long hashOfBytes) {
    long hash = START;
    for (int i = offset; i < limit; ) {
      int codePoint = Utf8.codePointAt(key, i, limit);
      if (codePoint == Utf8.INVALID) {
        return hashOfBytes;
      }
      hash = hash * 33 + codePoint;
      i += Utf8.bytesOf(codePoint);
    }
    return hash;
  }
}
