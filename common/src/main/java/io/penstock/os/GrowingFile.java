package io.penstock.os;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;

/**
 * A file that is given blocks by writing zeros behind its end. A disk without room answers with a
 * {@link NoRoomException}, whatever language the system speaks.
 *
 * <p>Threads: one at a time.
 */
public final class GrowingFile implements AutoCloseable {
  private static final int ZEROS_BYTES = 256 << 10;
  private static final MemorySegment ZEROS = Arena.global().allocate(ZEROS_BYTES, 4096);
  private static final int PERMISSIONS = 0666; // octal: the umask takes from them

  private final Path path;
  private final MemorySegment errno = Libc.newErrno();
  private int fd;

  /**
   * The file is at least this long: others may lengthen it too, and no process shortens it
   * meanwhile.
   */
  private long lengthBytes;

  private GrowingFile(Path path, int fd) {
    this.path = path;
    this.fd = fd;
  }

  /** Opens a file, empty: makes it, or cuts off what it holds. */
  public static GrowingFile create(Path path) throws IOException {
    GrowingFile file = open(path, FileCalls.O_CREAT);
    try {
      file.setLength(0);
      return file;
    } catch (IOException e) {
      file.close();
      throw e;
    }
  }

  /** Opens a file that is there. */
  public static GrowingFile open(Path path) throws IOException {
    return open(path, 0);
  }

  private static GrowingFile open(Path path, int flags) throws IOException {
    int fd = FileCalls.open(path, FileCalls.O_RDWR | flags, PERMISSIONS);
    if (fd < 0) {
      throw FileFault.of(-fd, "cannot open " + path, path);
    }
    return new GrowingFile(path, fd);
  }

  /** Makes the file at least so long; what is new is a hole, and reads as zeros. */
  public void lengthenTo(long bytes) throws IOException {
    if (lengthBytes >= bytes) {
      return;
    }
    lengthBytes = FileCalls.length(fd);
    if (lengthBytes < 0) {
      throw FileFault.of((int) -lengthBytes, "cannot ask for the size of " + path, path);
    }
    if (lengthBytes < bytes) {
      setLength(bytes);
      lengthBytes = bytes;
    }
  }

  private void setLength(long bytes) throws IOException {
    int result = FileCalls.setLength(errno, fd, bytes);
    if (result < 0) {
      throw FileFault.of(-result, "cannot set the size of " + path, path);
    }
  }

  /**
   * Writes zeros from one position towards another, some at a call.
   *
   * @return up to where they are written now
   */
  public long writeZeros(long from, long to) throws IOException {
    int result = write(ZEROS, from, Math.min(ZEROS_BYTES, to - from));
    return from + result;
  }

  /** Writes all of some bytes. */
  void write(byte[] content) throws IOException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment bytes = arena.allocateFrom(ValueLayout.JAVA_BYTE, content);
      long at = 0;
      while (at < content.length) {
        at += write(bytes.asSlice(at), at, content.length - at);
      }
    }
  }

  private int write(MemorySegment source, long at, long length) throws IOException {
    int result;
    do {
      result = FileCalls.writeAt(errno, fd, source.address(), length, at);
    } while (result == -Libc.EINTR);
    if (result < 0) {
      throw FileFault.of(-result, "cannot write " + path, path);
    }
    return result;
  }

  /** Forces what was written to the disk. */
  void force() throws IOException {
    int result = FileCalls.force(errno, fd);
    if (result < 0) {
      throw FileFault.of(-result, "cannot force " + path + " to the disk", path);
    }
  }

  @Override
  public void close() {
    if (fd >= 0) {
      FileCalls.close(fd);
      fd = -1;
    }
  }
}
