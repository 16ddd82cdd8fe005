package io.penstock.console.http;

import java.util.Optional;

/** What one stream tells, one event after the other. Used by one thread. */
@FunctionalInterface
public interface Events {
  /**
   * Waits for the next event.
   *
   * @return its data in one line; empty when there is none in that time
   */
  Optional<byte[]> next(long timeoutMs) throws InterruptedException;
}
