package io.penstock.journal;

import io.penstock.journal.record.RecordFormat;
import org.agrona.concurrent.UnsafeBuffer;

/** Datagrams whose bytes follow from their number, so that whoever reads one can check it. */
final class Datagrams {
  private final UnsafeBuffer scratch = new UnsafeBuffer(new byte[RecordFormat.DATAGRAM_BYTES_MAX]);
  private final int bytesMax;

  Datagrams(int bytesMax) {
    this.bytesMax = bytesMax;
  }

  static long mix(long value) {
    long mixed = (value + 1) * 0x9E37_79B9_7F4A_7C15L;
    mixed = (mixed ^ (mixed >>> 30)) * 0xBF58_476D_1CE4_E5B9L;
    return mixed ^ (mixed >>> 27);
  }

  int length(long number) {
    return (int) Long.remainderUnsigned(mix(number), bytesMax + 1L);
  }

  /** Writes the datagram and returns its length. */
  int write(long number, UnsafeBuffer target, int offset) {
    int length = length(number);
    long state = mix(~number);
    for (int i = 0; i < length; i++) {
      state = state * 6364136223846793005L + 1442695040888963407L;
      target.putByte(offset + i, (byte) (state >>> 56));
    }
    return length;
  }

  /** What is wrong with the datagram; null when nothing is. */
  String fault(long number, UnsafeBuffer buffer, int offset, int length) {
    int expected = write(number, scratch, 0);
    if (length != expected) {
      return "datagram " + number + " has " + length + " bytes, not " + expected;
    }
    for (int i = 0; i < length; i++) {
      if (buffer.getByte(offset + i) != scratch.getByte(i)) {
        return "datagram " + number + " differs at byte " + i;
      }
    }
    return null;
  }
}
