package io.penstock.journal;

/** Where the writer appends: a file with its blocks, or none as long as the disk has no room. */
sealed interface Space extends AutoCloseable permits RollSpace, NoRoomYet {
  /** Cycle of the file that follows. */
  int nextCycle();

  @Override
  void close();
}
