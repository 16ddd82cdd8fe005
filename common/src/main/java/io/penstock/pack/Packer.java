package io.penstock.pack;

import java.nio.ByteBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Packs lines into datagrams and holds them until the caller has sent them, oldest first.
 *
 * <p>A datagram is lines with a newline between them and none at the end, at most {@code
 * packetBytesMax} bytes; a longer line is sent alone. The last one is open, and grows until the
 * next line does not fit, or until it has waited long enough and is the only one; those before it
 * are sealed. Each has a slot, by which the caller may keep something of its own about it.
 *
 * <pre>
 *   buffer  [ ··gone·· | sealed | sealed | sealed | open ····▶        ]
 *                      head                       openStart   tail
 * </pre>
 *
 * <p>Room is bytes and slots, both bounded: a caller asks {@link #hasRoomForARecord} before it
 * packs the lines of one. While the receiver takes nothing the open datagram grows, so what waits
 * takes no more slots than its bytes fill.
 *
 * <p>Pure but for its memory: the same calls make the same datagrams. One thread; allocates nothing
 * after construction.
 */
public final class Packer {
  /** The most that one record can bring: nothing is read unless there is room for it. */
  public static final int RECORD_BYTES_MAX = 256 * 1024;

  /** What {@link #pack} returns when the line found a place in the open datagram. */
  public static final int NONE = -1;

  /** How much a packer holds. */
  public enum Size {
    /** Four of the largest records: what a receiver may be late is no matter. */
    FULL(4),
    /** Two: as little as one that still takes a record while another waits. For many packers. */
    SMALL(2);

    private final int capacityBytes;

    Size(int records) {
      this.capacityBytes = records * RECORD_BYTES_MAX;
    }
  }

  private static final byte NEWLINE = '\n';

  private final UnsafeBuffer buffer;
  private final int capacityBytes;
  private final int packetBytesMax;

  /** The most datagrams that the lines of one record begin. */
  private final int recordDatagramsMax;

  // A ring of the pending datagrams, the open one last.
  private final int[] offsets;
  private final int[] lengths;
  private final int[] lineCounts;
  private final int ringMask;
  private int first;
  private int sealed;

  private int tail;
  private int openLength;
  private int openLines;
  private long openSinceNs;

  /** An empty one of full size. */
  public Packer(int packetBytesMax) {
    this(packetBytesMax, Size.FULL);
  }

  /** An empty one. */
  public Packer(int packetBytesMax, Size size) {
    this.packetBytesMax = packetBytesMax;
    capacityBytes = size.capacityBytes;
    buffer = new UnsafeBuffer(ByteBuffer.allocateDirect(capacityBytes));
    recordDatagramsMax = datagramsMax(RECORD_BYTES_MAX, packetBytesMax);
    int slots = Integer.highestOneBit(datagramsMax(capacityBytes, packetBytesMax) + 8);
    slots <<= size == Size.FULL ? 1 : 0;
    if (slots < recordDatagramsMax) {
      throw new IllegalStateException(slots + " slots are too few for a record");
    }
    ringMask = slots - 1;
    offsets = new int[slots];
    lengths = new int[slots];
    lineCounts = new int[slots];
  }

  /**
   * The most datagrams that this many bytes fill: each but the first was begun because its first
   * line did not fit behind the one before, so two neighbours are together as long as the limit.
   */
  private static int datagramsMax(int bytes, int packetBytesMax) {
    return 2 * bytes / packetBytesMax + 1;
  }

  /** How many slots there are: {@link #pack} and {@link #headSlot} say smaller numbers. */
  public int slots() {
    return ringMask + 1;
  }

  /** Whether every line of the largest record would find a place and every datagram a slot. */
  public boolean hasRoomForARecord() {
    if (slots() - pending() < recordDatagramsMax) {
      return false;
    }
    if (capacityBytes - tail >= RECORD_BYTES_MAX) {
      return true;
    }
    moveToFront();
    return capacityBytes - tail >= RECORD_BYTES_MAX;
  }

  /**
   * Adds one line. The caller has asked for room.
   *
   * @param nowNs by any clock, as long as it is the one of {@link #sealWhenDue}
   * @return the slot of the datagram that the line begins, {@link #NONE} when it begins none
   * @throws IllegalStateException when there is no room; nothing that waits was touched
   */
  public int pack(UnsafeBuffer source, int offset, int length, long nowNs) {
    if (openLength > 0 && openLength + 1 + length > packetBytesMax) {
      seal();
    }
    int begun = NONE;
    if (length >= capacityBytes - tail || (openLength == 0 && sealed == slots())) {
      throw new IllegalStateException("no room for a line of " + length + " bytes");
    }
    if (openLength == 0) {
      begun = openSlot();
      offsets[begun] = tail;
      openSinceNs = nowNs;
    } else {
      buffer.putByte(tail++, NEWLINE);
      openLength++;
    }
    buffer.putBytes(tail, source, offset, length);
    tail += length;
    openLength += length;
    openLines++;
    return begun;
  }

  /**
   * Closes the open datagram when its oldest line has waited for so long, unless another is to be
   * sent before it.
   */
  public void sealWhenDue(long nowNs, long flushIntervalNs) {
    if (sealed == 0 && openLength > 0 && nowNs - openSinceNs >= flushIntervalNs) {
      seal();
    }
  }

  /** Closes the open datagram, so that it can be sent. */
  public void seal() {
    if (openLength == 0) {
      return;
    }
    int open = openSlot();
    lengths[open] = openLength;
    lineCounts[open] = openLines;
    sealed++;
    openLength = 0;
    openLines = 0;
  }

  /** Whether a datagram is ready to go. */
  public boolean hasSealed() {
    return sealed > 0;
  }

  /** Whether no line is here. */
  public boolean isEmpty() {
    return pending() == 0;
  }

  private int pending() {
    return openLength == 0 ? sealed : sealed + 1;
  }

  /** Slot of the open datagram; only right after a line was packed. */
  public int openSlot() {
    return (first + sealed) & ringMask;
  }

  /** Bytes of the open datagram; 0 when there is none. */
  public int openLength() {
    return openLength;
  }

  /** Lines of the open datagram; 0 when there is none. */
  public int openLines() {
    return openLines;
  }

  /** Direct memory that holds all datagrams. */
  public UnsafeBuffer buffer() {
    return buffer;
  }

  /** Slot of the oldest datagram, sealed or open. */
  public int headSlot() {
    return first;
  }

  /** Where the oldest sealed datagram lies in {@link #buffer}. */
  public int headOffset() {
    return offsets[first];
  }

  /** Bytes of the oldest sealed datagram. */
  public int headLength() {
    return lengths[first];
  }

  /** Lines of the oldest sealed datagram. */
  public int headLines() {
    return lineCounts[first];
  }

  /** Forgets the oldest sealed datagram: it was accepted, or rejected. */
  public void removeHead() {
    first = (first + 1) & ringMask;
    sealed--;
    if (isEmpty()) {
      tail = 0;
    }
  }

  /** Forgets everything. */
  public void clear() {
    first = 0;
    sealed = 0;
    tail = 0;
    openLength = 0;
    openLines = 0;
  }

  private void moveToFront() {
    if (isEmpty()) {
      tail = 0;
      return;
    }
    int head = offsets[first];
    if (head == 0) {
      return;
    }
    buffer.putBytes(0, buffer, head, tail - head);
    for (int i = 0; i < pending(); i++) {
      offsets[(first + i) & ringMask] -= head;
    }
    tail -= head;
  }
}
