package io.penstock.journal;

/**
 * A place in the roll files that is told where to go: headers one after another, and records behind
 * them. Used by one thread at a time.
 */
interface Tailer {
  /** Goes to the beginning of a file; false when it is not there or not ready yet. */
  boolean enter(int newCycle);

  /** Lets go of the file, until another cursor wants it: its blocks may be wanted back. */
  void leave();

  /** Goes to a header in the file that it is in. */
  void moveTo(long newPosition, long newSequence);

  /** Goes to the next file on the disk; false when there is none yet. */
  boolean enterNextFile();

  /**
   * The header that is read next, over Chronicle's own pages; in no file yet, the end of one.
   *
   * <p>0 where nothing has been appended yet.
   */
  int headerAhead();

  /**
   * Copies the record ahead and checks the copy; moves behind it when it is sound.
   *
   * @param header that {@link #headerAhead} gave
   * @return whether it is sound; when not, nothing has moved
   */
  boolean read(int header, RecordBuffer record);

  /** The file that it is in; −1 before the first. */
  int cycle();

  /** Where {@link #headerAhead} lies in its file. */
  long position();

  /** Sequence of the record ahead. */
  long sequence();

  /** The newest file that a writer has begun. */
  int newestCycle();

  /** Chronicle index of what was read last. */
  long index();

  /** Chronicle index of what is read next. */
  long nextIndex();
}
