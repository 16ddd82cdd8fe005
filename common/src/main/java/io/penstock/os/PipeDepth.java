package io.penstock.os;

import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/** How much of what was written to a pipe its reader has not taken yet. Any thread. */
public final class PipeDepth {
  private static final long FIONREAD = 0x541B;
  private static final LibcFunction IOCTL = LibcFunction.of("ioctl");

  private PipeDepth() {}

  /** Bytes in the pipe, or {@code -errno} when the descriptor is none. */
  public static int unreadBytes(int fd) {
    MemorySegment errno = Libc.newErrno();
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment bytes = arena.allocate(JAVA_INT);
      int result = IOCTL.call(errno, fd, FIONREAD, bytes.address());
      return result < 0 ? result : bytes.get(JAVA_INT, 0);
    }
  }
}
