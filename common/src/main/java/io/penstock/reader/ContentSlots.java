package io.penstock.reader;

import org.agrona.concurrent.UnsafeBuffer;

/**
 * Two places for the content sum of a position, beside {@link PositionSlots} and written in the
 * same turn, before the position itself.
 *
 * <pre>
 *   0  sequence     8  contentSum     16  contentFromNumber     24  checksum     32 to 63  free
 * </pre>
 *
 * <p>A slot counts for the position of the same sequence alone. A position without one was stored
 * by a Penstock that kept no sum: it has summed nothing yet, and begins where it stands.
 */
final class ContentSlots {
  static final int SLOT_BYTES = 64;

  private final UnsafeBuffer region;
  private final int offset;

  /** Those that begin at an offset of a reader's region. */
  ContentSlots(UnsafeBuffer region, int offset) {
    this.region = region;
    this.offset = offset;
  }

  private int slot(long sequence) {
    return offset + (int) (sequence & 1) * SLOT_BYTES;
  }

  void write(long sequence, long sum, long fromNumber) {
    int slot = slot(sequence);
    region.putLong(slot, sequence);
    region.putLong(slot + 8, sum);
    region.putLong(slot + 16, fromNumber);
    region.putLong(slot + 24, checksum(sequence, sum, fromNumber));
  }

  /** Whether there is a sum for the position of a sequence. */
  boolean has(long sequence) {
    int slot = slot(sequence);
    return region.getLong(slot) == sequence
        && region.getLong(slot + 24) == checksum(sequence, sum(sequence), fromNumber(sequence));
  }

  long sum(long sequence) {
    return region.getLong(slot(sequence) + 8);
  }

  long fromNumber(long sequence) {
    return region.getLong(slot(sequence) + 16);
  }

  private static long checksum(long sequence, long sum, long fromNumber) {
    long mixed = PositionSlots.mixed(sequence, sum);
    return PositionSlots.mixed(mixed, fromNumber);
  }
}
