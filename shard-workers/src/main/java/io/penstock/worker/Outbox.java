package io.penstock.worker;

import java.nio.ByteBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Packs a shard's lines into datagrams and holds them until the destination has taken them.
 *
 * <p>A datagram is lines with a newline between them and none at the end, at most {@code
 * packetBytesMax} bytes; a longer line goes alone. The last one is open, and grows until the next
 * line does not fit or it has waited long enough; those before it are sealed. Each remembers the
 * mark of the record that holds its oldest line, for that is where reading begins again if it must
 * be given up.
 *
 * <pre>
 *   buffer  [ ··sent·· | sealed | sealed | sealed | open ····▶        ]
 *                      head                       openStart   tail
 * </pre>
 */
final class Outbox {
  /** The most that one record can bring: nothing is read unless there is room for it. */
  static final int RECORD_BYTES_MAX = 256 * 1024;

  private static final int CAPACITY_BYTES = 4 * RECORD_BYTES_MAX;
  private static final byte NEWLINE = '\n';

  private final UnsafeBuffer buffer = new UnsafeBuffer(ByteBuffer.allocateDirect(CAPACITY_BYTES));
  private final int packetBytesMax;

  // A ring of the pending datagrams, the open one last. Two neighbours are together longer than
  // packetBytesMax, which bounds their number.
  private final int[] offsets;
  private final int[] lengths;
  private final int[] lineCounts;
  private final Mark[] marks;
  private final int ringMask;
  private int first;
  private int sealed;

  private int tail;
  private int openLength;
  private int openLines;
  private long openSinceNs;

  Outbox(int packetBytesMax) {
    this.packetBytesMax = packetBytesMax;
    int slots = Integer.highestOneBit(2 * CAPACITY_BYTES / packetBytesMax + 8) << 1;
    ringMask = slots - 1;
    offsets = new int[slots];
    lengths = new int[slots];
    lineCounts = new int[slots];
    marks = new Mark[slots];
    for (int i = 0; i < slots; i++) {
      marks[i] = new Mark();
    }
  }

  /** Whether every line of the largest record would find a place. */
  boolean hasRoomForARecord() {
    if (CAPACITY_BYTES - tail >= RECORD_BYTES_MAX) {
      return true;
    }
    moveToFront();
    return CAPACITY_BYTES - tail >= RECORD_BYTES_MAX;
  }

  /** Adds one line. The caller has asked for room. */
  void pack(UnsafeBuffer source, int offset, int length, Mark record, long nowNs) {
    if (openLength > 0 && openLength + 1 + length > packetBytesMax) {
      seal();
    }
    if (openLength == 0) {
      int open = (first + sealed) & ringMask;
      offsets[open] = tail;
      marks[open].set(record);
      openSinceNs = nowNs;
    } else {
      buffer.putByte(tail++, NEWLINE);
      openLength++;
    }
    buffer.putBytes(tail, source, offset, length);
    tail += length;
    openLength += length;
    openLines++;
  }

  /** Closes the open datagram when it is full or its oldest line has waited for so long. */
  void sealWhenDue(long nowNs, long flushIntervalNs) {
    if (openLength > 0 && nowNs - openSinceNs >= flushIntervalNs) {
      seal();
    }
  }

  /** Closes the open datagram, so that it can be sent. */
  void seal() {
    if (openLength == 0) {
      return;
    }
    int open = (first + sealed) & ringMask;
    lengths[open] = openLength;
    lineCounts[open] = openLines;
    sealed++;
    openLength = 0;
    openLines = 0;
  }

  boolean hasSealed() {
    return sealed > 0;
  }

  boolean isEmpty() {
    return sealed == 0 && openLength == 0;
  }

  UnsafeBuffer buffer() {
    return buffer;
  }

  /** Where the oldest sealed datagram lies in {@link #buffer}. */
  int headOffset() {
    return offsets[first];
  }

  int headLength() {
    return lengths[first];
  }

  int headLines() {
    return lineCounts[first];
  }

  /** The record of the oldest line that is still here; only when not {@link #isEmpty}. */
  Mark oldestMark() {
    return marks[first];
  }

  /** Forgets the oldest sealed datagram: it was accepted, or rejected. */
  void removeHead() {
    first = (first + 1) & ringMask;
    sealed--;
    if (isEmpty()) {
      tail = 0;
    }
  }

  /** Forgets everything. */
  void clear() {
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
    for (int i = 0; i <= sealed; i++) {
      offsets[(first + i) & ringMask] -= head;
    }
    tail -= head;
  }
}
