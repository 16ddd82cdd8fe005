package io.penstock.journal.rollfile;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.agrona.BufferUtil;
import org.agrona.concurrent.UnsafeBuffer;

/** A part of a file that was read in one piece, so that the next reads cost no system call. */
final class ReadWindow {
  private final ByteBuffer bytes;
  private long from;

  ReadWindow(int capacity) {
    bytes = ByteBuffer.allocateDirect(capacity).order(ByteOrder.LITTLE_ENDIAN).limit(0);
  }

  /** Has some bytes of a file at hand; false where the file ends before. */
  boolean fill(RollFile file, long at, int length) {
    if (at < from || at + length > from + bytes.limit()) {
      bytes.clear();
      from = at;
      file.read(bytes, at);
      bytes.flip();
    }
    return at + length <= from + bytes.limit();
  }

  /** Four bytes of a file; 0 where it ends. */
  int intAt(RollFile file, long at) {
    return fill(file, at, Integer.BYTES) ? bytes.getInt((int) (at - from)) : 0;
  }

  /** Copies what {@link #fill} has at hand. */
  void copyTo(UnsafeBuffer target, long at, int length) {
    target.putBytes(0, bytes, (int) (at - from), length);
  }

  /** Lets the next read ask the file: it may have changed. */
  void forget() {
    bytes.limit(0);
  }

  void free() {
    BufferUtil.free(bytes);
  }
}
