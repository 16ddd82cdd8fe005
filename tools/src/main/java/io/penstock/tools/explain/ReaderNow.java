package io.penstock.tools.explain;

import io.penstock.config.DataDirectory;
import io.penstock.counters.IngestCounter;
import io.penstock.counters.ReaderCounter;
import io.penstock.counters.ReaderState;
import io.penstock.tools.look.IngestLook;
import io.penstock.tools.look.Look;
import io.penstock.tools.look.ReaderLook;
import java.util.Optional;

/**
 * How a shard's reader stands.
 *
 * @param name of the reader
 * @param life whether its worker lives
 * @param state what it does, or did last
 * @param position its committed position
 * @param backlogDatagrams up to the head, by ingest's counters
 */
record ReaderNow(String name, String life, String state, long position, long backlogDatagrams) {

  /** Empty when there is no reader of the shard yet. */
  static Optional<ReaderNow> of(DataDirectory data, int shard) {
    Look look = Look.atCounters(data);
    long head = look.ingest().map(ReaderNow::head).orElse(0L);
    return look.readers().stream()
        .filter(reader -> reader.shard() == shard)
        .findFirst()
        .map(reader -> of(reader, head));
  }

  private static long head(IngestLook ingest) {
    return ingest.counts().get(IngestCounter.NEXT_NUMBER);
  }

  private static ReaderNow of(ReaderLook reader, long head) {
    String state =
        ReaderState.of(reader.counts().get(ReaderCounter.STATE))
            .map(ReaderState::label)
            .orElse("unknown");
    long position = reader.position().number();
    return new ReaderNow(
        reader.name(), reader.life().label(), state, position, Math.max(0, head - position));
  }
}
