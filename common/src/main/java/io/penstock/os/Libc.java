package io.penstock.os;

import java.lang.foreign.Arena;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.foreign.ValueLayout;

/** What the C library says when a call fails: {@code errno} and the words for it. */
public final class Libc {
  public static final int EPERM = 1;
  public static final int ENOENT = 2;
  public static final int ESRCH = 3;
  public static final int EINTR = 4;
  public static final int EBADF = 9;
  public static final int EAGAIN = 11;
  public static final int ENOMEM = 12;
  public static final int EACCES = 13;
  public static final int EEXIST = 17;
  public static final int EFAULT = 14;
  public static final int ENOTDIR = 20;
  public static final int EINVAL = 22;
  public static final int ENFILE = 23;
  public static final int EMFILE = 24;
  public static final int EFBIG = 27;
  public static final int ENOSPC = 28;
  public static final int ENOSYS = 38;
  public static final int ENONET = 64;
  public static final int EPROTO = 71;
  public static final int ENOTSOCK = 88;
  public static final int EMSGSIZE = 90;
  public static final int ENOPROTOOPT = 92;
  public static final int EOPNOTSUPP = 95;
  public static final int EAFNOSUPPORT = 97;
  public static final int EADDRINUSE = 98;
  public static final int EADDRNOTAVAIL = 99;
  public static final int ENETDOWN = 100;
  public static final int ENETUNREACH = 101;
  public static final int ECONNABORTED = 103;
  public static final int ECONNRESET = 104;
  public static final int ENOBUFS = 105;
  public static final int ECONNREFUSED = 111;
  public static final int EHOSTDOWN = 112;
  public static final int EHOSTUNREACH = 113;
  public static final int EINPROGRESS = 115;
  public static final int EDQUOT = 122;

  private static final StructLayout CALL_STATE = Linker.Option.captureStateLayout();
  private static final long ERRNO_OFFSET =
      CALL_STATE.byteOffset(MemoryLayout.PathElement.groupElement("errno"));
  private static final int STRERROR_BYTES_MAX = 1024;
  private static final LibcFunction STRERROR = LibcFunction.of("strerror");

  private Libc() {}

  /** Room for one thread's errno; lives as long as it is referenced. */
  public static MemorySegment newErrno() {
    return Arena.ofAuto().allocate(CALL_STATE);
  }

  /** The result of a call as the kernel gives it: what it returned, or {@code -errno}. */
  static int result(int returned, MemorySegment errno) {
    return returned >= 0 ? returned : -errno.get(ValueLayout.JAVA_INT, ERRNO_OFFSET);
  }

  /** Whether an error shows a fault of ours, and not one of a socket, its peer or the host. */
  public static boolean isOurFault(int errno) {
    return errno == EBADF
        || errno == ENOTSOCK
        || errno == EFAULT
        || errno == EINVAL
        || errno == ENOSYS;
  }

  /** What the C library says of an error number. */
  @SuppressWarnings("restricted")
  public static String text(int errno) {
    long text = STRERROR.word(newErrno(), errno, 0, 0, 0, 0, 0);
    return MemorySegment.ofAddress(text).reinterpret(STRERROR_BYTES_MAX).getString(0);
  }
}
