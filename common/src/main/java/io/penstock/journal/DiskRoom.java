package io.penstock.journal;

import io.penstock.config.FreeSpace;
import io.penstock.journal.record.JournalException;
import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.function.LongSupplier;

/**
 * The free space of the journal's disk, and the two marks that divide it: below the soft one
 * retention tightens, below the hard one no more blocks are taken.
 *
 * <p>What lies below the hard mark is left to the small files without which nothing works:
 * positions, locks, logs. Any thread; a look is one system call.
 */
public final class DiskRoom {
  /** A disk without marks. */
  public static final DiskRoom ENDLESS = new DiskRoom(() -> Long.MAX_VALUE, 0, 0);

  private final LongSupplier freeBytes;
  private final long softBytes;
  private final long hardBytes;

  private DiskRoom(LongSupplier freeBytes, long softBytes, long hardBytes) {
    this.freeBytes = freeBytes;
    this.softBytes = Math.max(softBytes, hardBytes);
    this.hardBytes = hardBytes;
  }

  /**
   * The disk under a folder; a file system without a size, such as ramfs, has no end.
   *
   * <p>By java.io.File, which asks the file system: Files.getFileStore looks for the folder in
   * /etc/mtab first, which may lead nowhere in a service that sees no more of /proc than processes.
   *
   * @throws IOException when the file system does not say how large it is
   */
  public static DiskRoom of(Path folder, FreeSpace soft, FreeSpace hard) throws IOException {
    File disk = folder.toFile();
    if (!disk.exists()) {
      throw new IOException(folder + " is not there");
    }
    long diskBytes = disk.getTotalSpace();
    return diskBytes <= 0
        ? ENDLESS
        : new DiskRoom(() -> freeBytesOf(disk), soft.of(diskBytes), hard.of(diskBytes));
  }

  /** A disk whose free space the caller supplies. */
  public static DiskRoom of(LongSupplier freeBytes, long softBytes, long hardBytes) {
    return new DiskRoom(freeBytes, softBytes, hardBytes);
  }

  private static long freeBytesOf(File disk) {
    long bytes = disk.getUsableSpace();
    if (bytes == 0 && disk.getTotalSpace() == 0) {
      throw new JournalException("cannot read the free space of " + disk);
    }
    return bytes;
  }

  /** Bytes that are free for a process without privileges. */
  public long freeBytes() {
    return freeBytes.getAsLong();
  }

  /** Below this many free bytes retention tightens; never less than the hard mark. */
  public long softBytes() {
    return softBytes;
  }

  /** Below this many free bytes nothing more is taken. */
  public long hardBytes() {
    return hardBytes;
  }

  /** Whether no more blocks may be taken. */
  public boolean isFull() {
    return freeBytes() < hardBytes;
  }
}
