package io.penstock.journal;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.atomic.AtomicLong;
import org.agrona.BufferUtil;

/**
 * One roll file as the writer and the allocator share it: how far its blocks are allocated, how far
 * it is written.
 *
 * <p>{@code allocated} is stored by the allocator only, {@code written} and {@code closed} by the
 * writer only. Zeros go through a channel, so that a disk without room answers with an exception
 * here and never with a fault in the writer's mapping.
 */
final class RollSpace implements AutoCloseable {
  private static final int ZEROS_BYTES = 256 << 10;

  private final int cycle;
  private final FileChannel channel;
  private final ByteBuffer zeros = ByteBuffer.allocateDirect(ZEROS_BYTES);
  private final AtomicLong allocatedBytes;
  private final AtomicLong writtenBytes;
  private final AtomicLong closedBytes = new AtomicLong(-1);

  private RollSpace(int cycle, FileChannel channel, long writtenBytes) {
    this.cycle = cycle;
    this.channel = channel;
    this.allocatedBytes = new AtomicLong(writtenBytes);
    this.writtenBytes = new AtomicLong(writtenBytes);
  }

  /** A new file under the name that Chronicle will look for. */
  static RollSpace prepare(RollFiles files, int cycle) throws IOException {
    return new RollSpace(
        cycle,
        FileChannel.open(
            files.prepared(cycle),
            StandardOpenOption.CREATE,
            StandardOpenOption.TRUNCATE_EXISTING,
            StandardOpenOption.WRITE),
        0);
  }

  /** The same, with its first blocks, or not at all. */
  static RollSpace prepare(RollFiles files, int cycle, long firstBytes) {
    try {
      RollSpace space = prepare(files, cycle);
      try {
        space.allocateTo(firstBytes);
        return space;
      } catch (IOException e) {
        space.close();
        throw e;
      }
    } catch (IOException e) {
      throw new JournalException(files.file(cycle) + " cannot be begun", e);
    }
  }

  /** A file that is continued: nothing behind its end counts as allocated. */
  static RollSpace resume(Path file, int cycle, long endBytes) {
    try {
      FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE);
      return new RollSpace(cycle, channel, endBytes);
    } catch (IOException e) {
      throw new JournalException(file + " cannot be continued", e);
    }
  }

  /**
   * Writes zeros up to a position; what was allocated before the disk refused stays allocated.
   *
   * @throws IOException when the disk takes no more
   */
  void allocateTo(long targetBytes) throws IOException {
    long at = allocatedBytes.getPlain();
    while (at < targetBytes) {
      zeros.clear().limit((int) Math.min(ZEROS_BYTES, targetBytes - at));
      at += channel.write(zeros, at);
      allocatedBytes.setRelease(at);
    }
  }

  int cycle() {
    return cycle;
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
    try {
      channel.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      BufferUtil.free(zeros);
    }
  }
}
