package io.penstock.tools.upkeep;

import io.penstock.config.DataDirectory;
import io.penstock.daemon.ExitCode;
import io.penstock.daemon.NamedLock;
import io.penstock.daemon.ProgramException;
import io.penstock.reader.ReaderFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * The lock of a reader. When a worker has it, that is asked to let the reader go for a moment; it
 * takes it up again when this is closed.
 */
final class Borrowed implements AutoCloseable {
  private static final long PATIENCE_MS = ReaderFile.LET_GO_MS - 1_000;
  private static final long ASK_AGAIN_MS = 500;
  private static final long POLL_NS = TimeUnit.MILLISECONDS.toNanos(20);

  private final NamedLock lock;
  private final Path file;

  private Borrowed(NamedLock lock, Path file) {
    this.lock = lock;
    this.file = file;
  }

  /**
   * Takes the lock.
   *
   * @throws ProgramException with {@link ExitCode#LOCKED} when its holder does not release it
   */
  static Borrowed of(DataDirectory data, String reader, String command) throws IOException {
    Path file = data.readers().resolve(reader);
    Optional<NamedLock> lock = tryLock(data, reader, command);
    long begunNs = System.nanoTime();
    long waitedMs = 0;
    long askAtMs = 0;
    while (lock.isEmpty() && waitedMs < PATIENCE_MS) {
      if (waitedMs >= askAtMs) { // another tool may have replaced the file that it was asked in
        askAtMs += ASK_AGAIN_MS;
        ReaderFile.askToLetGo(file, System.currentTimeMillis() + ReaderFile.LET_GO_MS - waitedMs);
      }
      LockSupport.parkNanos(POLL_NS);
      lock = tryLock(data, reader, command);
      waitedMs = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begunNs);
    }
    if (lock.isEmpty()) {
      takeBack(file);
      throw new ProgramException(ExitCode.LOCKED, refusal(data, reader, command));
    }
    return new Borrowed(lock.get(), file);
  }

  private static Optional<NamedLock> tryLock(DataDirectory data, String reader, String command)
      throws IOException {
    try {
      return Optional.of(NamedLock.acquire(data, reader, command));
    } catch (ProgramException e) {
      if (e.exitCode() != ExitCode.LOCKED) {
        throw e;
      }
      return Optional.empty();
    }
  }

  /** What the lock itself says now, and that it was asked for. */
  private static String refusal(DataDirectory data, String reader, String command)
      throws IOException {
    try (NamedLock _ = NamedLock.acquire(data, reader, command)) {
      return reader + " was let go too late; nothing was changed, try again";
    } catch (ProgramException e) {
      return e.getMessage()
          + ". It was asked to let "
          + reader
          + " go and did not within "
          + TimeUnit.MILLISECONDS.toSeconds(PATIENCE_MS)
          + " s; nothing was changed";
    }
  }

  private static void takeBack(Path file) throws IOException {
    if (Files.exists(file)) {
      ReaderFile.askToLetGo(file, 0);
    }
  }

  @Override
  public void close() throws IOException {
    try {
      takeBack(file);
    } finally {
      lock.close();
    }
  }
}
