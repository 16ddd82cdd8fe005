package io.penstock.shard;

import org.agrona.concurrent.UnsafeBuffer;

/** Strict UTF-8, as RFC 3629 has it: no overlong forms, no surrogates, nothing above U+10FFFF. */
final class Utf8 {
  static final int INVALID = -1;

  private Utf8() {}

  /** The code point that begins at {@code at}, or {@link #INVALID}. */
  static int codePointAt(UnsafeBuffer buffer, int at, int limit) {
    int first = buffer.getByte(at) & 0xff;
    if (first < 0x80) {
      return first;
    }
    int more = first >= 0xf0 ? 3 : first >= 0xe0 ? 2 : 1;
    if (first < 0xc0 || first > 0xf4 || at + more >= limit) {
      return INVALID;
    }
    int codePoint = first & 0x3f >>> more;
    for (int i = at + 1; i <= at + more; i++) {
      int next = buffer.getByte(i) & 0xff;
      if (next >>> 6 != 0b10) {
        return INVALID;
      }
      codePoint = codePoint << 6 | next & 0x3f;
    }
    boolean sound = bytesOf(codePoint) == more + 1 && !isSurrogate(codePoint);
    return sound && codePoint <= Character.MAX_CODE_POINT ? codePoint : INVALID;
  }

  /** Bytes that the code point takes. */
  static int bytesOf(int codePoint) {
    return codePoint < 0x80 ? 1 : codePoint < 0x800 ? 2 : codePoint < 0x10000 ? 3 : 4;
  }

  private static boolean isSurrogate(int codePoint) {
    return codePoint >= Character.MIN_SURROGATE && codePoint <= Character.MAX_SURROGATE;
  }
}
