package io.penstock.ingest;

import java.nio.ByteBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Buffers lines and frames whose end has not arrived yet, in three sizes, only for as long as
 * needed.
 *
 * <p>Most beginnings are short, so a thousand connections in the middle of a line take 2 MiB and
 * not 64. In all it is at most {@value #BYTES_MAX} bytes; beyond, there is no room and the caller
 * drops. Room that was given back is used again and never freed. One thread.
 */
final class Partials {
  static final int BYTES_MAX = 16 << 20;

  private static final int SMALL_BYTES = 2 << 10;
  private static final int MIDDLE_BYTES = 16 << 10;

  /** One beginning. */
  static final class Partial {
    private final UnsafeBuffer bytes;
    private final int size;
    private int length;
    private Partial next;

    private Partial(int size, int capacity) {
      this.bytes = new UnsafeBuffer(ByteBuffer.allocateDirect(capacity));
      this.size = size;
    }

    UnsafeBuffer bytes() {
      return bytes;
    }

    int length() {
      return length;
    }
  }

  private final int[] capacities;
  private final Partial[] free;
  private long bytes;

  /**
   * Room for beginnings of up to this many bytes.
   *
   * @param bytesMax of the longest
   */
  Partials(int bytesMax) {
    capacities =
        new int[] {Math.min(SMALL_BYTES, bytesMax), Math.min(MIDDLE_BYTES, bytesMax), bytesMax};
    free = new Partial[capacities.length];
  }

  /**
   * Adds bytes to a beginning.
   *
   * @param partial null when there is none yet
   * @return where they are now, maybe another place than before; null when there is no room, and
   *     then the beginning is as it was
   */
  Partial add(Partial partial, UnsafeBuffer source, int offset, int length) {
    int before = partial == null ? 0 : partial.length;
    Partial target = partial;
    if (partial == null || before + length > partial.bytes.capacity()) {
      target = take(before + length);
      if (target == null) {
        return null;
      }
      if (partial != null) {
        target.bytes.putBytes(0, partial.bytes, 0, before);
        release(partial);
      }
    }
    target.bytes.putBytes(before, source, offset, length);
    target.length = before + length;
    return target;
  }

  private Partial take(int length) {
    int size = 0;
    while (size < capacities.length && capacities[size] < length) {
      size++;
    }
    if (size == capacities.length) {
      return null;
    }
    Partial partial = free[size];
    if (partial != null) {
      free[size] = partial.next;
      return partial;
    }
    if (bytes + capacities[size] > BYTES_MAX) {
      return null;
    }
    bytes += capacities[size];
    return new Partial(size, capacities[size]);
  }

  /** Gives the room back. */
  void release(Partial partial) {
    partial.length = 0;
    partial.next = free[partial.size];
    free[partial.size] = partial;
  }

  /** Bytes that were ever needed at a time. */
  long bytes() {
    return bytes;
  }
}
