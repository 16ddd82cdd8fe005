package io.penstock.net;

import io.penstock.os.FileCalls;
import io.penstock.os.Libc;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Which of many descriptors have something to read: epoll(7), level-triggered.
 *
 * <p>The kernel deals its answers out in turn, so among many that are always ready none is left
 * out. One thread; a descriptor that is closed leaves by itself.
 *
 * <pre>
 * struct epoll_event  u32 events | u64 ours; packed to 12 bytes on x86-64, else 16
 * </pre>
 */
final class Readiness implements AutoCloseable {
  private static final boolean IS_PACKED = System.getProperty("os.arch").equals("amd64");
  private static final int EVENT_BYTES = IS_PACKED ? 12 : 16;
  private static final int OURS_OFFSET = IS_PACKED ? 4 : 8;
  private static final int EPOLLIN = 1;
  private static final int ADD = 1;
  private static final int REMOVE = 2;

  private final MemorySegment errno = Libc.newErrno();
  private final UnsafeBuffer events;
  private final UnsafeBuffer asked = new UnsafeBuffer(ByteBuffer.allocateDirect(EVENT_BYTES));
  private final int eventsMax;
  private int fd;

  private Readiness(int fd, int eventsMax) {
    this.fd = fd;
    this.eventsMax = eventsMax;
    this.events = new UnsafeBuffer(ByteBuffer.allocateDirect(eventsMax * EVENT_BYTES));
  }

  /** Watches nothing yet; one look reports at most this many. */
  static Readiness open(int eventsMax) throws IOException {
    Readiness readiness = new Readiness(-1, eventsMax);
    readiness.fd = SocketCalls.epollCreate(readiness.errno);
    KernelSocket.require(readiness.fd, "an epoll instance");
    return readiness;
  }

  int fd() {
    return fd;
  }

  /** Watches a descriptor from now on; {@code ours} comes back with it. 0 or {@code -errno}. */
  int add(int watched, int ours) {
    asked.putInt(0, EPOLLIN);
    asked.putLong(OURS_OFFSET, ours);
    return SocketCalls.epollControl(errno, fd, ADD, watched, asked.addressOffset());
  }

  void remove(int watched) {
    SocketCalls.epollControl(errno, fd, REMOVE, watched, asked.addressOffset());
  }

  /** How many are ready now, up to the limit; waits for none. */
  int look() {
    int result = SocketCalls.epollWait(errno, fd, events.addressOffset(), eventsMax);
    if (result < 0) {
      throw new IllegalStateException("cannot look for readiness: " + Libc.text(-result));
    }
    return result;
  }

  /** What {@link #add} was given for the one that is ready in that place of the last look. */
  int ours(int place) {
    return (int) events.getLong(place * EVENT_BYTES + OURS_OFFSET);
  }

  @Override
  public void close() {
    if (fd >= 0) {
      FileCalls.close(fd);
      fd = -1;
    }
  }
}
