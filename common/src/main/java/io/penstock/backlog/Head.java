package io.penstock.backlog;

import io.penstock.counters.IngestCounter;
import java.util.function.ToLongFunction;

/**
 * The end of the journal, as ingest's counters say.
 *
 * @param number that the next datagram gets
 * @param bytes payload bytes before it
 * @param timeNs receive time of the newest record, epoch ns
 */
public record Head(long number, long bytes, long timeNs) {
  /** Where ingest has never run. */
  public static final Head NONE = new Head(0, 0, 0);

  /** The head that those counters say. */
  public static Head of(ToLongFunction<IngestCounter> counters) {
    return new Head(
        counters.applyAsLong(IngestCounter.NEXT_NUMBER),
        counters.applyAsLong(IngestCounter.APPENDED_BYTES),
        counters.applyAsLong(IngestCounter.LAST_RECEIVE_TIME_NS));
  }

  /** Payload bytes of a datagram, on average. */
  double meanBytes() {
    return number > 0 ? (double) bytes / number : 0;
  }
}
