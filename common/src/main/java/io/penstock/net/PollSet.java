package io.penstock.net;

import io.penstock.os.Libc;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Descriptors to wait on together, for one thread.
 *
 * <pre>
 * struct pollfd  u32 fd | u16 awaited | u16 happened
 * </pre>
 */
final class PollSet {
  private static final int POLLFD_BYTES = 8;
  private static final int AWAITED_OFFSET = 4;
  private static final int HAPPENED_OFFSET = 6;
  private static final int POLLIN = 1;
  private static final int POLLNVAL = 0x20;

  private final MemorySegment errno = Libc.newErrno();
  private final UnsafeBuffer polled;
  private final int size;

  PollSet(int size) {
    this.size = size;
    this.polled = new UnsafeBuffer(ByteBuffer.allocateDirect(size * POLLFD_BYTES));
  }

  /** Puts a descriptor in a place; a negative one never becomes readable. */
  void set(int place, int fd) {
    polled.putInt(place * POLLFD_BYTES, fd);
    polled.putShort(place * POLLFD_BYTES + AWAITED_OFFSET, (short) POLLIN);
  }

  /**
   * Waits until one of them is readable. A signal to the process may end it early, and so does a
   * kernel that has no memory for it.
   */
  void await(int timeoutMs) {
    int result = SocketCalls.poll(errno, polled.addressOffset(), size, timeoutMs);
    if (result == -Libc.EINTR || result == -Libc.ENOMEM || result == -Libc.EAGAIN) {
      for (int place = 0; place < size; place++) {
        polled.putShort(place * POLLFD_BYTES + HAPPENED_OFFSET, (short) 0);
      }
    } else if (result < 0) {
      throw new IllegalStateException("cannot wait: " + Libc.text(-result));
    }
  }

  /** Whether the last wait found it readable, or broken, which reading then tells. */
  boolean readable(int place) {
    int happened = polled.getShort(place * POLLFD_BYTES + HAPPENED_OFFSET);
    if ((happened & POLLNVAL) != 0) {
      throw new IllegalStateException("cannot wait: the descriptor is closed");
    }
    return happened != 0;
  }
}
