package io.penstock.tools.integrity;

import io.penstock.amounts.Amounts;
import io.penstock.journal.Finding;
import io.penstock.tools.screen.Escaped;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A plan as lines of text. */
final class RepairText {
  private RepairText() {}

  static List<String> lines(RepairPlan plan) {
    List<String> lines = new ArrayList<>();
    if (plan.isEmpty()) {
      lines.add("Nothing to repair.");
      return lines;
    }
    int number = 1;
    for (RepairStep step : plan.steps()) {
      lines.add(number++ + ". " + step(plan, step));
    }
    if (!plan.remains().isEmpty()) {
      lines.add("Not repairable by renaming; readers skip and count it:");
      for (Finding finding : plan.remains()) {
        lines.add("   " + DataCheckText.line(plan.check(), finding));
      }
    }
    for (RepairPlan.Cost cost : plan.costs()) {
      lines.add(cost(cost));
    }
    return lines;
  }

  private static String step(RepairPlan plan, RepairStep step) {
    return switch (step) {
      case RepairStep.SetAside aside ->
          "rename "
              + name(plan, aside.file())
              + " to "
              + Escaped.of(aside.target().getFileName().toString())
              + " ("
              + aside.reason()
              + ")";
      case RepairStep.MakeMetadata make ->
          "make an empty " + name(plan, make.file()) + " (" + make.reason() + ")";
      case RepairStep.Rebuild rebuild ->
          rebuild.number().isPresent()
              ? "create "
                  + rebuild.reader()
                  + " again at datagram "
                  + rebuild.number().getAsLong()
                  + " ("
                  + rebuild.reason()
                  + ")"
              : "leave " + rebuild.reader() + " to its worker (" + rebuild.reason() + ")";
    };
  }

  private static String name(RepairPlan plan, Path file) {
    return Escaped.of(plan.check().data().root().relativize(file).toString());
  }

  private static String cost(RepairPlan.Cost cost) {
    return cost.reader()
        + ": loses "
        + Amounts.count(cost.lost())
        + " datagrams, may repeat "
        + (cost.repeatedMax() == 0 ? "none" : "up to " + Amounts.count(cost.repeatedMax()));
  }
}
