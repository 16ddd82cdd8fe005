package io.penstock.ingest;

import java.nio.file.Path;

/**
 * What a roll file holds that is written no more, and what it takes.
 *
 * @param path where it lies
 * @param firstNumber of its datagrams
 * @param endNumber the number after its last datagram
 * @param endedNs receive time of its last record, epoch ns
 * @param shards of its layout; 0 when that cannot be read
 * @param allocatedBytes disk blocks that it takes
 */
record Span(
    Path path, long firstNumber, long endNumber, long endedNs, int shards, long allocatedBytes) {}
