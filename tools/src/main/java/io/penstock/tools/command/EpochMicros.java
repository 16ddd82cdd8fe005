package io.penstock.tools.command;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.agrona.concurrent.EpochMicroClock;

/**
 * Microseconds since 1970 that never step and cost no object: the wall clock once, then {@link
 * System#nanoTime()}.
 *
 * <p>Two processes on one host agree to some microseconds, as long as the clock is not set between
 * their starts. Any thread.
 */
public final class EpochMicros implements EpochMicroClock {
  private final long epochMicros;
  private final long startNs;

  private EpochMicros(long epochMicros, long startNs) {
    this.epochMicros = epochMicros;
    this.startNs = startNs;
  }

  /** Reads the wall clock now. */
  public static EpochMicros start() {
    long startNs = System.nanoTime();
    return new EpochMicros(ChronoUnit.MICROS.between(Instant.EPOCH, Instant.now()), startNs);
  }

  @Override
  public long microTime() {
    return epochMicros + (System.nanoTime() - startNs) / 1_000;
  }
}
