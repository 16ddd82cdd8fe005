package io.penstock.console.watch;

import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** The last look. Whoever is slow misses looks and holds up nobody. Any thread. */
public final class Latest {
  private Seen seen;

  /** Puts another in its place. */
  synchronized void publish(Seen next) {
    seen = next;
    notifyAll();
  }

  /** It; empty before the first. */
  public synchronized Optional<Seen> get() {
    return Optional.ofNullable(seen);
  }

  /**
   * Waits for a newer one.
   *
   * @param sequence of the one that is known; 0 for none
   * @return empty when there was none in that time
   */
  public synchronized Optional<Seen> after(long sequence, long timeoutMs)
      throws InterruptedException {
    long endNs = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(timeoutMs);
    while (seen == null || seen.sequence() <= sequence) {
      long leftMs = TimeUnit.NANOSECONDS.toMillis(endNs - System.nanoTime());
      if (leftMs <= 0) {
        return Optional.empty();
      }
      wait(leftMs);
    }
    return Optional.of(seen);
  }
}
