package io.penstock.worker.sending;

import io.penstock.content.ContentHash;
import io.penstock.pack.Packer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Packs a shard's lines into datagrams and holds them until the destination has taken them.
 *
 * <p>{@link Packer} packs. Beside each datagram this remembers the mark of the record that holds
 * its oldest line, for that is where reading begins again if it must be given up; and where in it
 * the last of its records begins, for that is how far what has left can be committed.
 *
 * <pre>
 *   records     ··· 7 ] [ 8 ] [ 9          ] [ 10 ···
 *   datagrams   ··  a  |   b    |   c   |   d ··
 *                          ^ 9             ^ 10      where the last record begins; c: none does
 * </pre>
 */
final class PackedOutbox implements Outbox {
  private static final int NO_RECORD = -1;

  private final Packer packer;
  private final Departures departures = new Departures();

  // By slot.
  private final Mark[] marks;
  private final boolean[] beginsWithRecord;
  private final int[] lastRecordOffsets;
  private final int[] lastRecordLines;

  private long packedRecord = NO_RECORD;

  PackedOutbox(int packetBytesMax) {
    this(packetBytesMax, Packer.Size.FULL);
  }

  PackedOutbox(int packetBytesMax, Packer.Size size) {
    packer = new Packer(packetBytesMax, size);
    marks = new Mark[packer.slots()];
    beginsWithRecord = new boolean[packer.slots()];
    lastRecordOffsets = new int[packer.slots()];
    lastRecordLines = new int[packer.slots()];
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
    boolean isFirstOfRecord = record.number != packedRecord;
    if (begun != Packer.NONE) {
      marks[begun].set(record);
      beginsWithRecord[begun] = isFirstOfRecord;
      lastRecordOffsets[begun] = NO_RECORD;
    }
    if (isFirstOfRecord) {
      packedRecord = record.number;
      int open = packer.openSlot();
      lastRecordOffsets[open] = packer.openLength() - length;
      lastRecordLines[open] = packer.openLines() - 1;
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

  /** Offset in the oldest datagram at which the last record begins; negative when none does. */
  int headLastRecordOffset() {
    return lastRecordOffsets[packer.headSlot()];
  }

  @Override
  public Departed departedBeforeOldest() {
    return beginsWithRecord[packer.headSlot()] ? departures.all() : departures.beforeRecord();
  }

  @Override
  public Departed departed() {
    return departures.all();
  }

  @Override
  public void headAccepted() {
    leave(false);
  }

  @Override
  public void headRejected() {
    leave(true);
  }

  private void leave(boolean isRejected) {
    int offset = packer.headOffset();
    int length = packer.headLength();
    int lines = packer.headLines();
    int before = headLastRecordOffset();
    if (before >= 0) {
      int linesBefore = lastRecordLines[packer.headSlot()];
      departures.add(linesBefore, isRejected, ContentHash.sum(packer.buffer(), offset, before));
      departures.recordBegins();
      departures.add(
          lines - linesBefore,
          isRejected,
          ContentHash.sum(packer.buffer(), offset + before, length - before));
    } else {
      departures.add(lines, isRejected, ContentHash.sum(packer.buffer(), offset, length));
    }
    packer.removeHead();
  }

  /** The oldest sealed datagram has left in other words: of its lines, so much became this. */
  void headLeft(Departures lines) {
    departures.add(lines, headLastRecordOffset() >= 0);
    packer.removeHead();
  }

  @Override
  public void clear(Departed departed) {
    packer.clear();
    packedRecord = NO_RECORD;
    departures.begin(departed);
  }
}
