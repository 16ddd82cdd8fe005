package io.penstock.journal.rollfile;

import io.penstock.journal.record.RecordBuffer;

/**
 * A place in the roll files that is told where to go: headers one after another, and records behind
 * them.
 *
 * <p>It walks by the headers on the disk alone, and never beyond a file's end. Used by one thread
 * at a time.
 */
public final class Tailer {
  private final RollFiles files;
  private final RollBytes bytes;
  private int cycle = -1;
  private long position;
  private long sequence;
  private long index;

  public Tailer(RollFiles files, RollBytes bytes) {
    this.files = files;
    this.bytes = bytes;
  }

  /** Goes to the beginning of a file; false when it is not there or not ready yet. */
  boolean enter(int newCycle) {
    if (!bytes.open(newCycle)) {
      return false;
    }
    cycle = newCycle;
    moveTo(0, 0);
    headerAhead();
    return true;
  }

  /** Lets go of the file, until another cursor wants it: its blocks may be wanted back. */
  public void leave() {
    int resting = bytes.restingCycle();
    if (resting < 0 || !enter(resting)) {
      bytes.close();
      cycle = -1;
    }
  }

  /** Goes to a header in the file that it is in. */
  void moveTo(long newPosition, long newSequence) {
    position = newPosition;
    sequence = newSequence;
  }

  /** Goes to the next file on the disk; false when there is none yet. */
  boolean enterNextFile() {
    if (newestCycle() <= cycle) {
      return false;
    }
    for (int next : files.cycles()) {
      if (next > cycle && enter(next)) {
        return true;
      }
    }
    return false;
  }

  /**
   * The header that is read next, over Chronicle's own pages; in no file yet, the end of one.
   *
   * <p>0 where nothing has been appended yet.
   */
  int headerAhead() {
    if (cycle < 0) {
      return ChronicleFormat.END_OF_FILE;
    }
    int header = bytes.headerAt(position);
    while (ChronicleFormat.isOwn(header)
        && ChronicleFormat.isOwnContent(bytes.intAt(position + ChronicleFormat.HEADER_BYTES))) {
      position = ChronicleFormat.after(position, header);
      header = bytes.headerAt(position);
    }
    return header;
  }

  /**
   * Copies the record ahead and checks the copy; moves behind it when it is sound.
   *
   * @param header that {@link #headerAhead} gave
   * @return whether it is sound; when not, nothing has moved
   */
  boolean read(int header, RecordBuffer record) {
    int length = ChronicleFormat.length(header);
    if (!RecordBuffer.isPossibleLength(length)
        || !bytes.load(position + ChronicleFormat.HEADER_BYTES, length, record)) {
      return false;
    }
    index = RecordIndex.of(cycle, sequence);
    position = ChronicleFormat.after(position, header);
    sequence++;
    return true;
  }

  /** The file that it is in; −1 before the first. */
  int cycle() {
    return cycle;
  }

  /** Where {@link #headerAhead} lies in its file. */
  long position() {
    return position;
  }

  /** Sequence of the record ahead. */
  long sequence() {
    return sequence;
  }

  /** The newest file that a writer has begun. */
  int newestCycle() {
    return bytes.newestCycle();
  }

  /** Chronicle index of what was read last. */
  long index() {
    return index;
  }

  /** Chronicle index of what is read next. */
  long nextIndex() {
    return cycle < 0 ? 0 : RecordIndex.of(cycle, sequence);
  }
}
