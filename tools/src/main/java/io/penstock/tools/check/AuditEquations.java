package io.penstock.tools.check;

import io.penstock.audit.Tally;
import io.penstock.journal.NumberRange;
import io.penstock.reader.Position;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * The equations between the journal, recounted, and a reader's committed position. Pure.
 *
 * <p>Each number that was not found must be one that the reader counts as lost. Of those that are
 * left it had taken what the journal does not have any more: they are deleted, or a power cut took
 * them behind its back. These datagrams cannot be proven, and no more than these are excused:
 * counts that could not come from them fail, and so does damage in what was read.
 */
final class AuditEquations {
  static final String LINES = "audit: lines in journal = committed + rejected + filtered";
  static final String DATAGRAMS = "audit: datagrams in journal = committed + expired";
  static final String BYTES = "audit: bytes in journal = committed + expired";
  static final String LOST = "audit: numbers missing in journal = lost";

  static final String CONTENT =
      "audit: content of lines in journal = committed + rejected + filtered";

  private static final long DATAGRAM_BYTES_MAX = 65_535;
  private static final int RANGES_SHOWN = 3;

  private AuditEquations() {}

  /**
   * Compares.
   *
   * @param reasons why numbers of a range were never audited, as far as the ledger says it
   */
  static List<Equation> of(
      String reader,
      Position position,
      Tally tally,
      Function<NumberRange, Optional<String>> reasons) {
    long unproven = tally.lost() - position.lost().total();
    boolean isExcused = unproven > 0 && unproven <= tally.lost() - tally.corrupt();
    Compared compared = new Compared(reader, isExcused ? note(unproven, tally, reasons) : "");
    long missingBytes = position.bytes() - tally.bytes();
    long missingLines =
        position.lines() + position.rejectedLines() + position.filteredLines() - tally.lines();
    return List.of(
        compared.equation(
            LINES,
            tally.lines(),
            tally.lines() + missingLines,
            isExcused && missingLines >= 0 && missingLines <= missingBytes),
        compared.equation(
            DATAGRAMS,
            tally.datagrams(),
            position.datagrams() + position.expired(),
            isExcused && tally.datagrams() + unproven == position.datagrams() + position.expired()),
        compared.equation(
            BYTES,
            tally.bytes(),
            position.bytes(),
            isExcused && missingBytes >= 0 && missingBytes <= unproven * DATAGRAM_BYTES_MAX),
        compared.equation(LOST, tally.lost(), position.lost().total(), isExcused),
        content(compared, position, tally, isExcused));
  }

  /** Sums of hashes: they are equal or they differ, and by how much means nothing. */
  private static Equation content(
      Compared compared, Position position, Tally tally, boolean isExcused) {
    long begin = position.contentFromNumber();
    Equation equation =
        Equation.of(
            Equation.Kind.CONTENT,
            compared.reader(),
            CONTENT,
            tally.content(),
            position.contentSum(),
            begin == position.startNumber() ? "" : "kept from number " + begin + " on");
    if (equation.fails() && isExcused) {
      return equation.with(Verdict.UNPROVEN, compared.note());
    }
    return equation.fails() && !tally.isContentKnown()
        ? equation.with(Verdict.UNPROVEN, "counted before in files that began before " + begin)
        : equation;
  }

  /** The journal lost them, or what deletes had them, after the reader took them. */
  private static String note(
      long unproven, Tally tally, Function<NumberRange, Optional<String>> reasons) {
    StringBuilder note = new StringBuilder();
    note.append(unproven).append(" datagrams cannot be proven: the journal has no longer ");
    List<NumberRange> ranges = tally.missing();
    for (int i = 0; i < Math.min(ranges.size(), RANGES_SHOWN); i++) {
      NumberRange range = ranges.get(i);
      note.append(i == 0 ? "numbers " : ", ").append(range.from()).append(" to ");
      note.append(range.to() - 1);
      reasons.apply(range).ifPresent(reason -> note.append(" (").append(reason).append(')'));
    }
    return note.append(ranges.size() > RANGES_SHOWN ? " …" : "").toString();
  }

  /** Compares for one reader. */
  private record Compared(String reader, String note) {
    Equation equation(String text, long recounted, long committed, boolean isExcused) {
      Equation equation = Equation.of(reader, text, recounted, committed, "");
      return equation.fails() && isExcused ? equation.with(Verdict.UNPROVEN, note) : equation;
    }
  }
}
