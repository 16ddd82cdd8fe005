package io.penstock.tools.look;

import io.penstock.counters.CounterFile;
import java.util.Locale;

/** Whether the writer of a counter file lives, judged by its heartbeat alone. */
public enum Life {
  /** The heartbeat is young. */
  ALIVE,
  /** The heartbeat stopped without a farewell. */
  DEAD,
  /** The writer ended of its own will, or there never was one. */
  ENDED;

  static Life of(CounterFile counters, long nowEpochMs) {
    if (counters.heartbeatEpochMs() == 0) {
      return ENDED;
    }
    return counters.isAlive(nowEpochMs) ? ALIVE : DEAD;
  }

  /** The word that is shown. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
