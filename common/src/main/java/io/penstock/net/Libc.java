package io.penstock.net;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;

/**
 * Binds functions of the C library, and reads {@code errno}.
 *
 * <p>Every function bound by {@link #function} takes, before its own arguments, a segment from
 * {@link #newErrno()} that belongs to the calling thread.
 */
final class Libc {
  static final int EPERM = 1;
  static final int ENOENT = 2;
  static final int ESRCH = 3;
  static final int EINTR = 4;
  static final int EAGAIN = 11;
  static final int EACCES = 13;
  static final int EMSGSIZE = 90;
  static final int EOPNOTSUPP = 95;
  static final int EAFNOSUPPORT = 97;
  static final int EADDRINUSE = 98;
  static final int EADDRNOTAVAIL = 99;
  static final int ECONNRESET = 104;
  static final int ECONNREFUSED = 111;
  static final int EINPROGRESS = 115;

  private static final Linker LINKER = Linker.nativeLinker();
  private static final StructLayout CALL_STATE = Linker.Option.captureStateLayout();
  private static final long ERRNO_OFFSET =
      CALL_STATE.byteOffset(MemoryLayout.PathElement.groupElement("errno"));
  private static final int STRERROR_BYTES_MAX = 1024;
  private static final MethodHandle STRERROR =
      bind("strerror", FunctionDescriptor.of(ValueLayout.ADDRESS, ValueLayout.JAVA_INT));

  private Libc() {}

  /** Binds a function with a fixed number of arguments; pointers are declared as longs. */
  static MethodHandle function(String name, MemoryLayout result, MemoryLayout... arguments) {
    return bind(
        name, FunctionDescriptor.of(result, arguments), Linker.Option.captureCallState("errno"));
  }

  /** Binds a function whose arguments from {@code firstVariadic} on are {@code ...} in C. */
  static MethodHandle variadicFunction(
      String name, int firstVariadic, MemoryLayout result, MemoryLayout... arguments) {
    return bind(
        name,
        FunctionDescriptor.of(result, arguments),
        Linker.Option.captureCallState("errno"),
        Linker.Option.firstVariadicArg(firstVariadic));
  }

  @SuppressWarnings("restricted")
  private static MethodHandle bind(
      String name, FunctionDescriptor descriptor, Linker.Option... options) {
    return LINKER.downcallHandle(LINKER.defaultLookup().findOrThrow(name), descriptor, options);
  }

  /** Room for one thread's errno; lives as long as it is referenced. */
  static MemorySegment newErrno() {
    return Arena.ofAuto().allocate(CALL_STATE);
  }

  /** The result of a call as the kernel gives it: what it returned, or {@code -errno}. */
  static int result(int returned, MemorySegment errno) {
    return returned >= 0 ? returned : -errno.get(ValueLayout.JAVA_INT, ERRNO_OFFSET);
  }

  /** What the C library says of an error number. */
  @SuppressWarnings("restricted")
  static String text(int errno) {
    try {
      MemorySegment text = (MemorySegment) STRERROR.invokeExact(errno);
      return text.reinterpret(STRERROR_BYTES_MAX).getString(0);
    } catch (Throwable e) {
      throw unbound("strerror", e);
    }
  }

  /** A call that could not even be made: the room itself is wrong. */
  static IllegalStateException unbound(String name, Throwable cause) {
    return new IllegalStateException("cannot call " + name, cause);
  }
}
