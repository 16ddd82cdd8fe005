package io.penstock.worker;

import io.penstock.config.DataDirectory;
import io.penstock.daemon.Holder;
import io.penstock.daemon.NamedLock;
import io.penstock.reader.ReaderFile;
import io.penstock.shard.ReaderName;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * The locks of the readers that this thread has open, and which it let go because a tool asked for
 * them.
 */
final class ReaderLocks implements AutoCloseable {
  /** As the note beside a lock has it. */
  private static final String COMMAND = "penstock worker";

  /** A tool that asks for longer is not obeyed. */
  private static final long LET_GO_MAX_NS = TimeUnit.MILLISECONDS.toNanos(2 * ReaderFile.LET_GO_MS);

  private final Surroundings surroundings;
  private final DataDirectory data;
  private final Map<ReaderName, NamedLock> locks = new HashMap<>();

  /** Readers that were let go for a tool, and when. */
  private final Map<ReaderName, Long> letGoNs = new HashMap<>();

  ReaderLocks(Surroundings surroundings) {
    this.surroundings = surroundings;
    this.data = surroundings.data();
  }

  boolean holds(ReaderName name) {
    return locks.containsKey(name);
  }

  /** How many are held. */
  int count() {
    return locks.size();
  }

  /**
   * Takes the lock of a reader.
   *
   * @throws io.penstock.daemon.ProgramException when another process holds it
   */
  void acquire(ReaderName name) throws IOException {
    locks.put(name, NamedLock.acquire(data, name.toString(), COMMAND));
  }

  /** Gives a lock back, if it is held. */
  void release(ReaderName name) {
    NamedLock lock = locks.remove(name);
    if (lock != null) {
      lock.close();
    }
  }

  /** A tool has asked for a reader, and its lock is given back next. */
  void letGo(ReaderName name) {
    letGoNs.put(name, surroundings.nanoClock().nanoTime());
  }

  /** Whether a reader was let go for a tool and has not come back. */
  boolean isLetGo(ReaderName name) {
    return letGoNs.containsKey(name);
  }

  /** Whether any was. */
  boolean isAnyLetGo() {
    return !letGoNs.isEmpty();
  }

  /** A reader that a tool had is back. */
  void returned(ReaderName name) {
    letGoNs.remove(name);
  }

  /** Whether the tool that a reader was let go for still asks: it does so before it locks. */
  boolean isAskedFor(ReaderName name) throws IOException {
    Long sinceNs = letGoNs.get(name);
    if (sinceNs == null || surroundings.nanoClock().nanoTime() - sinceNs > LET_GO_MAX_NS) {
      return false;
    }
    try (ReaderFile file = ReaderFile.openReadOnly(data.readers().resolve(name.toString()))) {
      return file.isAskedToLetGo(surroundings.epochClock().time());
    }
  }

  /** Whether it is a tool, and no other worker, that holds the lock of a reader. */
  boolean isHeldByATool(ReaderName name) {
    return isLetGo(name)
        || Holder.read(data.holder(name.toString()))
            .filter(holder -> !holder.command().equals(COMMAND))
            .isPresent();
  }

  /** Sees to it that the locks still exclude others, whatever became of their files. */
  void keep() {
    locks.values().forEach(NamedLock::keep);
  }

  @Override
  public void close() {
    locks.values().forEach(NamedLock::close);
    locks.clear();
  }
}
