package io.penstock.os;

import java.io.IOException;
import java.nio.file.Path;

/** What the JDK does not offer of files: blocks, holes, and the kind of their file system. */
public final class HostFiles {
  private HostFiles() {}

  /**
   * Gives the blocks of a range back to the file system; the range then reads as zeros, and the
   * file keeps its size.
   *
   * <p>Any thread. Opens and closes the file: a POSIX lock that this process holds on it is gone
   * afterwards.
   *
   * @return bytes given back, whole blocks; 0 where the file system cannot do it
   * @throws IOException when the file cannot be opened or changed
   */
  public static long punchHole(Path file, long offset, long length) throws IOException {
    int fd = open(file, FileCalls.O_RDWR);
    try {
      long before = FileCalls.allocatedBytes(fd);
      int result = FileCalls.punchHole(fd, offset, length);
      if (result == -Libc.EOPNOTSUPP) {
        return 0;
      }
      if (result < 0) {
        throw FileFault.of(-result, "cannot punch a hole in " + file, file);
      }
      return Math.max(0, before - FileCalls.allocatedBytes(fd));
    } finally {
      FileCalls.close(fd);
    }
  }

  /**
   * Bytes that a file really takes on its disk, holes not counted; 0 when there is no such file.
   *
   * <p>Any thread; asks by the name and opens nothing.
   *
   * @throws IOException when it cannot be asked
   */
  public static long allocatedBytes(Path file) throws IOException {
    long bytes = FileCalls.allocatedBytes(file);
    if (bytes < 0 && bytes != -Libc.ENOENT) {
      throw FileFault.of((int) -bytes, "cannot ask for the blocks of " + file, file);
    }
    return Math.max(0, bytes);
  }

  /**
   * Gives real blocks to whatever part of a file has none; what it holds stays, and its size.
   *
   * @throws NoRoomException when the disk has no room
   * @throws IOException when the file cannot be opened or changed
   */
  public static void fillHoles(Path file, long length) throws IOException {
    int fd = open(file, FileCalls.O_RDWR);
    try {
      int result = FileCalls.allocate(fd, length);
      if (result < 0 && result != -Libc.EOPNOTSUPP) {
        throw FileFault.of(-result, "cannot allocate blocks for " + file, file);
      }
    } finally {
      FileCalls.close(fd);
    }
  }

  /**
   * Makes a file with that content, whole and on the disk, or none: it is written under another
   * name first.
   *
   * @throws NoRoomException when the disk has no room
   */
  public static void writeWhole(Path file, byte[] content) throws IOException {
    Path draft = file.resolveSibling(file.getFileName() + ".new");
    try (GrowingFile written = GrowingFile.create(draft)) {
      written.write(content);
      written.force();
    }
    int result = FileCalls.rename(draft, file);
    if (result < 0) {
      throw FileFault.of(-result, "cannot make " + file, file);
    }
  }

  /**
   * Overwrites the beginning of a file, so that all of it has blocks.
   *
   * @throws NoRoomException when the disk has no room
   */
  public static void overwrite(Path file, byte[] content) throws IOException {
    try (GrowingFile written = GrowingFile.open(file)) {
      written.write(content);
    }
  }

  /**
   * Gives a file another name beside its own; unlike a rename it never replaces.
   *
   * @throws java.nio.file.FileAlreadyExistsException when something has that name
   * @throws NoRoomException when the disk has no room
   */
  public static void link(Path file, Path name) throws IOException {
    int result = FileCalls.link(file, name);
    if (result < 0) {
      throw FileFault.of(-result, "cannot give " + file + " the name " + name, name);
    }
  }

  /** Whether the file system under a folder can take another file; true when unknown. */
  public static boolean hasInodes(Path folder) {
    return FileCalls.hasInodes(folder);
  }

  /**
   * The file system that a file or folder lies on, by its usual name: {@code ext4} (which stands
   * for ext2 and ext3 too), {@code xfs}, {@code tmpfs}, {@code nfs} …; an unknown one as {@code
   * 0x…}.
   *
   * <p>Source: statfs(2), linux/magic.h.
   */
  public static String fileSystemType(Path path) throws IOException {
    int fd = open(path, FileCalls.O_RDONLY);
    try {
      long magic = FileCalls.fileSystemMagic(fd);
      if (magic < 0) {
        throw new IOException("cannot ask for the file system of " + path);
      }
      return name(magic);
    } finally {
      FileCalls.close(fd);
    }
  }

  private static int open(Path path, int flags) throws IOException {
    int fd = FileCalls.open(path, flags, 0);
    if (fd < 0) {
      throw new IOException("cannot open " + path + ": " + Libc.text(-fd));
    }
    return fd;
  }

  private static String name(long magic) {
    return switch ((int) magic) {
      case 0xef53 -> "ext4";
      case 0x58465342 -> "xfs";
      case 0x9123683e -> "btrfs";
      case 0x2fc12fc1 -> "zfs";
      case 0xf2f52010 -> "f2fs";
      case 0x01021994 -> "tmpfs";
      case 0x794c7630 -> "overlay";
      case 0x6969 -> "nfs";
      case 0xff534d42, 0xfe534d42 -> "cifs";
      case 0x65735546 -> "fuse";
      case 0x01021997 -> "9p";
      case 0x00c36400 -> "ceph";
      case 0xca451a4e -> "bcachefs";
      case 0x3434 -> "nilfs2";
      case 0x0bd00bd0 -> "lustre";
      case 0x5346414f -> "afs";
      case 0x786f4256 -> "vboxsf";
      case 0x01161970 -> "gfs2";
      case 0x7461636f -> "ocfs2";
      case 0x858458f6 -> "ramfs";
      case 0x3153464a -> "jfs";
      case 0x52654973 -> "reiserfs";
      default -> "0x" + Long.toHexString(magic);
    };
  }
}
