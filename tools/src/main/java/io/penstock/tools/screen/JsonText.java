package io.penstock.tools.screen;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/**
 * Writes untrusted bytes as members of a JSON object, so that they can be decoded exactly.
 *
 * <p>UTF-8 is a string; of the characters that JSON leaves as they are, those that move, hide or
 * turn text on a terminal are escaped too. Other bytes are base64, under the name with {@code
 * _base64} behind it.
 */
public final class JsonText {
  private JsonText() {}

  /** Appends {@code "name":"text"} or {@code "name_base64":"…"}. */
  public static void member(String name, byte[] bytes, StringBuilder json) {
    try {
      String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
      json.append('"').append(name).append("\":");
      string(text, json);
    } catch (CharacterCodingException notUtf8) {
      json.append('"').append(name).append("_base64\":\"");
      json.append(Base64.getEncoder().encodeToString(bytes)).append('"');
    }
  }

  /** Appends a string with its quotes. */
  public static void string(String text, StringBuilder json) {
    json.append('"');
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '"' -> json.append("\\\"");
        case '\\' -> json.append("\\\\");
        case '\n' -> json.append("\\n");
        case '\r' -> json.append("\\r");
        case '\t' -> json.append("\\t");
        default -> {
          if (c >= 0x20 && c < 0x7f || isHarmless(text, i)) {
            json.append(c);
          } else {
            json.append("\\u").append(String.format("%04x", (int) c));
          }
        }
      }
    }
    json.append('"');
  }

  /**
   * What a library wrote, with the characters escaped that it leaves and that a terminal obeys.
   * They can only be within its strings.
   */
  public static String safe(String json) {
    StringBuilder safe = null;
    for (int i = 0; i < json.length(); i++) {
      char c = json.charAt(i);
      boolean isHarmless = c == '\n' || c >= 0x20 && c < 0x7f || isHarmless(json, i);
      if (!isHarmless && safe == null) {
        safe = new StringBuilder(json.length() + 64).append(json, 0, i);
      }
      if (safe != null) {
        if (isHarmless) {
          safe.append(c);
        } else {
          safe.append("\\u").append(String.format("%04x", (int) c));
        }
      }
    }
    return safe == null ? json : safe.toString();
  }

  /** A surrogate is judged with its other half. */
  private static boolean isHarmless(String text, int at) {
    char c = text.charAt(at);
    int codePoint =
        Character.isLowSurrogate(c) && at > 0 ? text.codePointBefore(at + 1) : text.codePointAt(at);
    return !Escaped.isUnsafe(codePoint);
  }
}
