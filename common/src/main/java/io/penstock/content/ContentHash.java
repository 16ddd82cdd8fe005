package io.penstock.content;

import io.penstock.statsd.Word;
import java.nio.ByteOrder;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * A 64-bit hash of the bytes of a line, the same on every machine.
 *
 * <pre>
 *   h = SEED
 *   for each eight bytes w, little-endian, the last ones filled up with zeros:
 *     w = w * MULTIPLIER;  w = w ^ w &gt;&gt;&gt; 32
 *     h = rotateLeft(h ^ w, 27) * 5 + INCREMENT
 *   h = h ^ length in bytes
 *   h = (h ^ h &gt;&gt;&gt; 33) * 0xff51afd7ed558ccd
 *   h = (h ^ h &gt;&gt;&gt; 33) * 0xc4ceb9fe1a85ec53
 *   h ^ h &gt;&gt;&gt; 33
 * </pre>
 *
 * <p>The round is that of MurmurHash3 with one multiplication that waits for no other, the end is
 * its {@code fmix64}. The values are on disk in every reader's file: they never change.
 *
 * <p>Pure; allocates nothing.
 */
public final class ContentHash {
  private static final long SEED = 0x9E37_79B9_7F4A_7C15L;
  private static final long MULTIPLIER = 0x9FB2_1C65_1E98_DF25L;
  private static final long INCREMENT = 0x52DC_E729L;

  private static final long NEWLINES = Word.filledWith('\n');

  private ContentHash() {}

  /** The hash of one line, given without its newline. */
  public static long of(UnsafeBuffer buffer, int offset, int length) {
    long hash = SEED;
    int limit = offset + length;
    int at = offset;
    for (; at <= limit - Word.BYTES; at += Word.BYTES) {
      hash = with(hash, buffer.getLong(at, ByteOrder.LITTLE_ENDIAN));
    }
    if (at < limit) {
      hash = with(hash, Word.at(buffer, at, limit));
    }
    return end(hash, length);
  }

  /** The sum of the hashes of a datagram's lines, which have newlines between them. */
  public static long sum(UnsafeBuffer buffer, int offset, int length) {
    long sum = 0;
    long hash = SEED;
    int limit = offset + length;
    int lineAt = offset;
    int at = offset;
    while (at < limit) {
      boolean isWhole = at <= limit - Word.BYTES;
      long word =
          isWhole ? buffer.getLong(at, ByteOrder.LITTLE_ENDIAN) : Word.at(buffer, at, limit);
      long newlines = Word.matches(word, NEWLINES);
      if (newlines == 0) {
        hash = with(hash, word);
        at += Word.BYTES;
        continue;
      }
      int left = Word.first(newlines);
      if (left > 0) {
        hash = with(hash, word & (1L << left * Byte.SIZE) - 1);
        at += left;
      }
      if (at > lineAt) {
        sum += end(hash, at - lineAt);
      }
      hash = SEED;
      at++;
      lineAt = at;
    }
    return limit > lineAt ? sum + end(hash, limit - lineAt) : sum;
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

  private static long with(long hash, long word) {
    long mixed = word * MULTIPLIER;
    mixed ^= mixed >>> 32;
    return Long.rotateLeft(hash ^ mixed, 27) * 5 + INCREMENT;
  }

  private static long end(long hash, int length) {
    long mixed = hash ^ length;
    mixed = (mixed ^ mixed >>> 33) * 0xFF51_AFD7_ED55_8CCDL;
    mixed = (mixed ^ mixed >>> 33) * 0xC4CE_B9FE_1A85_EC53L;
    return mixed ^ mixed >>> 33;
  }
}
