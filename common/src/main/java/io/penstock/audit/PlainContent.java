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
    int words = (line.length + 7) / 8;
    ByteBuffer bytes =
        ByteBuffer.wrap(Arrays.copyOf(line, 8 * words)).order(ByteOrder.LITTLE_ENDIAN);
    long hash = 0x9E3779B97F4A7C15L;
    for (int i = 0; i < words; i++) {
      long word = bytes.getLong() * 0x9FB21C651E98DF25L;
      word = word ^ (word >>> 32);
      hash = hash ^ word;
      hash = (hash << 27) | (hash >>> 37);
      hash = hash * 5 + 0x52DCE729L;
    }
    hash = hash ^ line.length;
    hash = (hash ^ (hash >>> 33)) * 0xFF51AFD7ED558CCDL;
    hash = (hash ^ (hash >>> 33)) * 0xC4CEB9FE1A85EC53L;
    return hash ^ (hash >>> 33);
  }
}
