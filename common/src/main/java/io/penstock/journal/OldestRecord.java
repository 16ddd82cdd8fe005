package io.penstock.journal;

import io.penstock.journal.record.JournalException;
import io.penstock.journal.record.RecordBuffer;
import io.penstock.journal.rollfile.ChronicleFormat;
import io.penstock.journal.rollfile.RollFile;
import io.penstock.journal.rollfile.RollFiles;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * What a journal still holds from the longest ago: how far back a replay can go.
 *
 * @param number of the datagram
 * @param receiveTimeNs when it was received, epoch ns
 */
public record OldestRecord(long number, long receiveTimeNs) {

  /**
   * Finds it by plain reads of the oldest file: no mapping, no lock, some milliseconds.
   *
   * @return empty when no file holds a sound record
   * @throws JournalException when a file cannot be read, or a newer Penstock wrote it
   */
  public static Optional<OldestRecord> in(Path directory) {
    if (!Files.isDirectory(directory)) {
      return Optional.empty();
    }
    RollFiles files = new RollFiles(directory);
    try (RecordBuffer record = new RecordBuffer()) {
      for (int cycle : files.cycles()) {
        try (RollFile rollFile = RollFile.open(files.file(cycle))) {
          Optional<OldestRecord> oldest = in(rollFile, record);
          if (oldest.isPresent()) {
            return oldest;
          }
        }
      }
    }
    return Optional.empty();
  }

  /** The layout record in front carries the time of what came before it: the next one is better. */
  private static Optional<OldestRecord> in(RollFile rollFile, RecordBuffer record) {
    long first = rollFile.firstRecord();
    boolean isLayout = rollFile.loadLayout(record);
    long at = isLayout ? ChronicleFormat.after(first, rollFile.intAt(first)) : first;
    // A live file ends in zeros: nothing to look for behind them.
    if (rollFile.intAt(at) == 0 || rollFile.nextSound(at, record) < 0) {
      return Optional.empty();
    }
    return Optional.of(new OldestRecord(record.firstNumber(), record.receiveTimeNs()));
  }
}
