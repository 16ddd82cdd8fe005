package io.penstock.journal.rollfile;

import io.penstock.journal.record.RecordBuffer;

/**
 * The bytes of one roll file at a time, mapped or read: what a {@link Tailer} walks. Used by one
 * thread at a time.
 */
public interface RollBytes {
  /** Opens a file in place of the one before; false when it is not there or not ready yet. */
  boolean open(int cycle);

  /**
   * Four bytes at a place, as they were at some time since the file was opened; 0 behind the end.
   */
  int intAt(long at);

  /** The same as they are now, where they say that nothing is there yet. */
  int headerAt(long at);

  /** Copies a record and checks the copy; false when the file ends before, or it is not sound. */
  boolean load(long at, int length, RecordBuffer record);

  /** The newest file that a writer has begun; −1 without any. */
  int newestCycle();

  /**
   * The file to stay in when no cursor reads, so that the blocks of another can be freed; negative
   * for none.
   */
  int restingCycle();

  /** Lets go of the file. */
  void close();
}
