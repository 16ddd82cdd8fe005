package io.penstock.tools.status;

import io.penstock.config.DataDirectory;
import io.penstock.tools.check.CounterBalance;
import io.penstock.tools.look.Look;
import io.penstock.tools.look.Processes;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * Reports on one data directory, one after the other, each with the rates since the one before.
 * Used by one thread; {@link #follow} by any.
 */
public final class Reports {
  private final DataDirectory data;
  private volatile Map<String, String> addresses;
  private final LongSupplier epochClock;
  private final Processes processes = new Processes();
  private Look before;

  /**
   * Reports on that folder.
   *
   * @param addresses of all readers that the configuration asks for, by name; may be empty
   */
  public Reports(DataDirectory data, Map<String, String> addresses) {
    this(data, addresses, System::currentTimeMillis);
  }

  /** The same, by another wall clock. */
  public Reports(DataDirectory data, Map<String, String> addresses, LongSupplier epochClock) {
    this.data = data;
    this.epochClock = epochClock;
    this.addresses = new LinkedHashMap<>(addresses);
  }

  /** From the next report on the configuration asks for these. */
  public void follow(Map<String, String> next) {
    addresses = new LinkedHashMap<>(next);
  }

  /** Looks, and adds up the counters as well. */
  public Report next() {
    Look now = Look.at(data, epochClock.getAsLong(), processes);
    return report(now).with(CounterBalance.of(data, now));
  }

  /** Looks; what the counters add up to is taken from an earlier report. */
  public Report next(CounterBalance balance) {
    return report(Look.at(data, epochClock.getAsLong(), processes)).with(balance);
  }

  private Report report(Look now) {
    Report report = Report.of(data.root(), before, now, addresses);
    before = now;
    return report;
  }
}
