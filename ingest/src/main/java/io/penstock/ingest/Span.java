package io.penstock.ingest;

import io.penstock.shard.Layout;
import java.nio.file.Path;

/**
 * What a closed roll file holds, and the disk space it takes.
 *
 * @param path where it lies
 * @param firstNumber of its datagrams
 * @param endNumber the number after its last datagram
 * @param endedNs receive time of its last record, epoch ns
 * @param layout that its lines are routed by; null when that cannot be read
 * @param allocatedBytes disk blocks that it takes
 * @param isReadable whether anything in it is sound; otherwise its contents are unknown
 */
record Span(
    Path path,
    long firstNumber,
    long endNumber,
    long endedNs,
    Layout layout,
    long allocatedBytes,
    boolean isReadable) {}
