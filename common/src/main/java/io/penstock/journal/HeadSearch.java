package io.penstock.journal;

import java.nio.file.Path;

/** Finds the number after the last sound record of one file, beside its writer. */
final class HeadSearch {
  private HeadSearch() {}

  /**
   * Follows the chain from the last sound record that Chronicle's index leads to; over all the file
   * when it leads to none.
   *
   * @return −1 when nothing in the file is sound
   */
  static long nextNumberOf(Path file) {
    try (RollFileScan scan = RollFileScan.open(file);
        RecordBuffer record = new RecordBuffer()) {
      long at = lastIndexed(scan, RollFileIndex.of(scan), record);
      if (at < 0) {
        at = scan.nextSound(scan.firstRecord(), record);
      }
      long next = -1;
      while (at >= 0) {
        next = Math.max(next, record.nextNumber());
        at = following(scan, at, record);
      }
      return next;
    }
  }

  /** Loads the record; −1 when the index leads to none that is sound. */
  private static long lastIndexed(RollFileScan scan, RollFileIndex index, RecordBuffer record) {
    long last = index.writePosition();
    if (last > 0 && scan.load(last, record)) {
      return last;
    }
    for (long entry = index.lastEntry(); entry >= 0; entry--) {
      long at = index.entry(entry);
      if (at > 0 && scan.load(at, record)) {
        return at;
      }
    }
    return -1;
  }

  /** Loads the next record along the chain, or the next sound one behind a damaged one. */
  private static long following(RollFileScan scan, long at, RecordBuffer record) {
    long next = scan.skipOwnPages(ChronicleFormat.after(at, scan.intAt(at)));
    int header = scan.intAt(next);
    if (header == 0 || header == ChronicleFormat.END_OF_FILE) {
      return -1;
    }
    return scan.load(next, record)
        ? next
        : scan.nextSound(next + ChronicleFormat.HEADER_BYTES, record);
  }
}
