package io.penstock.tools.integrity;

import io.penstock.amounts.Amounts;
import io.penstock.journal.Finding;
import io.penstock.tools.screen.Escaped;
import java.util.ArrayList;
import java.util.List;

/** Findings as lines of text, one each, and a conclusion. */
final class DataCheckText {
  private DataCheckText() {}

  static List<String> lines(DataCheck check) {
    List<String> lines = new ArrayList<>();
    for (Finding finding : check.findings()) {
      lines.add(line(check, finding));
    }
    if (!lines.isEmpty()) {
      lines.add("");
    }
    lines.add(
        "checked "
            + check.journal().files()
            + (check.journal().files() == 1 ? " roll file, " : " roll files, ")
            + Amounts.bytes(check.journal().bytes())
            + ", and "
            + check.readers().size()
            + (check.readers().size() == 1 ? " reader" : " readers")
            + (check.isDeep() ? "" : "; --deep checks every file"));
    lines.add(conclusion(check));
    return lines;
  }

  static String line(DataCheck check, Finding finding) {
    StringBuilder line = new StringBuilder();
    line.append(String.format("%-12s ", finding.code().label()));
    line.append(Escaped.of(check.data().root().relativize(finding.file()).toString()));
    if (finding.position() >= 0) {
      line.append(" at byte ").append(finding.position());
    }
    if (finding.to() > finding.from()) {
      line.append(", numbers ")
          .append(finding.from())
          .append(" to ")
          .append(finding.to() - 1)
          .append(" (")
          .append(Amounts.count(finding.to() - finding.from()))
          .append(')');
    }
    line.append(": ").append(finding.code().words());
    if (!finding.note().isEmpty()) {
      line.append(" (").append(Escaped.of(finding.note())).append(')');
    }
    return line.toString();
  }

  private static String conclusion(DataCheck check) {
    long damages = check.damages();
    long gone = check.goneFrom(0);
    String numbers =
        gone == 0 ? "" : "; " + Amounts.count(gone) + " datagrams cannot be read any more";
    if (damages > 0) {
      return (damages == 1 ? "damage in 1 place" : "damage in " + damages + " places")
          + numbers
          + "; penstock repair says what to do";
    }
    return (check.findings().isEmpty() ? "OK: no damage found" : "OK: no damage found, with notes")
        + numbers;
  }
}
