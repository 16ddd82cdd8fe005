package io.penstock.ingest;

import io.penstock.shard.ReaderName;

/**
 * A reader for which data is kept.
 *
 * @param name of the reader
 * @param place in the rings that it reads for; null when its name does not say
 * @param position number of the next datagram that it needs
 * @param hasBegun whether it has a file; one that has none would begin at {@code position}
 */
record Holder(String name, ReaderName place, long position, boolean hasBegun) {

  /** How many datagrams of a file it needs and has not committed. */
  long unread(Span file) {
    boolean isItsOwn = place == null || file.layout() == null || place.isIn(file.layout());
    return isItsOwn ? Math.max(0, file.endNumber() - Math.max(position, file.firstNumber())) : 0;
  }
}
