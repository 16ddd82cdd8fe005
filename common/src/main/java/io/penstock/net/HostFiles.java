package io.penstock.net;

import java.io.IOException;
import java.nio.file.Path;

/** What the JDK does not offer of files: holes, and the kind of their file system. */
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
        throw new IOException("cannot punch a hole in " + file + ": " + Libc.text(-result));
      }
      return Math.max(0, before - FileCalls.allocatedBytes(fd));
    } finally {
      FileCalls.close(fd);
    }
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
      default -> "0x" + Long.toHexString(magic);
    };
  }
}
