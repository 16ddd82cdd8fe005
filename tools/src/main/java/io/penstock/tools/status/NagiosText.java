package io.penstock.tools.status;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * A judgement as a plugin of Nagios, Icinga or Checkmk prints it: one line to show, the values
 * behind a bar, then a line for each further problem.
 *
 * <p>Source: the Monitoring Plugins Development Guidelines, "Plugin Output" and "Performance data".
 */
final class NagiosText {
  private NagiosText() {}

  static List<String> lines(Judgement judgement) {
    List<String> problems =
        judgement.problems().stream().map(problem -> problem.replace('|', '/')).toList();
    String values =
        judgement.results().stream().map(NagiosText::value).collect(Collectors.joining(" "));
    List<String> lines = new ArrayList<>();
    lines.add(
        "PENSTOCK "
            + judgement.level()
            + " - "
            + (problems.isEmpty()
                ? judgement.results().size() + " values within limits"
                : problems.getFirst())
            + (problems.size() > 1 ? " and " + (problems.size() - 1) + " more" : "")
            + (values.isEmpty() ? "" : " | " + values));
    problems.stream().skip(1).forEach(lines::add);
    return lines;
  }

  private static String value(Judgement.Result result) {
    Measure measure = result.limit().measure();
    String label = measure.label() + "_" + result.subject();
    boolean isLowWorse = measure == Measure.FREE;
    return "'"
        + label.replace('\'', '_').replace('=', '_')
        + "'="
        + Judgement.number(result.value())
        + measure.unit()
        + ";"
        + range(result.limit().warning(), isLowWorse)
        + ";"
        + range(result.limit().critical(), isLowWorse)
        + ";0;";
  }

  /** A range is what does not raise an alarm: {@code 60}, or {@code 60:} where less is worse. */
  private static String range(double limit, boolean isLowWorse) {
    return Double.isNaN(limit) ? "" : Judgement.number(limit) + (isLowWorse ? ":" : "");
  }
}
