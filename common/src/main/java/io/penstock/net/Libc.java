package io.penstock.net;

import java.lang.foreign.Arena;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.foreign.ValueLayout;

/** What the C library says when a call fails: {@code errno} and the words for it. */
final class Libc {
  static final int EPERM = 1;
  static final int ENOENT = 2;
  static final int ESRCH = 3;
  static final int EINTR = 4;
  static final int EBADF = 9;
  static final int EAGAIN = 11;
  static final int ENOMEM = 12;
  static final int EACCES = 13;
  static final int EEXIST = 17;
  static final int EFAULT = 14;
  static final int ENOTDIR = 20;
  static final int EINVAL = 22;
  static final int ENFILE = 23;
  static final int EMFILE = 24;
  static final int EFBIG = 27;
  static final int ENOSPC = 28;
  static final int ENOSYS = 38;
  static final int ENONET = 64;
  static final int EPROTO = 71;
  static final int ENOTSOCK = 88;
  static final int EMSGSIZE = 90;
  static final int ENOPROTOOPT = 92;
  static final int EOPNOTSUPP = 95;
  static final int EAFNOSUPPORT = 97;
  static final int EADDRINUSE = 98;
  static final int EADDRNOTAVAIL = 99;
  static final int ENETDOWN = 100;
  static final int ENETUNREACH = 101;
  static final int ECONNABORTED = 103;
  static final int ECONNRESET = 104;
  static final int ENOBUFS = 105;
  static final int ECONNREFUSED = 111;
  static final int EHOSTDOWN = 112;
  static final int EHOSTUNREACH = 113;
  static final int EINPROGRESS = 115;
  static final int EDQUOT = 122;

  private static final StructLayout CALL_STATE = Linker.Option.captureStateLayout();
  private static final long ERRNO_OFFSET =
      CALL_STATE.byteOffset(MemoryLayout.PathElement.groupElement("errno"));
  private static final int STRERROR_BYTES_MAX = 1024;
  private static final LibcFunction STRERROR = LibcFunction.of("strerror");

  private Libc() {}

  /** Room for one thread's errno; lives as long as it is referenced. */
  static MemorySegment newErrno() {
    return Arena.ofAuto().allocate(CALL_STATE);
  }

  /** The result of a call as the kernel gives it: what it returned, or {@code -errno}. */
  static int result(int returned, MemorySegment errno) {
    return returned >= 0 ? returned : -errno.get(ValueLayout.JAVA_INT, ERRNO_OFFSET);
  }

  /** Whether an error shows a fault of ours, and not one of a socket, its peer or the host. */
  static boolean isOurFault(int errno) {
    return errno == EBADF
        || errno == ENOTSOCK
        || errno == EFAULT
        || errno == EINVAL
        || errno == ENOSYS;
  }

  /** What the C library says of an error number. */
  @SuppressWarnings("restricted")
  static String text(int errno) {
    long text = STRERROR.word(newErrno(), errno, 0, 0, 0, 0, 0);
    return MemorySegment.ofAddress(text).reinterpret(STRERROR_BYTES_MAX).getString(0);
  }
}
