package io.penstock.tools.look;

import io.penstock.amounts.Amounts;
import io.penstock.journal.record.Losses;
import java.util.StringJoiner;

/** Losses by reason in words: {@code retention 1,200, corrupt 3}; empty when there are none. */
public final class LossText {
  private LossText() {}

  /** Only the reasons that there are. */
  public static String of(Losses lost) {
    StringJoiner reasons = new StringJoiner(", ");
    add(reasons, "retention", lost.retention());
    add(reasons, "corrupt", lost.corrupt());
    add(reasons, "missing", lost.missing());
    return reasons.toString();
  }

  private static void add(StringJoiner reasons, String reason, long datagrams) {
    if (datagrams != 0) {
      reasons.add(reason + " " + Amounts.count(datagrams));
    }
  }
}
