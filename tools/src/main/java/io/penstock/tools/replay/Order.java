package io.penstock.tools.replay;

import io.penstock.config.Destination;
import io.penstock.dialect.Dialect;
import io.penstock.tools.select.LineFilter;
import java.util.Optional;
import java.util.function.IntFunction;
import java.util.function.Supplier;

/**
 * How lines are to be replayed.
 *
 * @param filter makes a filter that says which
 * @param to where to; empty for each shard's own destination
 * @param rate how fast
 * @param dialect how those of a shard are written
 * @param packetBytesMax of the datagrams that are sent
 * @param flushIntervalNs how long a datagram stays open by the times of the records; for ever when
 *     the rate does not follow those
 * @param sendBufferBytes asked of the kernel
 * @param doubtWindowNs how long what was sent may still be refused
 */
record Order(
    Supplier<LineFilter> filter,
    Optional<Destination> to,
    Rate rate,
    IntFunction<Dialect> dialect,
    int packetBytesMax,
    long flushIntervalNs,
    int sendBufferBytes,
    long doubtWindowNs) {
  static final long FOR_EVER = Long.MAX_VALUE;
}
