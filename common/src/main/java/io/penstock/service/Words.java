package io.penstock.service;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/** Amounts in a line of status: one unit each. */
public final class Words {
  private static final String[] SIZES = {"B", "KiB", "MiB", "GiB", "TiB", "PiB"};
  private static final DateTimeFormatter TIME_OF_DAY =
      DateTimeFormatter.ofPattern("HH:mm'Z'").withZone(ZoneOffset.UTC);

  private Words() {}

  /** {@code 20,013}. */
  public static String count(long count) {
    return String.format(Locale.ROOT, "%,d", count);
  }

  /** {@code 1.2 GiB}. */
  public static String bytes(long bytes) {
    double amount = bytes;
    int unit = 0;
    while (amount >= 1024 && unit < SIZES.length - 1) {
      amount /= 1024;
      unit++;
    }
    return String.format(
        Locale.ROOT, unit > 0 && amount < 10 ? "%.1f %s" : "%.0f %s", amount, SIZES[unit]);
  }

  /** {@code 5 s}, {@code 14 min}, {@code 3 h}, {@code 2 d}. */
  public static String duration(long nanos) {
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
