package io.penstock.tools.screen;

import java.nio.charset.StandardCharsets;
import org.agrona.DirectBuffer;

/**
 * Bytes of strangers as text that a terminal can be trusted with, and that can be read back.
 *
 * <pre>
 *   \n \r \t \\            as in C
 *   \xNN                   a control byte, or a byte that is not UTF-8
 *   &#92;u{NNNN}              a character that moves, hides or turns text: C1, bidi and other format
 *                          characters, line separators, what is not assigned
 * </pre>
 *
 * <p>Pure, any thread.
 */
public final class Escaped {
  private static final char[] HEX = "0123456789abcdef".toCharArray();

  private Escaped() {}

  /** The text of bytes in a buffer. */
  public static String of(DirectBuffer buffer, int offset, int length) {
    byte[] bytes = new byte[length];
    buffer.getBytes(offset, bytes);
    return of(bytes);
  }

  /** The text of bytes. */
  public static String of(byte[] bytes) {
    StringBuilder text = new StringBuilder(bytes.length + 16);
    append(bytes, text);
    return text.toString();
  }

  /** The text of a string that a stranger may have written. */
  public static String of(String text) {
    return of(text.getBytes(StandardCharsets.UTF_8));
  }

  /** Appends the text of bytes. */
  public static void append(byte[] bytes, StringBuilder text) {
    for (int i = 0; i < bytes.length; ) {
      int first = bytes[i] & 0xff;
      if (first < 0x80) {
        appendAscii(first, text);
        i++;
        continue;
      }
      int codePoint = codePointAt(bytes, i);
      if (codePoint < 0) {
        appendByte(first, text);
        i++;
      } else {
        appendCodePoint(codePoint, text);
        i += codePoint < 0x800 ? 2 : codePoint < 0x10000 ? 3 : 4;
      }
    }
  }

  private static void appendAscii(int c, StringBuilder text) {
    switch (c) {
      case '\n' -> text.append("\\n");
      case '\r' -> text.append("\\r");
      case '\t' -> text.append("\\t");
      case '\\' -> text.append("\\\\");
      default -> {
        if (c < 0x20 || c == 0x7f) {
          appendByte(c, text);
        } else {
          text.append((char) c);
        }
      }
    }
  }

  private static void appendByte(int b, StringBuilder text) {
    text.append("\\x").append(HEX[b >>> 4]).append(HEX[b & 0xf]);
  }

  private static void appendCodePoint(int codePoint, StringBuilder text) {
    if (isUnsafe(codePoint)) {
      text.append("\\u{").append(Integer.toHexString(codePoint)).append('}');
    } else {
      text.appendCodePoint(codePoint);
    }
  }

  /** Whether a character may move, hide or turn text, or means nothing. */
  static boolean isUnsafe(int codePoint) {
    return switch (Character.getType(codePoint)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.SURROGATE,
          Character.PRIVATE_USE,
          Character.UNASSIGNED,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR ->
          true;
      default -> false;
    };
  }

  /** Strict UTF-8; −1 where it is not. */
  private static int codePointAt(byte[] bytes, int at) {
    int first = bytes[at] & 0xff;
    int more = first >= 0xf0 ? 3 : first >= 0xe0 ? 2 : 1;
    if (first < 0xc2 || first > 0xf4 || at + more >= bytes.length) {
      return -1;
    }
    int codePoint = first & 0x3f >>> more;
    for (int i = at + 1; i <= at + more; i++) {
      if ((bytes[i] & 0xc0) != 0x80) {
        return -1;
      }
      codePoint = codePoint << 6 | bytes[i] & 0x3f;
    }
    int least = more == 3 ? 0x10000 : more == 2 ? 0x800 : 0x80;
    boolean isSurrogate = codePoint >= 0xd800 && codePoint <= 0xdfff;
    return codePoint < least || isSurrogate || codePoint > Character.MAX_CODE_POINT
        ? -1
        : codePoint;
  }
}
