package io.penstock.daemon;

import io.penstock.config.DataDirectory;
import io.penstock.counters.CounterFile;
import io.penstock.counters.FileKind;
import io.penstock.os.ExclusiveLock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Locks a role in a data directory, with a note beside the lock that names the holder.
 *
 * <p>The lock ends with the process, however it ends; the note is only for people. If the lock's
 * file was removed, its holder is still found by its heartbeat, and takes the lock again when it is
 * next asked to {@link #keep} it.
 */
public final class NamedLock implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(NamedLock.class);

  /** Notes whose failure was logged: on a full disk a lock is taken again at each attempt. */
  private static final Set<Path> UNWRITTEN = ConcurrentHashMap.newKeySet();

  /** Longer than any daemon is silent between two heartbeats. */
  private static final long WATCH_MS = 1_500;

  private static final long WATCH_STEP_MS = 50;
  private static final String INGEST = "ingest";

  private final DataDirectory data;
  private final String role;
  private final String command;
  private final ExclusiveLock lock;
  private boolean hasFailed;

  private NamedLock(DataDirectory data, String role, String command, ExclusiveLock lock) {
    this.data = data;
    this.role = role;
    this.command = command;
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
      throw held(data, role, holder(data, role));
    }
    long pid = livingWriter(data, role);
    if (pid != 0) {
      lock.get().close();
      throw held(
          data, role, "process " + pid + ", which lives though the file of its lock was removed");
    }
    NamedLock taken = new NamedLock(data, role, command, lock.get());
    taken.note();
    return taken;
  }

  private static ProgramException held(DataDirectory data, String role, String holder) {
    return new ProgramException(
        ExitCode.LOCKED,
        role + " in " + data.root() + " is held by " + holder + "; stop that process first");
  }

  private static String holder(DataDirectory data, String role) {
    return Holder.read(data.holder(role)).map(Holder::description).orElse("an unknown process");
  }

  /**
   * The other process that writes the counters of the role, 0 when there is none. Only where its
   * process id belongs to a living process its heartbeat is watched for a moment, so that a restart
   * after a kill waits for nothing.
   */
  private static long livingWriter(DataDirectory data, String role) {
    boolean isIngest = role.equals(INGEST);
    Path file = isIngest ? data.ingestCounters() : data.readers().resolve(role);
    try (CounterFile counters =
        CounterFile.openReadOnly(file, isIngest ? FileKind.INGEST : FileKind.READER)) {
      long pid = counters.pid();
      boolean mayLive =
          counters.isAlive(System.currentTimeMillis())
              && pid != ProcessHandle.current().pid()
              && ProcessHandle.of(pid).isPresent();
      return mayLive && beats(counters) ? pid : 0;
    } catch (IOException noneOrUnreadable) {
      return 0;
    }
  }

  private static boolean beats(CounterFile counters) {
    long seenMs = counters.heartbeatEpochMs();
    for (long waitedMs = 0; waitedMs < WATCH_MS; waitedMs += WATCH_STEP_MS) {
      try {
        Thread.sleep(WATCH_STEP_MS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return true;
      }
      long nowMs = counters.heartbeatEpochMs();
      if (nowMs != seenMs) {
        return nowMs != 0; // 0 is its end
      }
    }
    return false;
  }

  /**
   * Ensures that the lock still excludes others: takes it again if its file was removed. A file
   * that cannot be created is tried again the next time.
   *
   * @throws ProgramException with {@link ExitCode#LOCKED} when another process has it now
   */
  public void keep() {
    try {
      switch (lock.keep()) {
        case IN_PLACE -> {}
        case TAKEN_ANEW -> {
          LOG.warn(
              "{} was removed; created and locked again. Never delete locks: two processes would"
                  + " write the same files",
              data.lock(role));
          note();
        }
        case LOST -> throw held(data, role, holder(data, role));
      }
      hasFailed = false;
    } catch (IOException e) {
      if (!hasFailed) {
        LOG.warn("{} was removed and cannot be created again: {}", data.lock(role), e.getMessage());
      }
      hasFailed = true;
    }
  }

  /** A full disk is no reason not to run; but a note that names another process would be worse. */
  private void note() throws IOException {
    Path file = data.holder(role);
    try {
      Holder.thisProcess(command).write(file);
      UNWRITTEN.remove(file);
    } catch (IOException e) {
      Files.deleteIfExists(file);
      if (UNWRITTEN.add(file)) {
        LOG.warn("cannot write the note of who holds the lock: {}: {}", file, e.getMessage());
      }
    }
  }

  @Override
  public void close() {
    lock.close();
  }
}
