package io.penstock.tools.check;

import io.penstock.amounts.Amounts;
import io.penstock.counters.IngestCounter;
import io.penstock.counters.ReaderCounter;
import io.penstock.counters.ReaderState;
import io.penstock.journal.record.Losses;
import io.penstock.reader.Position;
import io.penstock.tools.look.Counts;
import io.penstock.tools.look.IngestLook;
import io.penstock.tools.look.Life;
import io.penstock.tools.look.Look;
import io.penstock.tools.look.LossText;
import io.penstock.tools.look.ReaderLook;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * The equations between counters, of one look at the files. Pure.
 *
 * <p>What is in doubt and what is pending is in no counter: it is what the others leave, zero or
 * more; zero after a clean end, since that turns it into repeated and discarded.
 */
final class CounterEquations {
  static final String RECEIVED = "received = appended + dropped";
  static final String POSITION = "position - start = committed + lost + expired";
  static final String SCANNED = "scanned = routed + passed by + filtered";
  static final String ACCEPTED = "accepted = committed + in doubt + repeated";
  static final String ROUTED = "routed = accepted + rejected + pending + discarded";

  /** A record has no more lines than bytes. */
  private static final long RECORD_LINES_MAX = 256 * 1024;

  private CounterEquations() {}

  static List<Equation> of(Look look) {
    List<Equation> equations = new ArrayList<>();
    look.ingest().ifPresent(ingest -> equations.add(received(ingest)));
    for (ReaderLook reader : look.readers()) {
      equations.add(position(reader));
      equations.add(scanned(reader));
      equations.add(accepted(reader));
      equations.add(routed(reader));
    }
    return equations;
  }

  private static Equation received(IngestLook ingest) {
    Counts<IngestCounter> counts = ingest.counts();
    long appended = counts.get(IngestCounter.NEXT_NUMBER) - counts.get(IngestCounter.BASE_NUMBER);
    long dropped = 0;
    for (IngestCounter counter : IngestCounter.values()) {
      if (counter.name().startsWith("DROPPED_")) {
        dropped += counts.get(counter);
      }
    }
    Equation equation =
        Equation.of(
            "ingest",
            RECEIVED,
            counts.get(IngestCounter.RECEIVED_DATAGRAMS),
            appended + dropped,
            "dropped " + dropped + notCountable(counts));
    return equation.residual() > 0 && ingest.life() == Life.DEAD
        ? equation.with(
            Verdict.OPEN, "in flight when it was killed; dropped_crash at the next start")
        : equation;
  }

  /**
   * What clients sent while no ingest listened is in no counter: only how long that was is known.
   */
  private static String notCountable(Counts<IngestCounter> counts) {
    long times = counts.get(IngestCounter.AWAY_TIMES);
    return times == 0
        ? ""
        : "; not countable: away "
            + Amounts.duration(TimeUnit.MILLISECONDS.toNanos(counts.get(IngestCounter.AWAY_MS)))
            + (times == 1 ? ", once" : ", " + times + " times");
  }

  private static Equation position(ReaderLook reader) {
    Position position = reader.position();
    Losses lost = position.lost();
    return Equation.of(
        reader.name(),
        POSITION,
        position.number() - position.startNumber(),
        position.datagrams() + lost.total() + position.expired(),
        "lost "
            + lost.total()
            + (lost.total() > 0 ? " (" + LossText.of(lost) + ")" : "")
            + ", expired "
            + position.expired());
  }

  private static Equation scanned(ReaderLook reader) {
    Counts<ReaderCounter> counts = reader.counts();
    long filtered = counts.get(ReaderCounter.FILTERED_LINES);
    Equation equation =
        Equation.of(
            reader.name(),
            SCANNED,
            counts.get(ReaderCounter.SCANNED_LINES),
            counts.get(ReaderCounter.ROUTED_LINES)
                + counts.get(ReaderCounter.PASSED_BY_LINES)
                + counts.get(ReaderCounter.FILTERED_LINES),
            filtered == 0 ? "" : "filtered " + filtered);
    boolean cutOff = equation.residual() < 0 && -equation.residual() <= RECORD_LINES_MAX;
    return cutOff && reader.life() == Life.DEAD
        ? equation.with(Verdict.OPEN, "killed while it counted a record; mended at the next start")
        : equation;
  }

  private static Equation accepted(ReaderLook reader) {
    Counts<ReaderCounter> counts = reader.counts();
    long accepted = counts.get(ReaderCounter.ACCEPTED_LINES);
    long repeated = counts.get(ReaderCounter.REPEATED_LINES);
    long counted = reader.position().lines() + repeated;
    long inDoubt = derived(reader, accepted - counted);
    return Equation.of(
        reader.name(),
        ACCEPTED,
        accepted,
        counted + inDoubt,
        "in doubt " + inDoubt + ", repeated " + repeated);
  }

  private static Equation routed(ReaderLook reader) {
    Counts<ReaderCounter> counts = reader.counts();
    long routed = counts.get(ReaderCounter.ROUTED_LINES);
    long rejected = counts.get(ReaderCounter.REJECTED_TOO_BIG_LINES);
    long discarded = counts.get(ReaderCounter.DISCARDED_LINES);
    long counted = counts.get(ReaderCounter.ACCEPTED_LINES) + rejected + discarded;
    long pending = derived(reader, routed - counted);
    return Equation.of(
        reader.name(),
        ROUTED,
        routed,
        counted + pending,
        "pending " + pending + ", rejected " + rejected + ", discarded " + discarded);
  }

  private static long derived(ReaderLook reader, long left) {
    return hasEndedCleanly(reader) ? 0 : Math.max(0, left);
  }

  /** Its word for it, since a worker that has just started has no heartbeat either. */
  static boolean hasEndedCleanly(ReaderLook reader) {
    long state = reader.counts().get(ReaderCounter.STATE);
    return reader.life() != Life.ALIVE
        && (state == ReaderState.STOPPED.ordinal() || state == ReaderState.RETIRED.ordinal());
  }
}
