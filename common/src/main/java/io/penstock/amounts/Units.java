package io.penstock.amounts;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Sizes and durations as people write them: {@code 64MiB}, {@code 64MB}, {@code 250ms}. */
public final class Units {
  private static final Pattern QUANTITY = Pattern.compile("(\\d+)\\s*([A-Za-zµ]*)");
  private static final Pattern SHORT = Pattern.compile("(\\d+)\\s*([KMGTkmgt])");
  private static final Map<String, Long> BYTES = new LinkedHashMap<>();
  private static final Map<String, Long> NANOS = new LinkedHashMap<>();

  static {
    BYTES.put("", 1L);
    BYTES.put("b", 1L);
    BYTES.put("kib", 1L << 10);
    BYTES.put("mib", 1L << 20);
    BYTES.put("gib", 1L << 30);
    BYTES.put("tib", 1L << 40);
    BYTES.put("kb", 1_000L);
    BYTES.put("mb", 1_000_000L);
    BYTES.put("gb", 1_000_000_000L);
    BYTES.put("tb", 1_000_000_000_000L);
    NANOS.put("ns", 1L);
    NANOS.put("us", 1_000L);
    NANOS.put("µs", 1_000L);
    NANOS.put("ms", 1_000_000L);
    NANOS.put("s", 1_000_000_000L);
    NANOS.put("m", 60_000_000_000L);
    NANOS.put("min", 60_000_000_000L);
    NANOS.put("h", 3_600_000_000_000L);
    NANOS.put("d", 86_400_000_000_000L);
  }

  private Units() {}

  /**
   * A size in bytes. MiB is 1024², MB is 1000²; case does not matter; a bare number is bytes.
   *
   * @throws IllegalArgumentException saying what was expected
   */
  public static long bytes(String text) {
    return quantity(text, BYTES, "a size such as 64MiB, 64MB or a number of bytes");
  }

  /**
   * A duration in nanoseconds. The unit is never guessed: only zero may stand without one.
   *
   * @throws IllegalArgumentException saying what was expected
   */
  public static long nanos(String text) {
    String expected = "a duration with its unit, such as 250ms, 2s or 1h";
    return text.equals("0") ? 0 : quantity(text, NANOS, expected);
  }

  private static long quantity(String text, Map<String, Long> units, String expected) {
    Matcher matcher = QUANTITY.matcher(text);
    if (matcher.matches()) {
      Long unit = units.get(matcher.group(2).toLowerCase(Locale.ROOT));
      if (unit != null) {
        try {
          return Math.multiplyExact(Long.parseLong(matcher.group(1)), unit);
        } catch (NumberFormatException | ArithmeticException tooLarge) {
          throw new IllegalArgumentException("'" + text + "' is too large", tooLarge);
        }
      }
    }
    throw new IllegalArgumentException(
        "expected " + expected + ", not '" + text + "'" + meant(text, units));
  }

  /** {@code 10G} is no size: which of the two was meant is not guessed, but said. */
  private static String meant(String text, Map<String, Long> units) {
    Matcher amount = SHORT.matcher(text);
    return units == BYTES && amount.matches()
        ? "; did you mean " + amount.group(1) + amount.group(2).toUpperCase(Locale.ROOT) + "iB?"
        : "";
  }

  /** Bytes in the largest binary unit that divides them: {@code 64MiB}, {@code 1432}. */
  public static String bytesText(long bytes) {
    return text(bytes, BYTES, "", "KiB", "MiB", "GiB");
  }

  /** Nanoseconds in the largest unit that divides them: {@code 250ms}, {@code 2s}. */
  public static String nanosText(long nanos) {
    return text(nanos, NANOS, "ns", "us", "ms", "s", "min", "h", "d");
  }

  private static String text(long value, Map<String, Long> units, String... names) {
    if (value == 0) {
      return "0";
    }
    String text = value + names[0];
    for (String name : names) {
      long unit = units.get(name.toLowerCase(Locale.ROOT));
      if (value % unit == 0) {
        text = value / unit + name;
      }
    }
    return text;
  }
}
