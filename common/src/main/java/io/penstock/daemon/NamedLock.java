package io.penstock.daemon;

import io.penstock.config.DataDirectory;
import io.penstock.net.ExclusiveLock;
import java.io.IOException;
import java.util.Optional;

/**
 * The lock of a role in a data directory, with a note beside it that says who holds it.
 *
 * <p>The lock ends with the process, however it ends; the note is only for people.
 */
public final class NamedLock implements AutoCloseable {
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
   * @throws IOException when the files cannot be made
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
    Holder.thisProcess(command).write(data.holder(role));
    return new NamedLock(lock.get());
  }

  @Override
  public void close() {
    lock.close();
  }
}
