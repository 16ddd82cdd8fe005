package io.penstock.daemon;

import io.penstock.config.DataDirectory;
import io.penstock.net.ExclusiveLock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The lock of a role in a data directory, with a note beside it that says who holds it.
 *
 * <p>The lock ends with the process, however it ends; the note is only for people.
 */
public final class NamedLock implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(NamedLock.class);

  private final ExclusiveLock lock;

  private NamedLock(ExclusiveLock lock) {
    this.lock = lock;
  }

  /**
   * Takes the lock.
   *
   * @param role {@code ingest} or {@code shard-N}
   * @param command what to note as holder
   * @throws ProgramException with {@link ExitCode#LOCKED} when another process has it
   * @throws IOException when the lock cannot be made
   */
  public static NamedLock acquire(DataDirectory data, String role, String command)
      throws IOException {
    Optional<ExclusiveLock> lock = ExclusiveLock.tryLock(data.lock(role));
    if (lock.isEmpty()) {
      String holder =
          Holder.read(data.holder(role)).map(Holder::description).orElse("an unknown process");
      throw new ProgramException(
          ExitCode.LOCKED,
          role + " in " + data.root() + " is held by " + holder + "; stop that process first");
    }
    note(Holder.thisProcess(command), data.holder(role));
    return new NamedLock(lock.get());
  }

  /** A full disk is no reason not to run; but a note that names somebody else would be worse. */
  private static void note(Holder holder, Path file) throws IOException {
    try {
      holder.write(file);
    } catch (IOException e) {
      Files.deleteIfExists(file);
      LOG.warn("it cannot be noted who holds the lock: {}: {}", file, e.getMessage());
    }
  }

  @Override
  public void close() {
    lock.close();
  }
}
