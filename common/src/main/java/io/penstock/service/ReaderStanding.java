package io.penstock.service;

import io.penstock.counters.CounterFile;
import io.penstock.counters.IngestCounter;
import io.penstock.counters.ReaderCounter;
import io.penstock.counters.ReaderState;
import io.penstock.journal.JournalException;
import io.penstock.journal.ReaderFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * How a reader stands, in what its file and ingest's counters say: enough for one line.
 *
 * @param name of the reader
 * @param state what it does, or did last
 * @param sinceEpochMs when that began
 * @param backlogBytes payload that it has not read
 * @param behindNs between the newest record and the last one that it read
 */
public record ReaderStanding(
    String name, ReaderState state, long sinceEpochMs, long backlogBytes, long behindNs) {

  /** Looks at a reader's file; empty when it is gone or cannot be read. */
  public static Optional<ReaderStanding> of(Path file, CounterFile ingest) {
    try (ReaderFile reader = ReaderFile.openReadOnly(file)) {
      CounterFile counters = reader.counters();
      long cursor = Math.max(reader.position().number(), counters.get(ReaderCounter.CURSOR_NUMBER));
      boolean hasUnread = ingest.get(IngestCounter.NEXT_NUMBER) > cursor;
      long bytes =
          ingest.get(IngestCounter.APPENDED_BYTES) - counters.get(ReaderCounter.CURSOR_BYTES);
      long readAtNs = counters.get(ReaderCounter.CURSOR_TIME_NS);
      long behindNs = ingest.get(IngestCounter.LAST_RECEIVE_TIME_NS) - readAtNs;
      return Optional.of(
          new ReaderStanding(
              file.getFileName().toString(),
              ReaderState.of(counters.get(ReaderCounter.STATE)).orElse(ReaderState.STARTING),
              counters.get(ReaderCounter.STATE_SINCE_MS),
              hasUnread ? Math.max(0, bytes) : 0,
              hasUnread && readAtNs > 0 ? Math.max(0, behindNs) : 0));
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
