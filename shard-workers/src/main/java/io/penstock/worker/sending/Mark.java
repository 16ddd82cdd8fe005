package io.penstock.worker.sending;

import io.penstock.journal.record.Losses;

/**
 * A place between two records, with what a shard had counted when it came there.
 *
 * <p>Mutable and reused, so that nothing is allocated on the way of a line. All counts are sums
 * since the reader's start over the records before {@code number}, and {@code number - start =
 * datagrams + lost + expired}.
 */
public final class Mark {
  /** First number of the record behind this place. */
  public long number;

  /** Chronicle index where that record probably is. */
  public long hint;

  public long datagrams;

  /** Lines of this shard, rejected ones included, filtered ones not. */
  public long lines;

  /** Payload bytes, those of all shards. */
  public long bytes;

  /** Receive time of the record before this place, epoch ns. */
  public long receiveTimeNs;

  public Losses lost = Losses.NONE;
  public long expired;

  /** Lines of this shard that were left out on purpose. */
  public long filteredLines;

  /** Sum of the content hashes of those since this process began to read. */
  public long filteredContent;

  /**
   * What had left the outbox when all before this place had: only of a place that may be committed.
   */
  final Departed departed = new Departed();

  public void set(Mark other) {
    number = other.number;
    hint = other.hint;
    datagrams = other.datagrams;
    lines = other.lines;
    bytes = other.bytes;
    receiveTimeNs = other.receiveTimeNs;
    lost = other.lost;
    expired = other.expired;
    filteredLines = other.filteredLines;
    filteredContent = other.filteredContent;
    departed.set(other.departed);
  }
}
