package io.penstock.os;

import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * The time since the host was started: it cannot be set, it is the same for every process, and it
 * counts what the host slept.
 *
 * <p>One thread. Allocates nothing. Source: clock_gettime(2), CLOCK_BOOTTIME.
 */
public final class BootClock {
  private static final int CLOCK_BOOTTIME = 7;
  private static final LibcFunction CLOCK_GETTIME = LibcFunction.of("clock_gettime");

  private final MemorySegment errno = Libc.newErrno();
  private final UnsafeBuffer time = // u64 s | u64 ns
      new UnsafeBuffer(ByteBuffer.allocateDirect(2 * Long.BYTES));

  /** Nanoseconds since the host was started. */
  public long nanoTime() {
    CLOCK_GETTIME.call(errno, CLOCK_BOOTTIME, time.addressOffset());
    return time.getLong(0) * 1_000_000_000L + time.getLong(Long.BYTES);
  }
}
