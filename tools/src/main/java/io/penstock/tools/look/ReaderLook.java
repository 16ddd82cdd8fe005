package io.penstock.tools.look;

import io.penstock.audit.ReaderLife;
import io.penstock.backlog.Backlog;
import io.penstock.backlog.Head;
import io.penstock.backlog.Oldest;
import io.penstock.backlog.Progress;
import io.penstock.counters.ReaderCounter;
import io.penstock.counters.ReaderState;
import io.penstock.reader.Position;
import io.penstock.reader.ReaderFile;
import io.penstock.shard.ReaderName;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * What a reader's file said.
 *
 * @param name of the reader, {@code shard-0}
 * @param life whether its worker lives
 * @param pid of the worker that wrote last
 * @param heartbeatEpochMs when that last said that it lives; 0 after a clean end
 * @param position committed
 * @param counts all its counters
 * @param backlog what waits for it
 * @param pausedUntilEpochMs until when it must send nothing; 0 when it is not paused
 * @param books which of its books these are
 */
public record ReaderLook(
    String name,
    Life life,
    long pid,
    long heartbeatEpochMs,
    Position position,
    Counts<ReaderCounter> counts,
    Backlog backlog,
    long pausedUntilEpochMs,
    ReaderLife books) {

  static ReaderLook at(Path file, long nowEpochMs, Head head, Oldest oldest, Processes processes)
      throws IOException {
    try (ReaderFile reader = ReaderFile.openReadOnly(file)) {
      String name = file.getFileName().toString();
      Life life = Life.of(file, reader.counters(), nowEpochMs, processes);
      Position position = reader.position();
      Counts<ReaderCounter> counts = Counts.of(reader.counters(), ReaderCounter.class);
      Progress progress = Progress.of(name, position, counts::get, life == Life.ALIVE);
      return new ReaderLook(
          name,
          life,
          reader.counters().pid(),
          reader.counters().heartbeatEpochMs(),
          position,
          counts,
          Backlog.of(progress, head, TimeUnit.MILLISECONDS.toNanos(nowEpochMs), oldest),
          reader.pausedUntilEpochMs(),
          ReaderLife.of(name, position, reader.begunEpochNs()));
    }
  }

  /** What it does, or why it does nothing, in a word. */
  public String state() {
    long state = counts.get(ReaderCounter.STATE);
    return switch (life) {
      case ALIVE -> ReaderState.of(state).map(ReaderState::label).orElse("state_" + state);
      case DEAD -> "dead";
      case ENDED -> (isRetired() ? ReaderState.RETIRED : ReaderState.STOPPED).label();
    };
  }

  /** Whether all that was left for it is sent, and nothing more will come. */
  public boolean isRetired() {
    return life == Life.ENDED && counts.get(ReaderCounter.STATE) == ReaderState.RETIRED.ordinal();
  }

  /** The place in a ring whose lines it counts; empty when its name does not say. */
  public Optional<ReaderName> place() {
    return ReaderName.of(name);
  }

  /** The shard in its name, -1 when there is none. */
  public int shard() {
    return name.matches("shard-\\d{1,9}") ? Integer.parseInt(name.substring(6)) : -1;
  }
}
