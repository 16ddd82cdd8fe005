package io.penstock.tools.check;

import io.penstock.audit.Tally;
import io.penstock.journal.Position;
import java.util.List;

/** The equations between the journal, recounted, and a reader's committed position. Pure. */
final class AuditEquations {
  static final String LINES = "audit: lines in journal = committed + rejected + filtered";
  static final String DATAGRAMS = "audit: datagrams in journal = committed + expired";
  static final String BYTES = "audit: bytes in journal = committed + expired";
  static final String LOST = "audit: numbers missing in journal = lost";

  private AuditEquations() {}

  static List<Equation> of(Tally tally) {
    Position position = tally.position();
    return List.of(
        equation(
            tally,
            LINES,
            tally.lines(),
            position.lines() + position.rejectedLines() + position.filteredLines()),
        equation(tally, DATAGRAMS, tally.datagrams(), position.datagrams() + position.expired()),
        equation(tally, BYTES, tally.bytes(), position.bytes()),
        equation(tally, LOST, tally.lost() + goneBefore(tally), position.lost().total()));
  }

  /** Numbers before the first that the journal still has, when the reader took none of them. */
  private static long goneBefore(Tally tally) {
    return isAllThere(tally) ? tally.from() - tally.position().startNumber() : 0;
  }

  /** Whether the journal still has all that the reader took: retention may have had the rest. */
  private static boolean isAllThere(Tally tally) {
    Position position = tally.position();
    return tally.isWhole() || tally.datagrams() == position.datagrams() + position.expired();
  }

  private static Equation equation(Tally tally, String text, long recounted, long committed) {
    Equation equation =
        Equation.of(
            tally.reader(),
            text,
            recounted,
            committed,
            "numbers " + tally.from() + " to " + tally.position().number());
    if (!isAllThere(tally) && recounted <= committed) {
      return equation.with(
          Verdict.UNKNOWN,
          "the journal begins at "
              + tally.from()
              + " by now, the reader began at "
              + tally.position().startNumber());
    }
    return equation;
  }
}
