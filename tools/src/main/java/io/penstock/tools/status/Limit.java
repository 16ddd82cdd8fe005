package io.penstock.tools.status;

import java.util.ArrayList;
import java.util.List;

/**
 * A measure with its limits.
 *
 * @param measure what
 * @param warning passed is a warning; NaN when only the other counts
 * @param critical passed is an alarm
 */
public record Limit(Measure measure, double warning, double critical) {

  /**
   * Reads {@code lag=60s,lost=0,alive}; two limits, {@code lag=60s:10min}, are warning and alarm.
   *
   * @throws IllegalArgumentException saying what was expected
   */
  public static List<Limit> parseAll(String text) {
    List<Limit> limits = new ArrayList<>();
    for (String part : text.split(",", -1)) {
      limits.add(parse(part.strip()));
    }
    return limits;
  }

  private static Limit parse(String text) {
    String[] sides = text.split("=", 2);
    Measure measure = Measure.parseName(sides[0]);
    if (measure == Measure.ALIVE) {
      if (sides.length > 1) {
        throw new IllegalArgumentException("alive takes no limit");
      }
      return new Limit(measure, Double.NaN, 0);
    }
    if (sides.length < 2) {
      throw new IllegalArgumentException(sides[0] + " needs a limit, such as " + sides[0] + "=0");
    }
    String[] limits = sides[1].split(":", -1);
    if (limits.length > 2) {
      throw new IllegalArgumentException(
          "'" + text + "': expected at most two limits, warning and critical");
    }
    try {
      double critical = measure.parse(limits[limits.length - 1]);
      double warning = limits.length == 2 ? measure.parse(limits[0]) : Double.NaN;
      if (limits.length == 2 && measure.isPassed(warning, critical)) {
        throw new IllegalArgumentException("the warning comes after the alarm");
      }
      return new Limit(measure, warning, critical);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("'" + text + "': " + e.getMessage(), e);
    }
  }

  Level level(double value) {
    if (measure.isPassed(value, critical)) {
      return Level.CRITICAL;
    }
    return !Double.isNaN(warning) && measure.isPassed(value, warning) ? Level.WARNING : Level.OK;
  }
}
