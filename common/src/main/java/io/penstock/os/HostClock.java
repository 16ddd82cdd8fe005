package io.penstock.os;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Optional;

/**
 * What the kernel reports of its own wall clock.
 *
 * @param isSynchronised whether NTP, chrony or PTP keeps it right
 * @param errorMaxMicros how wrong it may be by its own word
 */
public record HostClock(boolean isSynchronised, long errorMaxMicros) {
  // struct timex: 0 u32 modes | 8 offset | 16 freq | 24 maxerror | 32 esterror | 40 int status | …
  private static final int TIMEX_BYTES = 208;
  private static final int ERROR_MAX_OFFSET = 24;
  private static final int STATUS_OFFSET = 40;
  private static final int STA_UNSYNC = 0x40;
  private static final LibcFunction ADJTIMEX = LibcFunction.of("adjtimex");

  /**
   * Asks; changes nothing and needs no right.
   *
   * <p>Source: adjtimex(2), linux/timex.h.
   *
   * @return empty where a sandbox does not let us ask
   */
  public static Optional<HostClock> look() {
    MemorySegment errno = Libc.newErrno();
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment timex = arena.allocate(TIMEX_BYTES, 8); // modes 0: read only
      int state = ADJTIMEX.call(errno, timex.address());
      if (state < 0) {
        return Optional.empty();
      }
      return Optional.of(
          new HostClock(
              (timex.get(JAVA_INT, STATUS_OFFSET) & STA_UNSYNC) == 0,
              timex.get(JAVA_LONG, ERROR_MAX_OFFSET)));
    }
  }
}
