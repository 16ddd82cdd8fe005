package io.penstock.os;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Path;

/** Makes an exception of what a system call answered: the kind by errno, the words for people. */
final class FileFault {
  private FileFault() {}

  /**
   * The exception that a caller may want to tell from others, or a plain one.
   *
   * @param what was being done, with the file's name
   * @param path of the file
   */
  static IOException of(int errno, String what, Path path) {
    return switch (errno) {
      case Libc.ENOSPC -> new NoRoomException(lackOf(path), what);
      case Libc.EDQUOT -> new NoRoomException(NoRoomException.Lack.QUOTA, what);
      case Libc.EMFILE, Libc.ENFILE -> new NoRoomException(NoRoomException.Lack.DESCRIPTORS, what);
      case Libc.EFBIG -> new NoRoomException(NoRoomException.Lack.FILE_SIZE, what);
      case Libc.EEXIST -> new FileAlreadyExistsException(path.toString(), null, what);
      default -> new IOException(what + ": " + Libc.text(errno));
    };
  }

  private static NoRoomException.Lack lackOf(Path path) {
    return HostFiles.hasInodes(path.toAbsolutePath().getParent())
        ? NoRoomException.Lack.BLOCKS
        : NoRoomException.Lack.INODES;
  }
}
