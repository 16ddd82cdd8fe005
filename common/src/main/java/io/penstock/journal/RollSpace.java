package io.penstock.journal;

import io.penstock.crash.CrashPoint;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicLong;
import org.agrona.BufferUtil;

/**
 * One roll file as the writer and the allocator share it: how far its blocks are allocated, how far
 * it is written.
 *
 * <p>{@code allocated} is stored by whoever allocates, {@code written} and {@code closed} by the
 * writer. Zeros go through a channel, so that a disk without room answers with an exception here
 * and never with a fault in the writer's mapping.
 */
final class RollSpace implements AutoCloseable {
  private static final int ZEROS_BYTES = 256 << 10;

  private final int cycle;
  private final int blockBytes;

  /** Null where there is nothing to write to: {@link #before}. */
  private final RandomAccessFile file;

  private final FileChannel channel;
  private final ByteBuffer zeros = ByteBuffer.allocateDirect(ZEROS_BYTES);
  private final AtomicLong allocatedBytes;
  private final AtomicLong writtenBytes;
  private final AtomicLong closedBytes = new AtomicLong(-1);

  private RollSpace(int cycle, int blockBytes, RandomAccessFile file, long writtenBytes) {
    this.cycle = cycle;
    this.blockBytes = blockBytes;
    this.file = file;
    this.channel = file == null ? null : file.getChannel();
    this.allocatedBytes = new AtomicLong(writtenBytes);
    this.writtenBytes = new AtomicLong(writtenBytes);
  }

  /** A new, empty file under the name that Chronicle will look for. */
  static RollSpace prepare(Path prepared, int cycle, int blockBytes) throws IOException {
    RandomAccessFile file = new RandomAccessFile(prepared.toFile(), "rw");
    file.setLength(0);
    return new RollSpace(cycle, blockBytes, file, 0);
  }

  /**
   * What stands for the file before one that the disk has no room for yet: full, so that the writer
   * rolls as soon as the next is ready, and never written.
   *
   * @param bytes as many as a file has at most
   */
  static RollSpace before(int cycle, long bytes) {
    return new RollSpace(cycle - 1, 0, null, bytes);
  }

  /** Whether this is no file, but what stands for one. */
  boolean isBefore() {
    return file == null;
  }

  /** A file that is continued: nothing behind its end counts as allocated. */
  static RollSpace resume(Path existing, int cycle, int blockBytes, long endBytes)
      throws IOException {
    RandomAccessFile file = new RandomAccessFile(existing.toFile(), "rw");
    return new RollSpace(cycle, blockBytes, file, endBytes);
  }

  /**
   * Writes zeros up to a position; what was allocated before the disk refused stays allocated.
   *
   * @throws IOException when the disk takes no more
   */
  void allocateTo(long targetBytes) throws IOException {
    long at = allocatedBytes.getPlain();
    if (at < targetBytes) {
      lengthenFor(targetBytes);
    }
    while (at < targetBytes) {
      zeros.clear().limit((int) Math.min(ZEROS_BYTES, targetBytes - at));
      at += channel.write(zeros, at);
      CrashPoint.DURING_ALLOCATE.pass();
      allocatedBytes.setRelease(at);
    }
  }

  /**
   * Makes the file as long as Chronicle wants it when it maps the block that holds a position. Done
   * by Chronicle itself, it could cut off what is allocated here at the same moment.
   */
  private void lengthenFor(long position) throws IOException {
    long length = (position / blockBytes + 1) * blockBytes + blockBytes / 4;
    if (file.length() < length) {
      file.setLength(length);
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
      if (file != null) {
        file.close();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      BufferUtil.free(zeros);
    }
  }
}
