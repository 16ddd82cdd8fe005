package io.penstock.tools.status;

import java.util.ArrayList;
import java.util.List;

/**
 * A report held against limits. Pure.
 *
 * @param results one for each limit and whom it applies to
 * @param unknown what could not be told, in words
 */
public record Judgement(List<Result> results, List<String> unknown) {

  /**
   * One value and what is to be thought of it.
   *
   * @param subject whose value it is: a reader, {@code ingest}, {@code disk}
   */
  public record Result(Limit limit, String subject, double value, Level level) {}

  /** Holds it against them. */
  public static Judgement of(Report report, List<Limit> limits) {
    List<Result> results = new ArrayList<>();
    List<String> unknown = new ArrayList<>();
    report.faults().forEach(fault -> unknown.add("cannot read " + fault));
    for (Limit limit : limits) {
      var values = limit.measure().values(report);
      if (values.isEmpty()) {
        unknown.add(limit.measure().label() + ": there is nothing to measure yet");
      }
      values.forEach(
          (subject, value) -> results.add(new Result(limit, subject, value, limit.level(value))));
    }
    return new Judgement(results, unknown);
  }

  /** The worst. */
  public Level level() {
    Level worst = unknown.isEmpty() ? Level.OK : Level.UNKNOWN;
    for (Result result : results) {
      worst = worst.or(result.level());
    }
    return worst;
  }

  /** What is wrong, the worst first, in words. */
  public List<String> problems() {
    List<String> problems = new ArrayList<>();
    for (Level level : List.of(Level.CRITICAL, Level.WARNING)) {
      for (Result result : results) {
        if (result.level() == level) {
          problems.add(inWords(result));
        }
      }
    }
    problems.addAll(unknown);
    return problems;
  }

  private static String inWords(Result result) {
    Measure measure = result.limit().measure();
    if (measure == Measure.ALIVE) {
      return result.subject() + " is not alive";
    }
    double limit =
        result.level() == Level.CRITICAL ? result.limit().critical() : result.limit().warning();
    return result.subject()
        + " "
        + measure.label()
        + " "
        + number(result.value())
        + measure.unit()
        + " (limit "
        + number(limit)
        + measure.unit()
        + ")";
  }

  /** As monitoring systems read it: no blanks, no exponent, no more digits than there are. */
  static String number(double value) {
    return value == Math.rint(value)
        ? String.format(java.util.Locale.ROOT, "%.0f", value)
        : String.format(java.util.Locale.ROOT, "%.3f", value);
  }
}
