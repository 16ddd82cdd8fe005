package io.penstock.audit;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * The content hash of a line, a second time: as plainly as its document is written, and by no code
 * of the workers'.
 */
public final class PlainContent {
  private PlainContent() {}

  /** The hash of a line without its newline. */
  public static long of(byte[] line) {
    int rounds = line.length / 16 + 1;
    ByteBuffer bytes =
        ByteBuffer.wrap(Arrays.copyOf(line, 16 * rounds)).order(ByteOrder.LITTLE_ENDIAN);
    long hash = 0x9E3779B97F4A7C15L;
    for (int i = 0; i < rounds; i++) {
      long first = bytes.getLong() ^ 0xA0761D6478BD642FL;
      long last = bytes.getLong() ^ hash;
      hash = foldedProduct(first, last);
    }
    return foldedProduct(hash ^ 0xE7037ED1A0B428DBL, line.length ^ 0x9E3779B97F4A7C15L);
  }

  /** Both halves of the unsigned product, one upon the other: multiplied as on paper. */
  private static long foldedProduct(long a, long b) {
    long aLow = a & 0xFFFFFFFFL;
    long aHigh = a >>> 32;
    long bLow = b & 0xFFFFFFFFL;
    long bHigh = b >>> 32;
    long lows = aLow * bLow;
    long middle = aHigh * bLow + (lows >>> 32);
    long otherMiddle = aLow * bHigh + (middle & 0xFFFFFFFFL);
    long high = aHigh * bHigh + (middle >>> 32) + (otherMiddle >>> 32);
    long low = (otherMiddle << 32) | (lows & 0xFFFFFFFFL);
    return high ^ low;
  }
}
