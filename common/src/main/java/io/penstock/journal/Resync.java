package io.penstock.journal;

import java.nio.file.Path;

/**
 * Finds where to read on behind a record that is no sound record.
 *
 * <p>When only the content is wrong, the chain of headers still leads to the next record, and that
 * is where to go. When it leads nowhere, the header is wrong, and the next sound record is looked
 * for word by word. Off the hot path: opens the file each time.
 *
 * @param position of the header to read next: a sound record, the end of the data or, when neither
 *     can be found, the end of everything in the file; always further on
 * @param sequence of the record there; −1 when the chain does not tell
 */
record Resync(long position, long sequence) {

  /**
   * Looks behind a damaged record.
   *
   * @param damagedAt position of the header of what is no sound record, or of no header at all
   * @param record a buffer to check candidates in
   */
  static Resync after(Path file, long damagedAt, RecordBuffer record) {
    try (RollFileScan scan = RollFileScan.open(file)) {
      RollFileIndex index = RollFileIndex.of(scan);
      long end = endOfData(scan, index);
      long next = alongTheChain(scan, damagedAt, end, record);
      if (next < 0) {
        next = scan.nextSound(damagedAt + ChronicleFormat.HEADER_BYTES, record);
      }
      if (next >= 0) {
        return new Resync(next, next == end ? index.lastSequence() + 1 : index.sequenceOf(next));
      }
      return new Resync(
          end > damagedAt ? end : beyondAll(scan, index, damagedAt), index.lastSequence() + 1);
    }
  }

  /** Behind everything in the file, and behind where its last record was noted to be. */
  private static long beyondAll(RollFileScan scan, RollFileIndex index, long damagedAt) {
    long noted = Math.max(damagedAt, index.writePosition()) + ChronicleFormat.HEADER_BYTES;
    return ChronicleFormat.align(scan.endOfContent(noted));
  }

  private static long alongTheChain(
      RollFileScan scan, long damagedAt, long end, RecordBuffer record) {
    int header = scan.intAt(damagedAt);
    if (!ChronicleFormat.isRecord(header)) {
      return -1;
    }
    long next = scan.skipOwnPages(ChronicleFormat.after(damagedAt, header));
    return next == end || scan.load(next, record) ? next : -1;
  }

  /** Where the writer appends next or has closed the file; −1 when unknown. */
  static long endOfData(RollFileScan scan, RollFileIndex index) {
    long last = index.writePosition();
    int header = scan.intAt(last);
    if (last == 0 || !ChronicleFormat.isRecord(header)) {
      return -1;
    }
    long end = scan.skipOwnPages(ChronicleFormat.after(last, header));
    int behind = scan.intAt(end);
    return behind == 0 || behind == ChronicleFormat.END_OF_FILE ? end : -1;
  }
}
