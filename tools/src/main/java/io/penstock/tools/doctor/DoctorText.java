package io.penstock.tools.doctor;

import io.penstock.tools.screen.Prose;
import java.util.ArrayList;
import java.util.List;

/** Findings as paragraphs: the bad ones first and with their remedy, the fine ones a line each. */
final class DoctorText {
  private static final int INDENT = 4;
  private static final String BOLD_RED = "\u001b[1;31m";
  private static final String YELLOW = "\u001b[33m";
  private static final String OFF = "\u001b[0m";

  private DoctorText() {}

  static List<String> lines(List<Finding> findings, int width, boolean colours) {
    List<String> lines = new ArrayList<>();
    for (Severity severity : List.of(Severity.ERROR, Severity.WARNING)) {
      for (Finding finding : findings) {
        if (finding.severity() == severity) {
          paragraph(finding, width, colours, lines);
        }
      }
    }
    for (Finding finding : findings) {
      if (finding.severity() == Severity.FINE) {
        lines.addAll(Prose.lines("ok " + finding.topic() + ": " + finding.text(), width, INDENT));
      }
    }
    lines.add("");
    lines.addAll(Prose.lines(summary(findings), width, 0));
    return lines;
  }

  private static void paragraph(Finding finding, int width, boolean colours, List<String> lines) {
    String word = finding.severity() == Severity.ERROR ? "ERROR" : "warning";
    List<String> text =
        Prose.lines(word + " " + finding.topic() + ": " + finding.text(), width, INDENT);
    if (colours) {
      String colour = finding.severity() == Severity.ERROR ? BOLD_RED : YELLOW;
      text.set(0, text.getFirst().replaceFirst("^" + word, colour + word + OFF));
    }
    lines.addAll(text);
    if (!finding.remedy().isEmpty()) {
      String margin = " ".repeat(Math.min(INDENT, width / 4));
      Prose.lines("-> " + finding.remedy(), width - margin.length(), INDENT - 1)
          .forEach(line -> lines.add(margin + line));
    }
    lines.add("");
  }

  private static String summary(List<Finding> findings) {
    long errors = findings.stream().filter(f -> f.severity() == Severity.ERROR).count();
    long warnings = findings.stream().filter(f -> f.severity() == Severity.WARNING).count();
    return errors + warnings == 0
        ? "No problems found."
        : errors
            + (errors == 1 ? " error, " : " errors, ")
            + warnings
            + (warnings == 1 ? " warning." : " warnings.");
  }
}
