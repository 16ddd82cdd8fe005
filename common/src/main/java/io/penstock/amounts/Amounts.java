package io.penstock.amounts;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/** Numbers for people: thousands apart, sizes and durations in the unit that fits. */
public final class Amounts {
  private static final String[] SIZES = {"B", "KiB", "MiB", "GiB", "TiB", "PiB"};

  private static final DateTimeFormatter TIME_OF_DAY =
      DateTimeFormatter.ofPattern("HH:mm'Z'").withZone(ZoneOffset.UTC);

  private Amounts() {}

  /** {@code 1,234,567}. */
  public static String count(long count) {
    return String.format(Locale.ROOT, "%,d", count);
  }

  /** {@code 1.5 MiB}. */
  public static String bytes(long bytes) {
    double amount = bytes;
    int unit = 0;
    while (Math.abs(amount) >= 1024 && unit < SIZES.length - 1) {
      amount /= 1024;
      unit++;
    }
    return unit == 0
        ? bytes + " B"
        : String.format(Locale.ROOT, amount < 10 ? "%.1f %s" : "%.0f %s", amount, SIZES[unit]);
  }

  /** {@code 1 file}, {@code 3 files}. */
  public static String files(long count) {
    return of(count, "file");
  }

  /** {@code 1 datagram}, {@code 1,204 datagrams}: a count of what has a regular plural. */
  public static String of(long count, String noun) {
    return count(count) + " " + noun + (count == 1 ? "" : "s");
  }

  /** {@code 41,210/s}; a dash when not known. */
  public static String rate(double perSecond) {
    return Double.isNaN(perSecond) ? "-" : count(Math.round(perSecond)) + "/s";
  }

  /**
   * A duration that a person waits for or is paged by, rounded up: {@code 0.4 s}, {@code 1 min 45
   * s}, {@code 3 h 5 min}.
   */
  public static String age(long nanos) {
    if (nanos < TimeUnit.MINUTES.toNanos(1)) {
      return nanos == 0 ? "0 s" : String.format(Locale.ROOT, "%.1f s", Math.ceil(nanos / 1e8) / 10);
    }
    long seconds = Math.ceilDiv(nanos, TimeUnit.SECONDS.toNanos(1));
    if (seconds < TimeUnit.HOURS.toSeconds(1)) {
      return seconds / 60 + " min " + seconds % 60 + " s";
    }
    long minutes = Math.ceilDiv(seconds, 60);
    return minutes < TimeUnit.DAYS.toMinutes(1)
        ? minutes / 60 + " h " + minutes % 60 + " min"
        : duration(nanos);
  }

  /** {@code 0.4 s}, {@code 12 min}, {@code 3 h 5 min}, {@code 2 d 4 h}. */
  public static String duration(long nanos) {
    long seconds = TimeUnit.NANOSECONDS.toSeconds(nanos);
    if (seconds < 60) {
      return nanos == 0 ? "0 s" : String.format(Locale.ROOT, "%.1f s", nanos / 1e9);
    }
    long minutes = seconds / 60;
    if (minutes < 60) {
      return minutes + " min";
    }
    long hours = minutes / 60;
    return hours < 24
        ? hours + " h " + minutes % 60 + " min"
        : hours / 24 + " d " + hours % 24 + " h";
  }

  /** In one whole unit: {@code 5 s}, {@code 14 min}, {@code 3 h}, {@code 2 d}. */
  public static String wholeDuration(long nanos) {
    long seconds = TimeUnit.NANOSECONDS.toSeconds(nanos);
    if (seconds < 120) {
      return seconds + " s";
    }
    if (seconds < TimeUnit.HOURS.toSeconds(2)) {
      return seconds / 60 + " min";
    }
    return seconds < TimeUnit.DAYS.toSeconds(2)
        ? TimeUnit.SECONDS.toHours(seconds) + " h"
        : TimeUnit.SECONDS.toDays(seconds) + " d";
  }

  /** {@code 12:04Z}. */
  public static String timeOfDay(long epochMs) {
    return TIME_OF_DAY.format(Instant.ofEpochMilli(epochMs));
  }
}
