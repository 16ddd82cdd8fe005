package io.penstock.reader;

import io.penstock.journal.record.Losses;
import java.lang.invoke.VarHandle;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Two places for a position, written in turn, so that a kill within a write leaves the other whole.
 *
 * <pre>
 *   0  sequence     8  number        16  hint    24  startNumber   32  datagrams   40  lines
 *  48  rejectedLines  56  bytes      64  lost    72  expired       80  filteredLines
 *  88  lostRetention  96  lostCorrupt           104  free         112  checksum   120  sequence
 * </pre>
 *
 * <p>{@code lost} is the sum: a slot of a Penstock that knew no reasons has zeros at 88 and 96, and
 * all it lost counts as missing.
 *
 * <p>The content sum lies behind the two, from 256 on: see {@link ContentSlots}.
 *
 * <p>A slot counts when both sequences agree and the checksum is right; of two, the later counts.
 */
final class PositionSlots {
  static final int SLOT_BYTES = 128;

  /** Bytes of everything. */
  static final int BYTES = 2 * SLOT_BYTES + 2 * ContentSlots.SLOT_BYTES;

  private static final int FIELDS_OFFSET = 8;
  private static final int CHECKSUM_OFFSET = 112;
  private static final int SEQUENCE_AGAIN_OFFSET = 120;

  private final UnsafeBuffer region;
  private final ContentSlots content;

  PositionSlots(UnsafeBuffer region) {
    this.region = region;
    this.content = new ContentSlots(region, 2 * SLOT_BYTES);
  }

  /** The later sound slot; null when neither is. */
  Position read() {
    Position first = read(0);
    Position second = read(SLOT_BYTES);
    if (first == null || second == null) {
      return first == null ? second : first;
    }
    return first.sequence() > second.sequence() ? first : second;
  }

  private Position read(int slot) {
    long sequence = region.getLongVolatile(slot);
    boolean hasContent = content.has(sequence);
    Position position =
        new Position(
            field(slot, 0),
            field(slot, 1),
            field(slot, 2),
            field(slot, 3),
            field(slot, 4),
            field(slot, 5),
            field(slot, 6),
            losses(slot),
            field(slot, 8),
            field(slot, 9),
            hasContent ? content.sum(sequence) : 0,
            hasContent ? content.fromNumber(sequence) : field(slot, 0),
            sequence);
    VarHandle.loadLoadFence();
    boolean isWhole =
        sequence > 0
            && region.getLong(slot + CHECKSUM_OFFSET) == checksum(slot, sequence)
            && region.getLongVolatile(slot + SEQUENCE_AGAIN_OFFSET) == sequence;
    return isWhole ? position : null;
  }

  private Losses losses(int slot) {
    long lost = field(slot, 7);
    long retention = field(slot, 10);
    long corrupt = field(slot, 11);
    return new Losses(retention, corrupt, lost - retention - corrupt);
  }

  private long field(int slot, int field) {
    return region.getLong(slot + FIELDS_OFFSET + field * Long.BYTES);
  }

  /**
   * Begins to write the slot that a sequence belongs to, and its content; it is not sound until
   * {@link #end}. A process that sees a byte of what follows sees that it is not.
   */
  int begin(long sequence) {
    int slot = (int) (sequence & 1) * SLOT_BYTES;
    region.putLongRelease(slot + SEQUENCE_AGAIN_OFFSET, 0);
    VarHandle.storeStoreFence();
    return slot;
  }

  /** Stores the content sum that belongs to a sequence, before {@link #end} makes it count. */
  void putContent(long sequence, long sum, long fromNumber) {
    content.write(sequence, sum, fromNumber);
  }

  void put(int slot, int field, long value) {
    region.putLong(slot + FIELDS_OFFSET + field * Long.BYTES, value);
  }

  void end(int slot, long sequence) {
    region.putLong(slot + CHECKSUM_OFFSET, checksum(slot, sequence));
    region.putLongRelease(slot, sequence);
    region.putLongRelease(slot + SEQUENCE_AGAIN_OFFSET, sequence);
  }

  /** Mixes every field in: any one that is old where the others are new changes it. */
  private long checksum(int slot, long sequence) {
    long mixed = sequence;
    for (int offset = FIELDS_OFFSET; offset < CHECKSUM_OFFSET; offset += Long.BYTES) {
      mixed = mixed(mixed, region.getLong(slot + offset));
    }
    return mixed;
  }

  static long mixed(long checksum, long field) {
    long mixed = (checksum ^ field) * 0x9E37_79B9_7F4A_7C15L;
    return mixed ^ mixed >>> 32;
  }
}
