package io.penstock.console.watch;

import io.penstock.tools.check.CounterBalance;
import io.penstock.tools.status.Judgement;
import io.penstock.tools.status.Limit;
import io.penstock.tools.status.Report;
import io.penstock.tools.status.Reports;
import java.util.List;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks once whenever it is told to. The counters are added up at every fifteenth look only: beside
 * live daemons that takes many looks.
 *
 * <p>A look that fails is logged, once until one succeeds again; the last one stays and grows old,
 * which everybody sees. Used by one thread.
 */
public final class Lookout {
  private static final Logger LOG = LoggerFactory.getLogger(Lookout.class);
  private static final int LOOKS_PER_BALANCE = 15;

  private final Reports reports;
  private final List<Limit> limits;
  private final Latest latest;
  private final LongSupplier nanoClock;

  private volatile long maxBytes;
  private long sequence;
  private CounterBalance balance = CounterBalance.EMPTY;
  private boolean isTroubled;

  /**
   * One that publishes what it sees.
   *
   * @param limits within which all is well
   * @param maxBytes that the journal may have
   */
  public Lookout(
      Reports reports, List<Limit> limits, long maxBytes, Latest latest, LongSupplier nanoClock) {
    this.reports = reports;
    this.limits = List.copyOf(limits);
    this.latest = latest;
    this.maxBytes = maxBytes;
    this.nanoClock = nanoClock;
  }

  /** From the next look on the journal may have that. Any thread. */
  public void follow(long nextMaxBytes) {
    maxBytes = nextMaxBytes;
  }

  /** Looks and publishes. */
  public void look() {
    try {
      Report report = sequence % LOOKS_PER_BALANCE == 0 ? reports.next() : reports.next(balance);
      balance = report.balance();
      Judgement judgement = Judgement.of(report, limits);
      sequence++;
      latest.publish(Seen.of(sequence, nanoClock.getAsLong(), report, judgement, maxBytes));
      if (isTroubled) {
        LOG.info("the data directory can be looked at again");
      }
      isTroubled = false;
    } catch (RuntimeException e) {
      if (!isTroubled) {
        LOG.error("cannot look at the data directory; the figures grow old", e);
      }
      isTroubled = true;
    }
  }
}
