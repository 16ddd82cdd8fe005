package io.penstock.tools.check;

import io.penstock.counters.CounterFile;
import io.penstock.counters.ReaderCounter;
import io.penstock.counters.ReaderState;
import io.penstock.journal.Position;
import io.penstock.journal.ReaderFile;
import java.util.ArrayList;
import java.util.List;

/**
 * The equations of one reader, from its position and its counters.
 *
 * <p>What is pending and in doubt is in no counter but follows from the others; so these two are
 * checked by their sign, and after a clean end by their being nothing.
 */
final class ReaderBalance {
  private ReaderBalance() {}

  static List<Equation> of(String name, ReaderFile reader) {
    CounterFile counters = reader.counters();
    Position position = reader.position();
    List<Equation> equations = new ArrayList<>();
    equations.add(
        new Equation(
            name,
            "position - start = committed + lost + expired",
            "datagrams",
            position.number() - position.startNumber(),
            position.datagrams() + position.lost() + position.expired(),
            "committed %d + lost %d + expired %d"
                .formatted(position.datagrams(), position.lost(), position.expired())));
    long routed = counters.get(ReaderCounter.ROUTED_LINES);
    long passedBy = counters.get(ReaderCounter.PASSED_BY_LINES);
    equations.add(
        new Equation(
            name,
            "scanned = routed + passed by",
            "lines",
            counters.get(ReaderCounter.SCANNED_LINES),
            routed + passedBy,
            "routed %d + passed by %d".formatted(routed, passedBy)));
    addHandOvers(name, reader, position, routed, equations);
    return equations;
  }

  private static void addHandOvers(
      String name, ReaderFile reader, Position position, long routed, List<Equation> equations) {
    CounterFile counters = reader.counters();
    long accepted = counters.get(ReaderCounter.ACCEPTED_LINES);
    long rejected = counters.get(ReaderCounter.REJECTED_TOO_BIG_LINES);
    long repeated = counters.get(ReaderCounter.REPEATED_LINES);
    long discarded = counters.get(ReaderCounter.DISCARDED_LINES);
    boolean ended = hasEnded(counters);
    long pending = openTerm(routed - accepted - rejected - discarded, ended);
    long inDoubt = openTerm(accepted - position.lines() - repeated, ended);
    equations.add(
        new Equation(
            name,
            "routed = accepted + rejected + pending + discarded",
            "lines",
            routed,
            accepted + rejected + pending + discarded,
            "accepted %d + rejected %d + pending %d + discarded %d"
                .formatted(accepted, rejected, pending, discarded)));
    equations.add(
        new Equation(
            name,
            "accepted = committed + in doubt + repeated",
            "lines",
            accepted,
            position.lines() + inDoubt + repeated,
            "committed %d + in doubt %d + repeated %d"
                .formatted(position.lines(), inDoubt, repeated)));
  }

  private static long openTerm(long remainder, boolean ended) {
    return ended ? 0 : Math.max(0, remainder);
  }

  private static boolean hasEnded(CounterFile counters) {
    long state = counters.get(ReaderCounter.STATE);
    return state == ReaderState.STOPPED.ordinal() || state == ReaderState.RETIRED.ordinal();
  }
}
