package io.penstock.backlog;

import io.penstock.counters.CounterFile;
import io.penstock.counters.ReaderCounter;
import io.penstock.counters.ReaderState;
import io.penstock.journal.record.JournalException;
import io.penstock.reader.ReaderFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * How a reader stands: enough for one line.
 *
 * @param name of the reader
 * @param state what it does, or did last
 * @param sinceEpochMs when that began
 * @param backlog what waits for it
 */
public record ReaderStanding(String name, ReaderState state, long sinceEpochMs, Backlog backlog) {
  /** Less is not reported, so the journal need not be read. */
  private static final long WORTH_LOOKING_NS = TimeUnit.SECONDS.toNanos(1);

  /**
   * Looks at a reader's file; empty when it is gone or cannot be read.
   *
   * @param ingest its counters
   * @param oldest asked when something may have waited for more than a second
   */
  public static Optional<ReaderStanding> of(
      Path file, CounterFile ingest, long nowEpochMs, Oldest oldest) {
    try (ReaderFile reader = ReaderFile.openReadOnly(file)) {
      CounterFile counters = reader.counters();
      String name = file.getFileName().toString();
      Progress progress =
          Progress.of(name, reader.position(), counters::get, counters.isAlive(nowEpochMs));
      Head head = Head.of(ingest::get);
      long wallNs = TimeUnit.MILLISECONDS.toNanos(nowEpochMs);
      Backlog atMost = Backlog.of(progress, head, wallNs, Oldest::byCounters);
      boolean isYoung = progress.cursorTimeNs() > 0 && atMost.lagNs() < WORTH_LOOKING_NS;
      return Optional.of(
          new ReaderStanding(
              name,
              ReaderState.of(counters.get(ReaderCounter.STATE)).orElse(ReaderState.STARTING),
              counters.get(ReaderCounter.STATE_SINCE_MS),
              isYoung ? atMost : Backlog.of(progress, head, wallNs, oldest)));
    } catch (IOException | JournalException e) {
      return Optional.empty();
    }
  }

  /** Whether its lines flow, be it late. */
  public boolean flows() {
    return switch (state) {
      case READING, CAUGHT_UP, CATCHING_UP, RECOVERING -> true;
      default -> false;
    };
  }
}
