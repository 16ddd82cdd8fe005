package io.penstock.config;

import io.penstock.amounts.Units;

/**
 * An amount of a disk: the smaller of a size and a share of the whole, so that one default serves
 * large disks and small ones.
 *
 * @param bytes the size; {@link Long#MAX_VALUE} when only a share was given
 * @param percent the share; 100 when only a size was given
 */
public record FreeSpace(long bytes, double percent) {
  private static final int PERCENT_MAX = 50;

  /** Checks the range of the share. */
  public FreeSpace {
    if (bytes < 0 || percent < 0 || percent > 100) {
      throw new IllegalArgumentException("no amount of a disk: " + bytes + " or " + percent + "%");
    }
  }

  /** The amount on a disk of that size. */
  public long of(long diskBytes) {
    return Math.min(bytes, (long) (diskBytes * (percent / 100)));
  }

  /**
   * Reads {@code 2GiB}, {@code 10%} or {@code 2GiB or 10%}, which is the smaller of both.
   *
   * @throws IllegalArgumentException saying what was expected
   */
  static FreeSpace parse(String text) {
    String[] parts = text.split("\\s+or\\s+", 2);
    String last = parts[parts.length - 1];
    if (parts.length == 2) {
      return new FreeSpace(size(parts[0], text), share(last, text));
    }
    return last.endsWith("%")
        ? new FreeSpace(Long.MAX_VALUE, share(last, text))
        : new FreeSpace(size(last, text), 100);
  }

  private static long size(String part, String text) {
    try {
      return Units.bytes(part);
    } catch (IllegalArgumentException e) {
      throw unclear(text, e);
    }
  }

  private static double share(String part, String text) {
    try {
      if (part.endsWith("%")) {
        double percent = Double.parseDouble(part.substring(0, part.length() - 1));
        if (percent >= 0 && percent <= PERCENT_MAX) {
          return percent;
        }
      }
      throw unclear(text, null);
    } catch (NumberFormatException e) {
      throw unclear(text, e);
    }
  }

  private static IllegalArgumentException unclear(String text, Exception cause) {
    return new IllegalArgumentException(
        "expected a size, a share of the disk up to "
            + PERCENT_MAX
            + "%, or the smaller of both, such as 2GiB or 10%, not '"
            + text
            + "'",
        cause);
  }
}
