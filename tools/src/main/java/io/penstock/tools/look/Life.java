package io.penstock.tools.look;

import io.penstock.counters.CounterFile;
import java.nio.file.Path;
import java.util.Locale;

/** Whether the writer of a counter file lives, judged by its heartbeat. */
public enum Life {
  /** The heartbeat is young. */
  ALIVE,
  /** The heartbeat stopped without a farewell. */
  DEAD,
  /** The writer ended of its own will, or there never was one. */
  ENDED;

  static Life of(Path file, CounterFile counters, long nowEpochMs, Processes processes) {
    if (counters.heartbeatEpochMs() == 0) {
      return ENDED;
    }
    boolean isAlive = counters.isAlive(nowEpochMs) && !processes.hasEnded(file, counters);
    return isAlive ? ALIVE : DEAD;
  }

  /** The word that is shown. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
