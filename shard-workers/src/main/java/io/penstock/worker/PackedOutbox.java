package io.penstock.worker;

import io.penstock.pack.Packer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Packs a shard's lines into datagrams and holds them until the destination has taken them.
 *
 * <p>{@link Packer} packs. Beside each datagram this remembers the mark of the record that holds
 * its oldest line, for that is where reading begins again if it must be given up.
 */
final class PackedOutbox implements Outbox {
  private final Packer packer;
  private final Mark[] marks;

  PackedOutbox(int packetBytesMax) {
    packer = new Packer(packetBytesMax);
    marks = new Mark[packer.slots()];
    for (int i = 0; i < marks.length; i++) {
      marks[i] = new Mark();
    }
  }

  @Override
  public boolean hasRoomForARecord() {
    return packer.hasRoomForARecord();
  }

  @Override
  public void beginRecord(boolean isLate, long receiveTimeNs) {}

  @Override
  public void pack(UnsafeBuffer source, int offset, int length, Mark record, long nowNs) {
    packInto(source, offset, length, record, nowNs);
  }

  /** Packs, and says which slot the line begins, {@link Packer#NONE} when it begins none. */
  int packInto(UnsafeBuffer source, int offset, int length, Mark record, long nowNs) {
    int begun = packer.pack(source, offset, length, nowNs);
    if (begun != Packer.NONE) {
      marks[begun].set(record);
    }
    return begun;
  }

  int slots() {
    return packer.slots();
  }

  int headSlot() {
    return packer.headSlot();
  }

  @Override
  public void sealWhenDue(long nowNs, long flushIntervalNs) {
    packer.sealWhenDue(nowNs, flushIntervalNs);
  }

  @Override
  public void seal() {
    packer.seal();
  }

  @Override
  public boolean hasSealed() {
    return packer.hasSealed();
  }

  @Override
  public boolean isEmpty() {
    return packer.isEmpty();
  }

  @Override
  public UnsafeBuffer buffer() {
    return packer.buffer();
  }

  @Override
  public int headOffset() {
    return packer.headOffset();
  }

  @Override
  public int headLength() {
    return packer.headLength();
  }

  @Override
  public int headLines() {
    return packer.headLines();
  }

  @Override
  public Mark oldestMark() {
    return marks[packer.headSlot()];
  }

  @Override
  public void removeHead() {
    packer.removeHead();
  }

  @Override
  public void clear() {
    packer.clear();
  }
}
