package io.penstock.tools.replay;

import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.LongConsumer;
import org.agrona.concurrent.NanoClock;

/**
 * Waits until a record, or a datagram, is due. A wait ends early when the replay is told to stop.
 *
 * <p>One thread.
 */
final class Pacer {
  /** A stop is noticed within this. */
  private static final long SLICE_NS = 20_000_000;

  /** A replay that was held up catches up at most so much at once: more would be a burst. */
  private static final long DEBT_NS_MAX = 5_000_000;

  private final Rate rate;
  private final NanoClock clock;
  private final LongConsumer sleep;
  private final BooleanSupplier stopped;
  private boolean isBegun;
  private double dueNs;
  private long firstNs;
  private long firstRecordNs;

  Pacer(Rate rate, NanoClock clock, LongConsumer sleep, BooleanSupplier stopped) {
    this.rate = rate;
    this.clock = clock;
    this.sleep = sleep;
    this.stopped = stopped;
  }

  /** One that waits by the clock of the machine. */
  static Pacer of(Rate rate, BooleanSupplier stopped) {
    return new Pacer(rate, System::nanoTime, LockSupport::parkNanos, stopped);
  }

  /** One that never waits: for a plan. */
  static Pacer none() {
    return new Pacer(new Rate.Max(), () -> 0, _ -> {}, () -> false);
  }

  /** Waits until a record that was received then is due. */
  void awaitRecord(long receiveTimeNs) {
    if (rate instanceof Rate.Recorded recorded) {
      begin(receiveTimeNs);
      awaitUntil(firstNs + Math.round((receiveTimeNs - firstRecordNs) / recorded.factor()));
    }
  }

  /** Waits until a datagram of {@code lines} may be sent. */
  void awaitLines(int lines) {
    if (rate instanceof Rate.Lines limit) {
      begin(0);
      awaitUntil(Math.round(dueNs));
      dueNs = Math.max(dueNs, clock.nanoTime() - DEBT_NS_MAX) + lines / limit.perSecond() * 1e9;
    }
  }

  private void begin(long receiveTimeNs) {
    if (!isBegun) {
      isBegun = true;
      firstNs = clock.nanoTime();
      firstRecordNs = receiveTimeNs;
      dueNs = firstNs;
    }
  }

  private void awaitUntil(long timeNs) {
    for (long left = timeNs - clock.nanoTime();
        left > 0 && !stopped.getAsBoolean();
        left = timeNs - clock.nanoTime()) {
      sleep.accept(Math.min(left, SLICE_NS));
    }
  }
}
