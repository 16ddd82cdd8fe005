package io.penstock.tools.look;

import io.penstock.counters.CounterFile;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The daemons' processes, as looks meet them one after the other: one that was killed is known at
 * the next look, before its heartbeat is too old. Used by one thread.
 *
 * <p>A process that cannot be seen from here, as that of another container, is judged by its
 * heartbeat alone. So is one whose heartbeat goes on after the process of that number has ended: it
 * was another's.
 */
public final class Processes {
  private static final long START_SPREAD_MS = 2_000;
  private static final long NONE = -1;

  private static final class Met {
    private final ProcessHandle process;
    private final long startedEpochMs;
    private long heartbeatAtEnd = NONE;

    Met(ProcessHandle process, long startedEpochMs) {
      this.process = process;
      this.startedEpochMs = startedEpochMs;
    }

    boolean writes(CounterFile counters) {
      return process.pid() == counters.pid() && startedEpochMs == counters.startedEpochMs();
    }
  }

  private final Map<Path, Met> writers = new HashMap<>();

  /** Whether the process that wrote this file was met at an earlier look, and has ended. */
  boolean hasEnded(Path file, CounterFile counters) {
    Met met = writers.get(file);
    if (met == null || !met.writes(counters)) {
      writers.remove(file);
      writerOf(counters).ifPresent(one -> writers.put(file, one));
      return false;
    }
    if (met.process.isAlive()) {
      return false;
    }
    if (met.heartbeatAtEnd == NONE) {
      met.heartbeatAtEnd = counters.heartbeatEpochMs();
    }
    return met.heartbeatAtEnd == counters.heartbeatEpochMs();
  }

  /** It began before it opened the file; a later process only has the same number. */
  private static Optional<Met> writerOf(CounterFile counters) {
    long started = counters.startedEpochMs();
    return ProcessHandle.of(counters.pid())
        .filter(
            one ->
                one.info().startInstant().stream()
                    .anyMatch(start -> start.toEpochMilli() <= started + START_SPREAD_MS))
        .map(one -> new Met(one, started));
  }
}
