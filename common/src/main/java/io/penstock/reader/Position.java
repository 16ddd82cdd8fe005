package io.penstock.reader;

import io.penstock.journal.record.Losses;

/**
 * A reader's committed position, and what it had done with the datagrams before it.
 *
 * <p>All counts are since the reader's start, so {@code number − startNumber = datagrams + lost +
 * expired}.
 *
 * @param number of the next datagram that the reader needs
 * @param hint Chronicle index where that probably is
 * @param startNumber where the reader began
 * @param datagrams in the records before {@code number} that it took
 * @param lines of its shard in them, without the rejected and the filtered ones
 * @param rejectedLines of its shard in them
 * @param bytes of payload in them and in the expired ones
 * @param lost datagrams that were not found, by reason
 * @param expired datagrams passed over as too old
 * @param filteredLines of its shard that were left out on purpose, those that expired among them
 * @param contentSum of the content hashes of its shard's lines in the records from {@code
 *     contentFromNumber} to {@code number}, whatever became of them: sent, rejected, filtered or
 *     expired; see {@link io.penstock.content}
 * @param contentFromNumber where that sum begins: {@code startNumber}, unless a Penstock that kept
 *     none wrote the file until then
 * @param sequence how often the position was stored
 */
public record Position(
    long number,
    long hint,
    long startNumber,
    long datagrams,
    long lines,
    long rejectedLines,
    long bytes,
    Losses lost,
    long expired,
    long filteredLines,
    long contentSum,
    long contentFromNumber,
    long sequence) {}
