package io.penstock.net;

import io.penstock.os.FileCalls;
import io.penstock.os.Libc;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Ends a wait for datagrams from another thread: an eventfd, since an interrupt does not wake
 * {@code poll}.
 *
 * <p>A signal stays until {@link #clear()}, so none is missed that comes before the wait. Any
 * thread may call anything. Source: eventfd(2).
 */
public final class WakeUp implements AutoCloseable {
  private static final int WORD_BYTES = 8;

  private final MemorySegment errno = Libc.newErrno();
  private final UnsafeBuffer words = new UnsafeBuffer(ByteBuffer.allocateDirect(2 * WORD_BYTES));
  private int fd;

  private WakeUp(int fd) {
    this.fd = fd;
    words.putLong(0, 1); // what a signal adds; what a clear reads comes behind it
  }

  /** Opens one, not signalled. */
  public static WakeUp create() throws IOException {
    int fd = FileCalls.eventfd();
    KernelSocket.require(fd, "an eventfd");
    return new WakeUp(fd);
  }

  synchronized int fd() {
    return fd;
  }

  /** Ends the wait that is on, or the next one. Does nothing after {@link #close()}. */
  public synchronized void signal() {
    if (fd >= 0) {
      FileCalls.write(errno, fd, words.addressOffset(), WORD_BYTES); // EAGAIN: signalled long since
    }
  }

  /** Takes back all signals, so that the next wait waits. */
  public synchronized void clear() {
    if (fd >= 0) {
      FileCalls.read(errno, fd, words.addressOffset() + WORD_BYTES, WORD_BYTES);
    }
  }

  @Override
  public synchronized void close() {
    if (fd >= 0) {
      FileCalls.close(fd);
      fd = -1;
    }
  }
}
