package io.penstock.tools.pause;

import io.penstock.tools.select.Moments;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * Reads a time that is yet to come, epoch ms: a duration counts from now, a time of day is next.
 */
final class UntilOption implements ITypeConverter<Long> {
  private static final long NANOS_PER_MS = 1_000_000;

  private final Instant now;
  private final Moments moments;

  /** Made by picocli. */
  UntilOption() {
    this(Instant.now(), ZoneId.systemDefault());
  }

  /** Parses times relative to this moment and zone. */
  UntilOption(Instant now, ZoneId zone) {
    this.now = now;
    this.moments = new Moments(now, zone);
  }

  @Override
  public Long convert(String text) {
    long untilMs;
    try {
      untilMs = epochMs(text.strip());
    } catch (IllegalArgumentException e) {
      throw new TypeConversionException(e.getMessage());
    }
    if (untilMs <= now.toEpochMilli()) {
      throw new TypeConversionException("'" + text + "' has passed already");
    }
    return untilMs;
  }

  private long epochMs(String text) {
    if (text.matches("(\\d+(ms|min|[smhd]))+")) {
      return now.toEpochMilli() + Moments.durationNs(text) / NANOS_PER_MS;
    }
    long untilMs = moments.epochNs(text) / NANOS_PER_MS;
    boolean isTimeOfDay = text.matches("\\d{1,2}:\\d{2}(:\\d{2})?");
    return isTimeOfDay && untilMs <= now.toEpochMilli()
        ? untilMs + Duration.ofDays(1).toMillis()
        : untilMs;
  }
}
