package io.penstock.systemtests;

import io.penstock.counters.CounterFile;
import io.penstock.counters.FileKind;
import io.penstock.counters.IngestCounter;
import io.penstock.counters.ReaderCounter;
import io.penstock.reader.Position;
import io.penstock.reader.ReaderFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** What the counter files and positions in a data folder say, whoever is alive. */
final class Counts {
  private final Path data;

  Counts(Path data) {
    this.data = data;
  }

  private interface Question<F, A> {
    A of(F file);
  }

  long of(IngestCounter counter) {
    try {
      return ingest(counters -> counters.get(counter));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  long of(int shard, ReaderCounter counter) {
    try {
      return reader(shard, reader -> reader.counters().get(counter));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  Position position(int shard) {
    try {
      return reader(shard, ReaderFile::position);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Process id of the newest ingest, as it saw itself. */
  long ingestPid() {
    try {
      return ingest(CounterFile::pid);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** When the newest ingest had begun and beaten once; 0 when there never was one. */
  long ingestBeganEpochMs() throws IOException {
    if (CounterFile.isDamaged(data.resolve("counters/ingest"), FileKind.INGEST)) {
      return 0; // not set aside yet
    }
    try {
      return ingest(counters -> Math.min(counters.startedEpochMs(), counters.heartbeatEpochMs()));
    } catch (NoSuchFileException e) {
      return 0;
    }
  }

  /** The same of the newest worker of a shard. */
  long readerBeganEpochMs(int shard) throws IOException {
    try {
      return reader(
          shard,
          reader ->
              Math.min(reader.counters().startedEpochMs(), reader.counters().heartbeatEpochMs()));
    } catch (NoSuchFileException e) {
      return 0;
    }
  }

  private <A> A ingest(Question<CounterFile, A> question) throws IOException {
    try (CounterFile file =
        CounterFile.openReadOnly(data.resolve("counters/ingest"), FileKind.INGEST)) {
      return question.of(file);
    }
  }

  private <A> A reader(int shard, Question<ReaderFile, A> question) throws IOException {
    try (ReaderFile file = ReaderFile.openReadOnly(data.resolve("readers/shard-" + shard))) {
      return question.of(file);
    }
  }
}
