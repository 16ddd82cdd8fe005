package io.penstock.journal;

import io.penstock.crash.CrashPoint;
import io.penstock.os.GrowingFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicLong;

/**
 * One roll file as the writer and the allocator share it: how far its blocks are allocated, how far
 * it is written.
 *
 * <p>{@code allocated} is stored by the allocating thread, {@code written} and {@code closed} by
 * the writer. Zeros go through a descriptor, so that a disk without room answers with an exception
 * here and never with a fault in the writer's mapping.
 */
final class RollSpace implements Space {
  private final int cycle;
  private final int blockBytes;
  private final GrowingFile file;
  private final AtomicLong allocatedBytes;
  private final AtomicLong writtenBytes;
  private final AtomicLong closedBytes = new AtomicLong(-1);

  private RollSpace(int cycle, int blockBytes, GrowingFile file, long writtenBytes) {
    this.cycle = cycle;
    this.blockBytes = blockBytes;
    this.file = file;
    this.allocatedBytes = new AtomicLong(writtenBytes);
    this.writtenBytes = new AtomicLong(writtenBytes);
  }

  /** A new, empty file under the name that Chronicle will look for. */
  static RollSpace prepare(Path prepared, int cycle, int blockBytes) throws IOException {
    return new RollSpace(cycle, blockBytes, GrowingFile.create(prepared), 0);
  }

  /** A file that is continued: nothing behind its end counts as allocated. */
  static RollSpace resume(Path existing, int cycle, int blockBytes, long endBytes)
      throws IOException {
    return new RollSpace(cycle, blockBytes, GrowingFile.open(existing), endBytes);
  }

  /**
   * Writes zeros up to a position; what was allocated before the disk refused stays allocated.
   *
   * @throws io.penstock.os.NoRoomException when the disk takes no more
   * @throws IOException when the file cannot be written
   */
  void allocateTo(long targetBytes) throws IOException {
    long at = allocatedBytes.getPlain();
    if (at < targetBytes) {
      lengthenFor(targetBytes);
    }
    while (at < targetBytes) {
      at = file.writeZeros(at, targetBytes);
      CrashPoint.DURING_ALLOCATE.pass();
      allocatedBytes.setRelease(at);
    }
  }

  /**
   * Makes the file as long as Chronicle wants it when it maps the block that holds a position. Done
   * by Chronicle itself, it could cut off what is allocated here at the same moment.
   */
  private void lengthenFor(long position) throws IOException {
    file.lengthenTo((position / blockBytes + 1) * blockBytes + blockBytes / 4);
  }

  int cycle() {
    return cycle;
  }

  @Override
  public int nextCycle() {
    return cycle + 1;
  }

  long allocatedBytes() {
    return allocatedBytes.getAcquire();
  }

  long writtenBytes() {
    return writtenBytes.getAcquire();
  }

  void written(long bytes) {
    writtenBytes.setRelease(bytes);
  }

  /** Says that nothing will be written any more, the end marker included. */
  void closeAt(long bytes) {
    closedBytes.setRelease(bytes);
  }

  /** Where the file ends for good; −1 while it is written. */
  long closedBytes() {
    return closedBytes.getAcquire();
  }

  @Override
  public void close() {
    file.close();
  }
}
