package io.penstock.tools.look;

import io.penstock.counters.ReaderCounter;
import io.penstock.counters.ReaderState;
import io.penstock.journal.Position;
import io.penstock.journal.ReaderFile;
import io.penstock.shard.ReaderName;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * What a reader's file said.
 *
 * @param name of the reader, {@code shard-0}
 * @param life whether its worker lives
 * @param pid of the worker that wrote last
 * @param heartbeatEpochMs when that last said that it lives; 0 after a clean end
 * @param position committed
 * @param counts all its counters
 * @param readToNs up to which receive time it has read, epoch ns: that of the last record it took,
 *     before the first that of the record it needs; 0 when not known
 * @param pausedUntilEpochMs until when it is to send nothing; 0 when nobody has paused it
 */
public record ReaderLook(
    String name,
    Life life,
    long pid,
    long heartbeatEpochMs,
    Position position,
    Counts<ReaderCounter> counts,
    long readToNs,
    long pausedUntilEpochMs) {

  static ReaderLook at(Path file, long nowEpochMs) throws IOException {
    try (ReaderFile reader = ReaderFile.openReadOnly(file)) {
      Counts<ReaderCounter> counts = Counts.of(reader.counters(), ReaderCounter.class);
      return new ReaderLook(
          file.getFileName().toString(),
          Life.of(reader.counters(), nowEpochMs),
          reader.counters().pid(),
          reader.counters().heartbeatEpochMs(),
          reader.position(),
          counts,
          counts.get(ReaderCounter.CURSOR_TIME_NS),
          reader.pausedUntilEpochMs());
    }
  }

  /** The same, when it is known by other means how far it has read. */
  ReaderLook readingFrom(long timeNs) {
    return new ReaderLook(
        name, life, pid, heartbeatEpochMs, position, counts, timeNs, pausedUntilEpochMs);
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
