package io.penstock.net;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * A lock that one process at a time can hold, given back by the kernel when the process ends in
 * whatever way.
 *
 * <p>It is flock(2) on a file that nothing else opens. Not a lock of {@code FileChannel}, which is
 * a POSIX lock: such a one is lost when its own process opens and closes the file. On NFS the
 * kernel makes a POSIX lock of it all the same; keep locks on a local disk.
 *
 * <p>Do not delete the file: who opened it before and who makes it anew would each hold a lock.
 */
public final class ExclusiveLock implements AutoCloseable {
  private static final int PERMISSIONS = 0640; // octal: the group may look

  private int fd;

  private ExclusiveLock(int fd) {
    this.fd = fd;
  }

  /**
   * Takes the lock, and makes its file first when there is none.
   *
   * @return empty when another holds it, in this process or any other
   * @throws IOException when the file cannot be opened or its file system cannot lock
   */
  public static Optional<ExclusiveLock> tryLock(Path file) throws IOException {
    int fd = FileCalls.open(file, FileCalls.O_RDWR | FileCalls.O_CREAT, PERMISSIONS);
    if (fd < 0) {
      throw new IOException("cannot open the lock " + file + ": " + Libc.text(-fd));
    }
    int result = FileCalls.lockExclusively(fd);
    if (result == 0) {
      return Optional.of(new ExclusiveLock(fd));
    }
    FileCalls.close(fd);
    if (result == -Libc.EAGAIN) {
      return Optional.empty();
    }
    throw new IOException("cannot lock " + file + ": " + Libc.text(-result));
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
