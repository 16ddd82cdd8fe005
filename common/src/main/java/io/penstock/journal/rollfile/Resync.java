package io.penstock.journal.rollfile;

import io.penstock.journal.record.RecordBuffer;
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
public record Resync(long position, long sequence) {

  /**
   * Looks behind a damaged record.
   *
   * @param damagedAt position of the header of what is no sound record, or of no header at all
   * @param record a buffer to check candidates in
   */
  public static Resync after(Path file, long damagedAt, RecordBuffer record) {
    try (RollFile rollFile = RollFile.open(file)) {
      RollFileIndex index = rollFile.index();
      long end = rollFile.endOfData();
      long next = alongTheChain(rollFile, damagedAt, end, record);
      if (next < 0) {
        next = rollFile.nextSound(damagedAt + ChronicleFormat.HEADER_BYTES, record);
      }
      if (next >= 0) {
        return new Resync(next, next == end ? index.lastSequence() + 1 : index.sequenceOf(next));
      }
      return new Resync(
          end > damagedAt ? end : beyondAll(rollFile, index, damagedAt), index.lastSequence() + 1);
    }
  }

  /** Behind everything in the file, and behind where its last record was noted to be. */
  private static long beyondAll(RollFile rollFile, RollFileIndex index, long damagedAt) {
    long noted = Math.max(damagedAt, index.writePosition()) + ChronicleFormat.HEADER_BYTES;
    return ChronicleFormat.align(rollFile.endOfContent(noted));
  }

  private static long alongTheChain(
      RollFile rollFile, long damagedAt, long end, RecordBuffer record) {
    int header = rollFile.intAt(damagedAt);
    if (!ChronicleFormat.isRecord(header)) {
      return -1;
    }
    long next = rollFile.following(damagedAt, header);
    return next == end || rollFile.load(next, record) ? next : -1;
  }
}
