package io.penstock.os;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * A lock that one process at a time can hold; the kernel releases it when the process ends in any
 * way.
 *
 * <p>It is flock(2) on a file that nothing else opens. Not a lock of {@code FileChannel}, which is
 * a POSIX lock: such a one is lost when its own process opens and closes the file. On NFS the
 * kernel makes a POSIX lock of it all the same; keep locks on a local disk.
 *
 * <p>Never delete the file: a process that opened it before and one that creates it again would
 * each hold a lock. In case it is deleted, the holder calls {@link #keep} now and then.
 */
public final class ExclusiveLock implements AutoCloseable {
  private static final int PERMISSIONS = 0640; // octal: the group may look

  private static final int ATTEMPTS = 10;

  private final Path file;
  private int fd;

  private ExclusiveLock(Path file, int fd) {
    this.file = file;
    this.fd = fd;
  }

  /**
   * Takes the lock, and makes its file first when there is none.
   *
   * @return empty when another holds it, in this process or any other
   * @throws IOException when the file cannot be opened or its file system cannot lock
   */
  public static Optional<ExclusiveLock> tryLock(Path file) throws IOException {
    int fd = tryOpenLocked(file);
    return fd < 0 ? Optional.empty() : Optional.of(new ExclusiveLock(file, fd));
  }

  /** A descriptor that holds the lock on the file that now lies there; -1 when another has it. */
  private static int tryOpenLocked(Path file) throws IOException {
    for (int i = 0; i < ATTEMPTS; i++) {
      int fd = FileCalls.open(file, FileCalls.O_RDWR | FileCalls.O_CREAT, PERMISSIONS);
      if (fd < 0) {
        throw new IOException("cannot open the lock " + file + ": " + Libc.text(-fd));
      }
      int result = FileCalls.lockExclusively(fd);
      if (result == 0 && isAt(file, fd)) {
        return fd;
      }
      FileCalls.close(fd);
      if (result == -Libc.EAGAIN) {
        return -1;
      }
      if (result != 0) {
        throw new IOException("cannot lock " + file + ": " + Libc.text(-result));
      }
    }
    throw new IOException("cannot lock " + file + ": it keeps being removed");
  }

  /** As long as it is open nothing else on its file system has its number. */
  private static boolean isAt(Path file, int fd) {
    return FileCalls.inode(file) == FileCalls.inode(fd);
  }

  /** What became of a lock since it was taken. */
  public enum Kept {
    /** Its file lies where it was. */
    IN_PLACE,
    /** Its file was removed or replaced; the lock is taken again, and no other process had it. */
    TAKEN_ANEW,
    /** Its file was removed or replaced, and another process holds the lock now. */
    LOST
  }

  /**
   * Takes the lock again when its file is gone.
   *
   * @throws IOException when the file cannot be made
   */
  public synchronized Kept keep() throws IOException {
    if (isAt(file, fd)) {
      return Kept.IN_PLACE;
    }
    int next = tryOpenLocked(file);
    if (next < 0) {
      return Kept.LOST;
    }
    FileCalls.close(fd);
    fd = next;
    return Kept.TAKEN_ANEW;
  }

  /** Gives the lock back. The file stays. */
  @Override
  public synchronized void close() {
    if (fd >= 0) {
      FileCalls.close(fd);
      fd = -1;
    }
  }
}
