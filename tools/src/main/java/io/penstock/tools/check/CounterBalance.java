package io.penstock.tools.check;

import io.penstock.config.DataDirectory;
import io.penstock.tools.look.Look;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;

/**
 * The equations between counters in short: what can be said without reading the journal again. The
 * audit says more, and takes longer.
 *
 * @param equations how many there are
 * @param residual sum of what is left over in those that fail
 * @param failing those that fail, in words
 * @param open those that a kill left open, in words; a start closes them
 * @param moving how many a live daemon was counting in at each look
 */
public record CounterBalance(
    int equations, long residual, List<String> failing, List<String> open, int moving) {
  private static final long PAUSE_NS = 5_000_000;

  /** Of no daemon. */
  public static final CounterBalance EMPTY = new CounterBalance(0, 0, List.of(), List.of(), 0);

  /**
   * Adds up; while a daemon counts, looks a few times more, 5 ms apart, at most 0.1 s.
   *
   * @param look the first look
   */
  public static CounterBalance of(DataDirectory data, Look look) {
    Supplier<Look> looks =
        new Supplier<>() {
          private Look next = look;

          @Override
          public Look get() {
            Look now = next == null ? Look.atCounters(data) : next;
            next = null;
            return now;
          }
        };
    return of(SeveralLooks.at(looks, () -> LockSupport.parkNanos(PAUSE_NS)).equations());
  }

  private static CounterBalance of(List<Equation> equations) {
    return new CounterBalance(
        equations.size(),
        equations.stream().filter(Equation::fails).mapToLong(e -> Math.abs(e.residual())).sum(),
        inWords(equations, Verdict.FAILS),
        inWords(equations, Verdict.OPEN),
        (int) equations.stream().filter(e -> e.verdict() == Verdict.MOVING).count());
  }

  private static List<String> inWords(List<Equation> equations, Verdict verdict) {
    return equations.stream()
        .filter(equation -> equation.verdict() == verdict)
        .map(e -> e.subject() + ": " + e.text() + ", residual " + e.residual())
        .toList();
  }

  /** Whether nothing is missing. */
  public boolean holds() {
    return failing.isEmpty();
  }
}
