package io.penstock.tools.look;

import io.penstock.config.DataDirectory;
import io.penstock.journal.JournalException;
import io.penstock.journal.ReaderFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What the files of a data directory said at one moment. The files are not read at the very same
 * instant, so differences between them may be a little off while daemons run.
 *
 * @param epochMs the moment, by the wall clock
 * @param nanos the moment, by the monotonic clock
 * @param ingest empty when ingest has never run here
 * @param readers those whose file could be read, by shard
 * @param journal what lies on the disk
 * @param faults files that could not be read, and why
 */
public record Look(
    long epochMs,
    long nanos,
    Optional<IngestLook> ingest,
    List<ReaderLook> readers,
    JournalLook journal,
    List<String> faults) {

  /** Looks once. Never fails because of a single file. */
  public static Look at(DataDirectory data) {
    return at(data, true);
  }

  /** Looks at the counters alone, for their differences: some tens of microseconds a file. */
  public static Look atCounters(DataDirectory data) {
    return at(data, false);
  }

  private static Look at(DataDirectory data, boolean withJournal) {
    long epochMs = System.currentTimeMillis();
    List<String> faults = new ArrayList<>();
    Optional<IngestLook> ingest = ingest(data, epochMs, faults);
    List<ReaderLook> readers = readers(data, epochMs, faults);
    return new Look(
        epochMs,
        System.nanoTime(),
        ingest,
        withJournal ? FirstNeeds.of(data.journal(), readers) : readers,
        withJournal ? JournalLook.at(data.journal(), faults) : JournalLook.NONE,
        faults);
  }

  private static Optional<IngestLook> ingest(
      DataDirectory data, long epochMs, List<String> faults) {
    Path file = data.ingestCounters();
    if (Files.notExists(
        file)) { // not the opposite of exists: that is false also where one may not look
      return Optional.empty();
    }
    try {
      return Optional.of(IngestLook.at(file, epochMs));
    } catch (IOException e) {
      faults.add(Faults.text(file, e));
      return Optional.empty();
    }
  }

  private static List<ReaderLook> readers(DataDirectory data, long epochMs, List<String> faults) {
    List<ReaderLook> readers = new ArrayList<>();
    for (Path file : readerFiles(data.readers(), faults)) {
      try {
        readers.add(ReaderLook.at(file, epochMs));
      } catch (IOException | JournalException e) {
        faults.add(Faults.text(file, e));
      }
    }
    return readers;
  }

  private static List<Path> readerFiles(Path folder, List<String> faults) {
    try {
      return ReaderFile.list(folder);
    } catch (IOException e) {
      if (!Files.notExists(folder)) {
        faults.add(Faults.text(folder, e));
      }
      return List.of();
    }
  }

  /** Whether any daemon lives. */
  public boolean isAnyAlive() {
    return isIngestAlive() || readersAlive() > 0;
  }

  /** Whether ingest lives. */
  public boolean isIngestAlive() {
    return ingest.stream().anyMatch(one -> one.life() == Life.ALIVE);
  }

  /** How many readers have a worker that lives. */
  public int readersAlive() {
    return (int) readers.stream().filter(one -> one.life() == Life.ALIVE).count();
  }
}
