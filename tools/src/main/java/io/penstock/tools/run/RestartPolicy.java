package io.penstock.tools.run;

import io.penstock.daemon.ExitCode;
import java.util.concurrent.TimeUnit;

/**
 * When to start a daemon again that has ended: after 0.2 s, each time twice as long, 10 s at most,
 * and from the beginning once it has run for 30 s.
 */
final class RestartPolicy {
  static final long PAUSE_MIN_NS = TimeUnit.MILLISECONDS.toNanos(200);
  static final long PAUSE_MAX_NS = TimeUnit.SECONDS.toNanos(10);
  static final long SOUND_RUN_NS = TimeUnit.SECONDS.toNanos(30);

  private long nextPauseNs = PAUSE_MIN_NS;

  /** Whether another attempt can end otherwise: not when configuration, lock or address fail. */
  static boolean canHelp(int exitCode) {
    return ExitCode.of(exitCode)
        .map(code -> code != ExitCode.USAGE && code != ExitCode.LOCKED && code != ExitCode.ADDRESS)
        .orElse(true);
  }

  /** How long to wait before the next start, after a run of that length. */
  long pauseNs(long ranNs) {
    if (ranNs >= SOUND_RUN_NS) {
      nextPauseNs = PAUSE_MIN_NS;
    }
    long pauseNs = nextPauseNs;
    nextPauseNs = Math.min(PAUSE_MAX_NS, 2 * pauseNs);
    return pauseNs;
  }
}
