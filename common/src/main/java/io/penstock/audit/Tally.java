package io.penstock.audit;

import io.penstock.journal.Position;
import io.penstock.shard.Layout;
import io.penstock.shard.ReaderName;

/**
 * What one reader must have counted by its committed position, going by the journal.
 *
 * <p>Where the layout in force has no place for its shard, a reader does not read: it passes over
 * those datagrams, if a later layout has it again, and counts neither their lines nor their bytes.
 */
public final class Tally {
  private final ReaderName reader;
  private final Position position;
  private final long from;

  private long next;
  private boolean isAway;
  private long datagrams;
  private long lines;
  private long bytes;
  private long lost;

  /**
   * A tally that has counted nothing.
   *
   * @param retainedFrom number of the oldest datagram in the journal
   */
  public Tally(ReaderName reader, Position position, long retainedFrom) {
    this.reader = reader;
    this.position = position;
    this.from = Math.max(position.startNumber(), retainedFrom);
    this.next = from;
  }

  /** A layout comes into force at a number. */
  void enter(Layout layout, long number) {
    if (!reader.isIn(layout)) {
      isAway = true;
    } else if (isAway && number >= next && number <= position.number()) {
      datagrams += number - next;
      next = number;
      isAway = false;
    }
  }

  /** Whether the record that begins with a number is one that the reader has committed. */
  boolean takes(Layout layout, long firstNumber) {
    return reader.isIn(layout) && firstNumber >= next && firstNumber < position.number();
  }

  /** Counts a record that it takes. */
  void add(long firstNumber, int recordDatagrams, long recordBytes, long[] linesOfRing) {
    lost += firstNumber - next;
    next = firstNumber + recordDatagrams;
    datagrams += recordDatagrams;
    bytes += recordBytes;
    lines += linesOfRing[reader.shard()];
  }

  public String reader() {
    return reader.toString();
  }

  public Position position() {
    return position;
  }

  /** Number from which on the journal could be counted. */
  public long from() {
    return from;
  }

  /** Whether the journal still holds all that the reader has read. */
  public boolean isWhole() {
    return from == position.startNumber();
  }

  public long datagrams() {
    return datagrams;
  }

  /** The ring of a layout that it counts for; only where it takes something. */
  Layout ringIn(Layout layout) {
    return reader.ringIn(layout);
  }

  /** Lines of the shard, whatever became of them. */
  public long lines() {
    return lines;
  }

  public long bytes() {
    return bytes;
  }

  public long lost() {
    return lost;
  }
}
