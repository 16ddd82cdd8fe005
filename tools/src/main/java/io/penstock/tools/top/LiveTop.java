package io.penstock.tools.top;

import io.penstock.journal.JournalReader;
import io.penstock.tools.select.JournalWalk;
import io.penstock.tools.select.Range;
import java.util.concurrent.TimeUnit;
import java.util.function.LongPredicate;
import java.util.function.Supplier;
import org.agrona.concurrent.NanoClock;

/** One page after another, each of what has come since the one before. One thread. */
final class LiveTop {
  /** Shows a page. */
  interface Page {
    /**
     * Shows what arrived within {@code seconds}.
     *
     * @return false when the output is closed
     */
    boolean show(Totals totals, double seconds);
  }

  private final long intervalMs;
  private final NanoClock clock;
  private final Supplier<Totals> newTotals;

  /**
   * Pages that are so far apart.
   *
   * @param newTotals of a page
   */
  LiveTop(long intervalMs, NanoClock clock, Supplier<Totals> newTotals) {
    this.intervalMs = intervalMs;
    this.clock = clock;
    this.newTotals = newTotals;
  }

  /**
   * Shows page after page until the user or a closed output ends it.
   *
   * @param range that begins an interval ago
   * @param pause waits that many milliseconds; true to end
   */
  void run(
      JournalReader journal, Range range, JournalWalk.Gaps gaps, LongPredicate pause, Page page) {
    long beganNs = clock.nanoTime() - TimeUnit.MILLISECONDS.toNanos(intervalMs);
    try (JournalWalk walk = JournalWalk.following(journal, range, gaps)) {
      boolean isWatched = true;
      while (isWatched) {
        Totals totals = newTotals.get();
        long deadlineNs = clock.nanoTime() + TimeUnit.MILLISECONDS.toNanos(intervalMs);
        totals.add(walk, () -> clock.nanoTime() - deadlineNs >= 0);
        long nowNs = clock.nanoTime();
        isWatched = page.show(totals, (nowNs - beganNs) / 1e9) && !pause.test(intervalMs);
        beganNs = nowNs;
      }
    }
  }
}
