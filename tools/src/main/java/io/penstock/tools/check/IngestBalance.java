package io.penstock.tools.check;

import io.penstock.counters.CounterFile;
import io.penstock.counters.IngestCounter;
import java.util.List;

/**
 * {@code received = appended + dropped(reason)}, in datagrams.
 *
 * <p>{@code appended} comes from the journal's numbers, so a miscounted append cannot hide.
 */
final class IngestBalance {
  private static final List<IngestCounter> DROPPED =
      List.of(
          IngestCounter.DROPPED_DISK_SLOW,
          IngestCounter.DROPPED_DISK_FULL,
          IngestCounter.DROPPED_TRUNCATED,
          IngestCounter.DROPPED_CRASH);

  private IngestBalance() {}

  static Equation of(CounterFile counters) {
    long received = counters.get(IngestCounter.RECEIVED_DATAGRAMS);
    long appended =
        counters.get(IngestCounter.NEXT_NUMBER) - counters.get(IngestCounter.BASE_NUMBER);
    long sum = appended;
    StringBuilder terms = new StringBuilder("appended ").append(appended);
    for (IngestCounter reason : DROPPED) {
      long dropped = counters.get(reason);
      sum += dropped;
      terms.append(" + ").append(reason.label()).append(' ').append(dropped);
    }
    return new Equation(
        "ingest", "received = appended + dropped", "datagrams", received, sum, terms.toString());
  }
}
