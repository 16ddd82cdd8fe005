package io.penstock.tools.check;

import io.penstock.config.DataDirectory;
import io.penstock.counters.CounterFile;
import io.penstock.tools.look.Life;
import io.penstock.tools.look.Look;
import io.penstock.tools.look.ReaderLook;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;

/**
 * The equations between counters, looked at until each was seen to hold.
 *
 * <p>The counters of a live daemon are read one after another while it counts, so one look may find
 * a difference where there is none. One that really is there stays, and stays the same.
 *
 * <p>A daemon that has just died is taken for alive until its heartbeat is too old, and only then
 * is what it left in flight known to be open. So an equation fails only if it still does after that
 * time.
 */
final class SeveralLooks {
  private static final long PAUSE_NS = 10_000_000;

  /** While the counters move. */
  private static final int LOOKS_MAX = 20;

  /** While an equation fails: until a heartbeat is too old, and once more. */
  private static final int LOOKS_MAX_OF_FAILURE =
      LOOKS_MAX + (int) (TimeUnit.MILLISECONDS.toNanos(CounterFile.ALIVE_MS) / PAUSE_NS);

  private SeveralLooks() {}

  /** What several looks said together, and the last of them. */
  record Result(Look last, List<Equation> equations) {}

  static Result at(DataDirectory data) {
    return at(() -> Look.at(data), () -> LockSupport.parkNanos(PAUSE_NS));
  }

  static Result at(Supplier<Look> looks, Runnable pause) {
    Look look = looks.get();
    List<Equation> equations = CounterEquations.of(look);
    for (int i = 1; i < looksMax(equations) && isAnyAtWork(look); i++) {
      pause.run();
      look = looks.get();
      List<Equation> before = equations;
      equations =
          CounterEquations.of(look).stream().map(equation -> settled(equation, before)).toList();
    }
    return new Result(look, equations);
  }

  private static boolean isAnyAtWork(Look look) {
    return look.ingest().stream().anyMatch(ingest -> ingest.life() == Life.ALIVE)
        || look.readers().stream().anyMatch(SeveralLooks::isAtWork);
  }

  /** A worker that has just started has no heartbeat yet. */
  private static boolean isAtWork(ReaderLook reader) {
    return reader.life() == Life.ALIVE
        || (reader.life() == Life.ENDED && !CounterEquations.hasEndedCleanly(reader));
  }

  private static int looksMax(List<Equation> equations) {
    if (equations.stream().anyMatch(one -> one.verdict() == Verdict.FAILS)) {
      return LOOKS_MAX_OF_FAILURE;
    }
    return equations.stream().anyMatch(one -> one.verdict() == Verdict.MOVING) ? LOOKS_MAX : 0;
  }

  private static Equation settled(Equation now, List<Equation> before) {
    for (Equation then : before) {
      if (then.isSameAs(now)) {
        if (then.verdict() == Verdict.HOLDS) {
          return then;
        }
        boolean moves = then.verdict() == Verdict.MOVING || then.residual() != now.residual();
        return now.fails() && moves
            ? now.with(Verdict.MOVING, "counted meanwhile; stop the daemon to be sure")
            : now;
      }
    }
    return now;
  }
}
