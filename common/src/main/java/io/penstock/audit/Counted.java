package io.penstock.audit;

import io.penstock.journal.NumberRange;

/**
 * What a reader must have counted in a range of numbers.
 *
 * @param range of datagram numbers
 * @param datagrams read or passed over in it
 * @param lines of its shard, whatever became of them
 * @param bytes of payload
 * @param lost numbers that nothing was found for
 * @param content sum of the content hashes of the lines
 */
public record Counted(
    NumberRange range, long datagrams, long lines, long bytes, long lost, long content) {

  /** Both, and whatever lies between them as numbers that nothing was found for. */
  Counted and(Counted next) {
    return new Counted(
        new NumberRange(range.from(), next.range.to()),
        datagrams + next.datagrams,
        lines + next.lines,
        bytes + next.bytes,
        lost + next.lost + (next.range.from() - range.to()),
        content + next.content);
  }
}
