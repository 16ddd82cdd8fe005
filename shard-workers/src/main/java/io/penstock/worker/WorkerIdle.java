package io.penstock.worker;

import java.util.concurrent.locks.LockSupport;
import org.agrona.concurrent.IdleStrategy;

/**
 * How long a worker thread sleeps when it has found nothing: one poll interval while traffic flows,
 * twenty after a second without any. Wake-ups are what costs at low rates.
 */
final class WorkerIdle implements IdleStrategy {
  private static final long DROWSY_AFTER_NS = 1_000_000_000;
  private static final int DROWSY_FACTOR = 20;

  private final long pollIntervalNs;
  private long idleNs;

  WorkerIdle(long pollIntervalNs) {
    this.pollIntervalNs = pollIntervalNs;
  }

  @Override
  public void idle(int workCount) {
    if (workCount > 0) {
      reset();
    } else {
      idle();
    }
  }

  @Override
  public void idle() {
    long sleepNs = idleNs < DROWSY_AFTER_NS ? pollIntervalNs : DROWSY_FACTOR * pollIntervalNs;
    idleNs += sleepNs;
    LockSupport.parkNanos(sleepNs);
  }

  @Override
  public void reset() {
    idleNs = 0;
  }
}
