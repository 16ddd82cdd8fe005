package io.penstock.os;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;

/**
 * A function of the C library that takes up to six numbers and pointers and returns one.
 *
 * <p>All are called through one handle of one shape, six 64-bit words: each shape of its own costs
 * some milliseconds of every start, since the JVM writes and compiles code for it. The calling
 * conventions of Linux on x86-64 and aarch64 allow it: such arguments stand in registers, of which
 * a function reads the ones and the halves it knows, and {@code ...} makes no difference. Source:
 * System V AMD64 psABI 3.2.3, AAPCS64 6.8.
 *
 * <p>Allocates nothing once {@link #word} is compiled. The JDK makes a slice of {@code errno} for
 * each call, 40 bytes, which the JIT removes only where it inlines everything that touches it. So
 * the launcher keeps {@code word} out of its callers: compiled by itself it is the same, and
 * shallow enough, however deep the call. Source: SharedUtils.checkCaptureSegment of JDK 25.
 *
 * <p>Pointers are addresses of memory that the caller holds. {@code errno} is a segment from {@link
 * Libc#newErrno()} that belongs to the calling thread.
 */
public record LibcFunction(String name, MemorySegment address) {
  private static final Linker LINKER = Linker.nativeLinker();
  private static final MethodHandle CALL = handle();

  @SuppressWarnings("restricted")
  private static MethodHandle handle() {
    ValueLayout word = ValueLayout.JAVA_LONG;
    return LINKER.downcallHandle(
        FunctionDescriptor.of(word, word, word, word, word, word, word),
        Linker.Option.captureCallState("errno"));
  }

  /** Finds a function by its name; an error when the C library has none. */
  public static LibcFunction of(String name) {
    return new LibcFunction(name, LINKER.defaultLookup().findOrThrow(name));
  }

  /** The 32-bit result, or {@code -errno} when it is negative. */
  public int call(MemorySegment errno, long a) {
    return call(errno, a, 0, 0, 0, 0, 0);
  }

  public int call(MemorySegment errno, long a, long b) {
    return call(errno, a, b, 0, 0, 0, 0);
  }

  public int call(MemorySegment errno, long a, long b, long c) {
    return call(errno, a, b, c, 0, 0, 0);
  }

  public int call(MemorySegment errno, long a, long b, long c, long d) {
    return call(errno, a, b, c, d, 0, 0);
  }

  public int call(MemorySegment errno, long a, long b, long c, long d, long e) {
    return call(errno, a, b, c, d, e, 0);
  }

  public int call(MemorySegment errno, long a, long b, long c, long d, long e, long f) {
    return Libc.result((int) word(errno, a, b, c, d, e, f), errno);
  }

  /** All 64 bits that came back; a function whose result is an int leaves the upper ones as is. */
  public long word(MemorySegment errno, long a, long b, long c, long d, long e, long f) {
    try {
      return (long) CALL.invokeExact(address, errno, a, b, c, d, e, f);
    } catch (Throwable thrown) {
      throw new IllegalStateException("cannot call " + name, thrown);
    }
  }
}
