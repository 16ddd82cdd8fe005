package io.penstock.tools.look;

import io.penstock.counters.CounterFile;
import io.penstock.counters.FileKind;
import io.penstock.counters.IngestCounter;
import io.penstock.counters.InputNames;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * What ingest's file said.
 *
 * @param life whether ingest lives
 * @param pid of the ingest that wrote last
 * @param startedEpochMs when that began
 * @param heartbeatEpochMs when it last said that it lives; 0 after a clean end
 * @param counts all its counters
 * @param inputs what it listens or listened on, in words
 */
public record IngestLook(
    Life life,
    long pid,
    long startedEpochMs,
    long heartbeatEpochMs,
    Counts<IngestCounter> counts,
    List<String> inputs) {

  static IngestLook at(Path file, long nowEpochMs, Processes processes) throws IOException {
    try (CounterFile counters = CounterFile.openReadOnly(file, FileKind.INGEST)) {
      return new IngestLook(
          Life.of(file, counters, nowEpochMs, processes),
          counters.pid(),
          counters.startedEpochMs(),
          counters.heartbeatEpochMs(),
          Counts.of(counters, IngestCounter.class),
          InputNames.read(counters));
    }
  }
}
