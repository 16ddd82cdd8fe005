package io.penstock.ingest;

/**
 * A reader for whose sake data is kept.
 *
 * @param name of the reader
 * @param shard that it reads; −1 when its name does not say
 * @param position number of the next datagram that it needs
 * @param hasBegun whether it has a file; one that has none would begin at {@code position}
 */
record Holder(String name, int shard, long position, boolean hasBegun) {

  /** How many datagrams of a file it needs and has not committed. */
  long unread(Span file) {
    boolean isItsOwn = shard < 0 || file.shards() == 0 || shard < file.shards();
    return isItsOwn ? Math.max(0, file.endNumber() - Math.max(position, file.firstNumber())) : 0;
  }
}
