package io.penstock.journal;

/**
 * A writer was opened and the disk had no room for its first file: nothing can be appended, and the
 * allocator makes that file as soon as there is room.
 *
 * <p>It stands for no file on the disk, least of all for the one before: nothing is written by it,
 * closed or freed.
 *
 * @param nextCycle of the file that waits for room
 */
record NoRoomYet(int nextCycle) implements Space {
  @Override
  public void close() {
    // nothing is open
  }
}
