package io.penstock.tools.look;

import io.penstock.backlog.Head;
import io.penstock.backlog.Oldest;
import io.penstock.backlog.OldestInJournal;
import io.penstock.config.DataDirectory;
import io.penstock.journal.record.JournalException;
import io.penstock.reader.ReaderFile;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
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
    return at(data, System.currentTimeMillis(), new Processes());
  }

  /**
   * The same, when the wall clock says that.
   *
   * @param processes that the looks before this one have met
   */
  public static Look at(DataDirectory data, long epochMs, Processes processes) {
    try (OldestInJournal oldest = OldestInJournal.in(data.journal())) {
      List<String> faults = new ArrayList<>();
      Look look = at(data, epochMs, oldest, processes, faults);
      return look.with(JournalLook.at(data.journal(), faults));
    }
  }

  /** Looks at the counters alone, for their differences: some tens of microseconds a file. */
  public static Look atCounters(DataDirectory data) {
    return at(
        data, System.currentTimeMillis(), Oldest::byCounters, new Processes(), new ArrayList<>());
  }

  private static Look at(
      DataDirectory data, long epochMs, Oldest oldest, Processes processes, List<String> faults) {
    Optional<IngestLook> ingest = ingest(data, epochMs, processes, faults);
    Head head = ingest.map(look -> Head.of(look.counts()::get)).orElse(Head.NONE);
    return new Look(
        epochMs,
        System.nanoTime(),
        ingest,
        readers(data, epochMs, head, oldest, processes, faults),
        JournalLook.NONE,
        faults);
  }

  private Look with(JournalLook looked) {
    return new Look(epochMs, nanos, ingest, readers, looked, faults);
  }

  private static Optional<IngestLook> ingest(
      DataDirectory data, long epochMs, Processes processes, List<String> faults) {
    Path file = data.ingestCounters();
    if (Files.notExists(
        file)) { // not the opposite of exists: that is false also where one may not look
      return Optional.empty();
    }
    try {
      return Optional.of(IngestLook.at(file, epochMs, processes));
    } catch (IOException e) {
      faults.add(Faults.text(file, e));
      return Optional.empty();
    }
  }

  private static List<ReaderLook> readers(
      DataDirectory data,
      long epochMs,
      Head head,
      Oldest oldest,
      Processes processes,
      List<String> faults) {
    List<ReaderLook> readers = new ArrayList<>();
    for (Path file : readerFiles(data.readers(), faults)) {
      try {
        readers.add(ReaderLook.at(file, epochMs, head, oldest, processes));
      } catch (NoSuchFileException forgotten) {
        continue; // between the list and the look
      } catch (FileSystemException e) {
        faults.add(Faults.text(file, e));
      } catch (IOException | JournalException e) {
        faults.add(Faults.text(file, e) + "; only its shard is stopped, run penstock repair");
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
