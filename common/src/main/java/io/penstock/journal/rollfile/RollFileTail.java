package io.penstock.journal.rollfile;

import io.penstock.journal.record.LayoutText;
import java.nio.file.Path;

/**
 * How one roll file ends, and what its last sound record says.
 *
 * @param end how its chain of headers ends
 * @param lastSoundAt position of the last sound record; −1 when nothing that was looked at is sound
 * @param records how many records it has
 * @param endBytes where its next header goes
 * @param contentBytes it is zero from here on
 * @param text the layout record that it begins with; null when that is not sound
 * @param nextNumber number after the last sound record
 * @param payloadBytes payload bytes up to and with it
 * @param receiveTimeNs its receive time
 */
public record RollFileTail(
    End end,
    long lastSoundAt,
    long records,
    long endBytes,
    long contentBytes,
    LayoutText text,
    long nextNumber,
    long payloadBytes,
    long receiveTimeNs) {

  /** How a file's chain of headers ends. */
  public enum End {
    /** At a zero, with nothing behind it that was ever a record: here it continues. */
    OPEN,
    /** At the marker that Chronicle writes when it leaves a file. */
    CLOSED,
    /** Before the end of what is there: a power cut has eaten a page, or worse. */
    BROKEN
  }

  /**
   * Finds it from where Chronicle says that the last record lies; over all the file when that is
   * wrong.
   */
  public static RollFileTail of(Path file) {
    try (TailSearch search = new TailSearch(file)) {
      return search.fromTheLastRecord();
    }
  }

  /** The number after the last sound record, wherever it lies; 0 when nothing in it is sound. */
  public static long nextNumberOverAll(Path file) {
    try (TailSearch search = new TailSearch(file)) {
      return search.nextNumberOverAll();
    }
  }

  public boolean isNothingSound() {
    return lastSoundAt < 0;
  }

  /**
   * Notes the last sound record as the last in the file's header, so that neither Chronicle nor a
   * reader takes the break in the chain for the end. Where the header has no place for it, readers
   * find the end of the file by themselves.
   */
  public void note(Path path) {
    try (RollFile file = RollFile.open(path)) {
      RollFileIndex index = file.index();
      if (index.canNoteLast()) {
        index.noteLast(path, lastSoundAt, Math.max(index.sequenceOf(lastSoundAt), records));
      }
    }
  }
}
