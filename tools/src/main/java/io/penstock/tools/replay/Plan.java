package io.penstock.tools.replay;

import io.penstock.journal.JournalReader;
import io.penstock.tools.screen.Progress;
import io.penstock.tools.select.Range;
import java.util.OptionalLong;
import java.util.function.IntToLongFunction;

/**
 * What a replay would send, counted by the very pass that sends, with carriers that go nowhere.
 *
 * @param pass that counted
 * @param range by numbers alone, so that it means the same later
 * @param expectedNs how long it takes; empty when unknown
 */
record Plan(Pass pass, Range range, OptionalLong expectedNs) {

  static Plan of(Order order, JournalReader journal, Range range, IntToLongFunction positions)
      throws Refused {
    Outlets outlets = new Outlets(order.to(), order.packetBytesMax(), _ -> Carrier.NOWHERE);
    Pass pass = new Pass(order, outlets, Pacer.none(), new Tallies(positions), () -> false);
    long begin = Math.max(range.from(), journal.firstNumber().orElse(0));
    long end = Math.min(range.to(), journal.nextNumber());
    try (Progress progress = Progress.of("planning", Math.max(0, end - begin), "datagrams")) {
      pass.run(journal, range, number -> progress.reached(number - begin));
    }
    long spanNs = pass.lastTimeNs() - pass.firstTimeNs();
    long from = Math.max(0, pass.firstNumber());
    return new Plan(
        pass,
        new Range(from, Math.max(from, pass.next()), Long.MIN_VALUE, Long.MAX_VALUE),
        order.rate().expectedNs(pass.tallies().lines(), spanNs));
  }

  /** What fraction of the lines are gauges, 0 to 1. */
  double gaugeShare() {
    Tallies tallies = pass.tallies();
    return tallies.lines() == 0 ? 0 : (double) tallies.gauges() / tallies.lines();
  }
}
