package io.penstock.tools.look;

import io.penstock.counters.ReaderCounter;
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
 */
public record ReaderLook(
    String name,
    Life life,
    long pid,
    long heartbeatEpochMs,
    Position position,
    Counts<ReaderCounter> counts) {

  static ReaderLook at(Path file, long nowEpochMs) throws IOException {
    try (ReaderFile reader = ReaderFile.openReadOnly(file)) {
      return new ReaderLook(
          file.getFileName().toString(),
          Life.of(reader.counters(), nowEpochMs),
          reader.counters().pid(),
          reader.counters().heartbeatEpochMs(),
          reader.position(),
          Counts.of(reader.counters(), ReaderCounter.class));
    }
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
