package io.penstock.journal;

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
        try (RollFileScan scan = RollFileScan.open(files.file(cycle))) {
          Optional<OldestRecord> oldest = in(scan, record);
          if (oldest.isPresent()) {
            return oldest;
          }
        }
      }
    }
    return Optional.empty();
  }

  /** The layout record in front carries the time of what came before it: the next one is better. */
  private static Optional<OldestRecord> in(RollFileScan scan, RecordBuffer record) {
    long at = scan.firstRecord();
    if (scan.load(at, record) && record.isLayout()) {
      at = ChronicleFormat.after(at, scan.intAt(at));
    }
    // A live file ends in zeros: nothing to look for behind them.
    if (scan.intAt(at) == 0 || scan.nextSound(at, record) < 0) {
      return Optional.empty();
    }
    return Optional.of(new OldestRecord(record.firstNumber(), record.receiveTimeNs()));
  }
}
