package io.penstock.tools.select;

import io.penstock.statsd.Parts;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * A glob over the name of a line, or a regular expression over all of it. Bytes that are not UTF-8
 * count as one character each.
 */
public final class NamePattern {
  /** Matches every line. */
  public static final NamePattern ANY = new NamePattern(null, false);

  private final Pattern pattern;
  private final boolean wholeLine;

  private NamePattern(Pattern pattern, boolean wholeLine) {
    this.pattern = pattern;
    this.wholeLine = wholeLine;
  }

  /**
   * Reads {@code GLOB} or {@code /REGEX/}.
   *
   * @throws java.util.regex.PatternSyntaxException when the expression is none
   */
  public static NamePattern of(String text) {
    boolean isExpression = text.length() > 1 && text.startsWith("/") && text.endsWith("/");
    return isExpression
        ? new NamePattern(Pattern.compile(text.substring(1, text.length() - 1)), true)
        : new NamePattern(Pattern.compile(expressionOf(text), Pattern.DOTALL), false);
  }

  private static String expressionOf(String glob) {
    StringBuilder expression = new StringBuilder();
    int braces = 0;
    for (int i = 0; i < glob.length(); i++) {
      char c = glob.charAt(i);
      int bracket = c == '[' ? glob.indexOf(']', i + 2) : -1;
      if (bracket > 0) {
        String set = glob.substring(i + 1, bracket);
        boolean negated = set.startsWith("!") || set.startsWith("^");
        String members = (negated ? set.substring(1) : set).replaceAll("[\\[\\]\\\\^&]", "\\\\$0");
        expression.append(negated ? "[^" : "[").append(members).append(']');
        i = bracket;
        continue;
      }
      switch (c) {
        case '*' -> expression.append(".*");
        case '?' -> expression.append('.');
        case '{' -> {
          braces++;
          expression.append("(?:");
        }
        case '}' -> expression.append(braces > 0 ? ")" : "\\}");
        case ',' -> expression.append(braces > 0 ? "|" : ",");
        default -> expression.append(Pattern.quote(String.valueOf(c)));
      }
      if (c == '}' && braces > 0) {
        braces--;
      }
    }
    return expression.toString();
  }

  /** Whether a line matches. */
  public boolean matches(UnsafeBuffer buffer, int offset, int length) {
    if (pattern == null) {
      return true;
    }
    int limit = offset + length;
    int end = wholeLine ? limit : Parts.endOfName(buffer, offset, limit);
    byte[] bytes = new byte[end - offset];
    buffer.getBytes(offset, bytes);
    Matcher matcher = pattern.matcher(text(bytes));
    return wholeLine ? matcher.find() : matcher.matches();
  }

  private static String text(byte[] bytes) {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException notUtf8) {
      return new String(bytes, StandardCharsets.ISO_8859_1);
    }
  }
}
