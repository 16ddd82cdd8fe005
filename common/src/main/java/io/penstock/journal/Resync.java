package io.penstock.journal;

import java.nio.file.Path;

/**
 * Finds where to read on behind a record that is no sound record.
 *
 * <p>When only the content is wrong, the chain of headers still leads to the next record, and that
 * is where to go. When it leads nowhere, the header is wrong, and the next sound record is looked
 * for byte by byte. Off the hot path: opens the file each time.
 */
final class Resync {
  private Resync() {}

  /**
   * Position of the header to read next: a sound record, the end of the data, or, when neither can
   * be found, the end of everything in the file.
   *
   * @param damagedAt position of the header of what is no sound record, or of no ready header
   * @param record a buffer to check candidates in
   */
  static long after(Path file, long damagedAt, RecordBuffer record) {
    try (RollFileScan scan = RollFileScan.open(file)) {
      long next = alongTheChain(scan, damagedAt, record);
      if (next < 0) {
        next = scan.nextSound(damagedAt + RollFileScan.HEADER_BYTES, record);
      }
      if (next < 0) {
        next = behindTheLast(scan, damagedAt);
      }
      return next < 0 ? RollFileScan.align(scan.endOfContent(damagedAt)) : next;
    }
  }

  private static long alongTheChain(RollFileScan scan, long damagedAt, RecordBuffer record) {
    int header = scan.header(damagedAt);
    if (!RollFileScan.isReadyData(header)) {
      return -1;
    }
    long next = scan.skipMetaData(RollFileScan.after(damagedAt, header));
    return isEnd(scan, next) || scan.load(next, record) ? next : -1;
  }

  private static long behindTheLast(RollFileScan scan, long damagedAt) {
    long last = scan.writePosition();
    int header = scan.header(last);
    if (last < damagedAt || !RollFileScan.isReadyData(header)) {
      return -1;
    }
    long end = scan.skipMetaData(RollFileScan.after(last, header));
    return isEnd(scan, end) ? end : -1;
  }

  /** Whether the writer appends here next, or has closed the file here. */
  private static boolean isEnd(RollFileScan scan, long position) {
    int header = scan.header(position);
    return header == RollFileScan.END_OF_DATA || (header == 0 && position > scan.writePosition());
  }
}
