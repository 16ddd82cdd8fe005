package io.penstock.tools.check;

import io.penstock.amounts.Amounts;
import io.penstock.tools.screen.Table;
import java.util.ArrayList;
import java.util.List;

/** A balance as lines of text for a terminal of some width. */
final class BalanceText {
  private BalanceText() {}

  static List<String> lines(Balance balance, int width) {
    Table table =
        new Table()
            .words("COUNTED BY", 5)
            .words("EQUATION", 4)
            .numbers("LEFT", 2)
            .numbers("RIGHT", 1)
            .numbers("RESIDUAL", 7)
            .words("VERDICT", 6)
            .words("NOTE", 0);
    for (Equation equation : balance.equations()) {
      table.row(
          equation.subject(),
          equation.text(),
          equation.leftText(),
          equation.rightText(),
          equation.residualText(),
          equation.verdict().label(),
          equation.note());
    }
    List<String> lines = new ArrayList<>(table.lines(width));
    lines.add("");
    lines.add(Table.clip(audited(balance), width));
    balance.faults().forEach(fault -> lines.add("cannot read " + fault));
    lines.add(conclusion(balance));
    return lines;
  }

  private static String audited(Balance balance) {
    return "audited "
        + Amounts.count(balance.lines())
        + " lines of "
        + Amounts.count(balance.datagrams())
        + " datagrams in "
        + Amounts.count(balance.auditMs())
        + " ms; damaged records: "
        + Amounts.count(balance.damagedRecords());
  }

  private static String conclusion(Balance balance) {
    long failing = balance.equations().stream().filter(Equation::fails).count();
    if (failing > 0) {
      return failing == 1 ? "1 equation FAILS" : failing + " equations FAIL";
    }
    long notZero =
        balance.equations().stream().filter(one -> one.verdict() != Verdict.HOLDS).count();
    return notZero == 0
        ? "balanced: every residual is zero"
        : "balanced; " + notZero + " equations could not be verified (see NOTE)";
  }
}
