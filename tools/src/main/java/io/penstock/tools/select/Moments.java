package io.penstock.tools.select;

import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Points in time as people write them, in nanoseconds since 1970.
 *
 * <pre>
 *   2026-11-25T13:05:00Z  2026-11-25T13:05+01:00   ISO-8601 with its zone
 *   2026-11-25T13:05:00   2026-11-25 13:05         without: the zone of this host
 *   2026-11-25            13:05                    midnight; today
 *   10m  -10m  1h30m  2d                           so long ago
 *   1764075900  1764075900123                      epoch: seconds, milliseconds (ns by their length)
 *   now
 * </pre>
 */
public final class Moments {
  private static final Pattern AGO = Pattern.compile("-?((?:\\d+(?:ms|min|[smhd]))+)");
  private static final Pattern AMOUNT = Pattern.compile("(\\d+)(ms|min|[smhd])");
  private static final Pattern EPOCH = Pattern.compile("\\d{9,19}(?:\\.\\d{1,9})?");
  private static final long NANOS_PER_SECOND = 1_000_000_000L;

  /** 2255; what is longer than this many seconds is milliseconds, and so on by thousands. */
  private static final long EPOCH_SECONDS_MAX = 9_000_000_000L;

  private final Instant now;
  private final ZoneId zone;

  /** Parses times relative to this moment and zone. */
  public Moments(Instant now, ZoneId zone) {
    this.now = now;
    this.zone = zone;
  }

  /** Reads times as of now, in the zone of this host. */
  public static Moments ofNow() {
    return new Moments(Instant.now(), ZoneId.systemDefault());
  }

  /**
   * The time that a text means, epoch ns.
   *
   * @throws IllegalArgumentException saying what was expected
   */
  public long epochNs(String text) {
    String given = text.strip();
    try {
      if (given.equals("now")) {
        return epochNs(now);
      }
      if (EPOCH.matcher(given).matches()) {
        return epoch(given);
      }
      Matcher ago = AGO.matcher(given);
      if (ago.matches()) {
        return Math.subtractExact(epochNs(now), nanos(ago.group(1)));
      }
      return epochNs(
          calendar(given).orElseThrow(() -> new IllegalArgumentException(expected(text))));
    } catch (ArithmeticException tooFar) {
      throw new IllegalArgumentException("'" + text + "' is too far away", tooFar);
    }
  }

  /**
   * A duration such as {@code 10m} or {@code 1h30m}, in nanoseconds.
   *
   * @throws IllegalArgumentException saying what was expected
   */
  public static long durationNs(String text) {
    Matcher duration = AGO.matcher(text.strip());
    if (!duration.matches() || text.strip().startsWith("-")) {
      throw new IllegalArgumentException(
          "'" + text + "' is not a duration such as 30s, 10m, 1h30m or 2d");
    }
    return nanos(duration.group(1));
  }

  private static long nanos(String amounts) {
    long sum = 0;
    for (Matcher amount = AMOUNT.matcher(amounts); amount.find(); ) {
      long unit =
          switch (amount.group(2)) {
            case "ms" -> NANOS_PER_SECOND / 1_000;
            case "s" -> NANOS_PER_SECOND;
            case "m", "min" -> 60 * NANOS_PER_SECOND;
            case "h" -> 3_600 * NANOS_PER_SECOND;
            default -> 86_400 * NANOS_PER_SECOND;
          };
      try {
        sum = Math.addExact(sum, Math.multiplyExact(Long.parseLong(amount.group(1)), unit));
      } catch (NumberFormatException | ArithmeticException tooLong) {
        throw new IllegalArgumentException("'" + amounts + "' is too long", tooLong);
      }
    }
    return sum;
  }

  private static long epoch(String text) {
    int point = text.indexOf('.');
    long whole = Long.parseLong(point < 0 ? text : text.substring(0, point));
    long unit = NANOS_PER_SECOND;
    for (long limit = EPOCH_SECONDS_MAX; unit > 1 && whole > limit; limit *= 1_000) {
      unit /= 1_000;
    }
    double fraction = point < 0 ? 0 : Double.parseDouble("0" + text.substring(point));
    return Math.addExact(Math.multiplyExact(whole, unit), Math.round(fraction * unit));
  }

  private Optional<Instant> calendar(String text) {
    String iso = text.replaceFirst("^(\\d{4}-\\d{2}-\\d{2}) (\\d)", "$1T$2");
    List<Function<String, Instant>> forms =
        List.of(
            form -> OffsetDateTime.parse(form).toInstant(),
            form -> ZonedDateTime.parse(form).toInstant(),
            form -> LocalDateTime.parse(form).atZone(zone).toInstant(),
            form -> LocalDate.parse(form).atStartOfDay(zone).toInstant(),
            form ->
                LocalTime.parse(form)
                    .atDate(LocalDate.ofInstant(now, zone))
                    .atZone(zone)
                    .toInstant());
    for (Function<String, Instant> form : forms) {
      try {
        return Optional.of(form.apply(iso));
      } catch (DateTimeParseException notThisOne) {
        // the next
      }
    }
    return Optional.empty();
  }

  private static String expected(String text) {
    return "'"
        + text
        + "' is not a time; expected 2026-11-25T13:05:00Z, 13:05, 10m (ago),"
        + " seconds or milliseconds since 1970, or now";
  }

  /** An instant in epoch ns. */
  public static long epochNs(Instant instant) {
    return Math.addExact(
        Math.multiplyExact(instant.getEpochSecond(), NANOS_PER_SECOND), instant.getNano());
  }

  /** The instant of epoch ns. */
  public static Instant instant(long epochNs) {
    return Instant.ofEpochSecond(
        Math.floorDiv(epochNs, NANOS_PER_SECOND), Math.floorMod(epochNs, NANOS_PER_SECOND));
  }
}
