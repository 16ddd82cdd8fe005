package io.penstock.worker;

import io.penstock.pack.Packer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Packs a shard's lines into datagrams and holds them until the destination has taken them.
 *
 * <p>{@link Packer} packs. Beside each datagram this remembers the mark of the record that holds
 * its oldest line, for that is where reading begins again if it must be given up.
 */
final class Outbox {
  private final Packer packer;
  private final Mark[] marks;

  Outbox(int packetBytesMax) {
    packer = new Packer(packetBytesMax);
    marks = new Mark[packer.slots()];
    for (int i = 0; i < marks.length; i++) {
      marks[i] = new Mark();
    }
  }

  /** Whether every line of the largest record would find a place. */
  boolean hasRoomForARecord() {
    return packer.hasRoomForARecord();
  }

  /** Adds one line. The caller has asked for room. */
  void pack(UnsafeBuffer source, int offset, int length, Mark record, long nowNs) {
    int begun = packer.pack(source, offset, length, nowNs);
    if (begun != Packer.NONE) {
      marks[begun].set(record);
    }
  }

  /** Closes the open datagram when it is full or its oldest line has waited for so long. */
  void sealWhenDue(long nowNs, long flushIntervalNs) {
    packer.sealWhenDue(nowNs, flushIntervalNs);
  }

  /** Closes the open datagram, so that it can be sent. */
  void seal() {
    packer.seal();
  }

  boolean hasSealed() {
    return packer.hasSealed();
  }

  boolean isEmpty() {
    return packer.isEmpty();
  }

  UnsafeBuffer buffer() {
    return packer.buffer();
  }

  /** Where the oldest sealed datagram lies in {@link #buffer}. */
  int headOffset() {
    return packer.headOffset();
  }

  int headLength() {
    return packer.headLength();
  }

  int headLines() {
    return packer.headLines();
  }

  /** The record of the oldest line that is still here; only when not {@link #isEmpty}. */
  Mark oldestMark() {
    return marks[packer.headSlot()];
  }

  /** Forgets the oldest sealed datagram: it was accepted, or rejected. */
  void removeHead() {
    packer.removeHead();
  }

  /** Forgets everything. */
  void clear() {
    packer.clear();
  }
}
