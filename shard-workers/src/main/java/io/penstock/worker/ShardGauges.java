package io.penstock.worker;

import io.penstock.counters.CounterFile;
import io.penstock.counters.ReaderCounter;
import io.penstock.counters.ReaderState;
import io.penstock.worker.destination.Endpoint;

/**
 * What a shard shows of itself now and then: its state and how long it has been in it, outages,
 * probes, and for how long its oldest datagram has waited. Of the thread that owns the shard.
 */
final class ShardGauges {
  private static final long NANOS_PER_MS = 1_000_000;

  private final CounterFile counters;

  private ReaderState state = ReaderState.STARTING;
  private long creditedNs;
  private boolean hasBegun;
  private long outages;
  private long probes;
  private long failedProbes;
  private long waitingNumber = -1;
  private long waitingSinceNs;

  ShardGauges(CounterFile counters) {
    this.counters = counters;
  }

  /** Shows the state, and credits the time since the last call to the one before. */
  void show(ReaderState next, long nowNs, long epochMs) {
    if (!hasBegun) {
      hasBegun = true;
      creditedNs = nowNs;
      counters.set(ReaderCounter.STATE_SINCE_MS, epochMs);
    }
    long elapsedMs = (nowNs - creditedNs) / NANOS_PER_MS;
    creditedNs += elapsedMs * NANOS_PER_MS;
    switch (state) {
      case SUSPECT -> counters.add(ReaderCounter.SUSPECT_MS, elapsedMs);
      case DOWN -> counters.add(ReaderCounter.DOWN_MS, elapsedMs);
      case RECOVERING -> counters.add(ReaderCounter.RECOVERING_MS, elapsedMs);
      case PAUSED -> counters.add(ReaderCounter.PAUSED_MS, elapsedMs);
      default -> {}
    }
    if (next != state) {
      counters.set(ReaderCounter.STATE_SINCE_MS, epochMs);
      state = next;
    }
    counters.set(ReaderCounter.STATE, next.ordinal());
  }

  /** Shows how many outages there were and how the probes went. */
  void show(Endpoint endpoint) {
    counters.add(ReaderCounter.OUTAGES, endpoint.outages() - outages);
    outages = endpoint.outages();
    counters.add(ReaderCounter.HEALTH_PROBES, endpoint.probes() - probes);
    probes = endpoint.probes();
    counters.add(ReaderCounter.HEALTH_FAILURES, endpoint.failedProbes() - failedProbes);
    failedProbes = endpoint.failedProbes();
  }

  /** Shows for how long the oldest datagram that is not sent has been seen to wait. */
  void showWaiting(long nowNs, long headNumber, long unsentNumber) {
    if (unsentNumber != waitingNumber || unsentNumber >= headNumber) {
      waitingNumber = unsentNumber;
      waitingSinceNs = nowNs;
    }
    counters.set(ReaderCounter.WAITING_MS, (nowNs - waitingSinceNs) / NANOS_PER_MS);
  }
}
