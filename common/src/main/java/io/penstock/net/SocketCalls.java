package io.penstock.net;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/**
 * The system calls on sockets; each returns its result or {@code -errno}.
 *
 * <p>Pointers are addresses of direct memory that the caller holds. Source: the man pages, section
 * 2, and linux/socket.h.
 */
final class SocketCalls {
  static final int AF_UNIX = 1;
  static final int AF_INET = 2;
  static final int AF_INET6 = 10;
  static final int SOCK_DGRAM_CLOEXEC_NONBLOCK = 2 | 0x80000 | 0x800;

  static final int SOCK_STREAM_CLOEXEC_NONBLOCK = 1 | 0x80000 | 0x800;

  static final long SIOCOUTQ = 0x5411;

  static final int MSG_PEEK = 0x2;
  static final int MSG_CTRUNC = 0x8;
  static final int MSG_TRUNC = 0x20;
  static final int MSG_DONTWAIT = 0x40;
  static final int MSG_ERRQUEUE = 0x2000;
  static final int MSG_NOSIGNAL = 0x4000;

  static final int F_SETFD = 2;
  static final int F_GETFL = 3;
  static final int F_SETFL = 4;
  static final int FD_CLOEXEC = 1;
  static final int O_NONBLOCK = 0x800;

  private static final MethodHandle FCNTL =
      Libc.variadicFunction("fcntl", 2, JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT);
  private static final MethodHandle SOCKET =
      Libc.function("socket", JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT);
  private static final MethodHandle BIND =
      Libc.function("bind", JAVA_INT, JAVA_INT, JAVA_LONG, JAVA_INT);
  private static final MethodHandle CONNECT =
      Libc.function("connect", JAVA_INT, JAVA_INT, JAVA_LONG, JAVA_INT);
  private static final MethodHandle GETSOCKNAME =
      Libc.function("getsockname", JAVA_INT, JAVA_INT, JAVA_LONG, JAVA_LONG);
  private static final MethodHandle SETSOCKOPT =
      Libc.function("setsockopt", JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT, JAVA_LONG, JAVA_INT);
  private static final MethodHandle GETSOCKOPT =
      Libc.function("getsockopt", JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT, JAVA_LONG, JAVA_LONG);
  private static final MethodHandle RECVMMSG =
      Libc.function("recvmmsg", JAVA_INT, JAVA_INT, JAVA_LONG, JAVA_INT, JAVA_INT, JAVA_LONG);
  private static final MethodHandle RECVMSG =
      Libc.function("recvmsg", JAVA_LONG, JAVA_INT, JAVA_LONG, JAVA_INT);
  private static final MethodHandle RECV =
      Libc.function("recv", JAVA_LONG, JAVA_INT, JAVA_LONG, JAVA_LONG, JAVA_INT);
  private static final MethodHandle IOCTL =
      Libc.variadicFunction("ioctl", 2, JAVA_INT, JAVA_INT, JAVA_LONG, JAVA_LONG);
  private static final MethodHandle SEND =
      Libc.function("send", JAVA_LONG, JAVA_INT, JAVA_LONG, JAVA_LONG, JAVA_INT);
  private static final MethodHandle SENDMSG =
      Libc.function("sendmsg", JAVA_LONG, JAVA_INT, JAVA_LONG, JAVA_INT);
  private static final MethodHandle POLL =
      Libc.function("poll", JAVA_INT, JAVA_LONG, JAVA_LONG, JAVA_INT);

  private SocketCalls() {}

  static int socket(MemorySegment errno, int family, int type) {
    try {
      return Libc.result((int) SOCKET.invokeExact(errno, family, type, 0), errno);
    } catch (Throwable e) {
      throw Libc.unbound("socket", e);
    }
  }

  static int fcntl(MemorySegment errno, int fd, int command, int argument) {
    try {
      return Libc.result((int) FCNTL.invokeExact(errno, fd, command, argument), errno);
    } catch (Throwable e) {
      throw Libc.unbound("fcntl", e);
    }
  }

  static int bind(MemorySegment errno, int fd, long address, int length) {
    try {
      return Libc.result((int) BIND.invokeExact(errno, fd, address, length), errno);
    } catch (Throwable e) {
      throw Libc.unbound("bind", e);
    }
  }

  static int connect(MemorySegment errno, int fd, long address, int length) {
    try {
      return Libc.result((int) CONNECT.invokeExact(errno, fd, address, length), errno);
    } catch (Throwable e) {
      throw Libc.unbound("connect", e);
    }
  }

  static int getsockname(MemorySegment errno, int fd, long address, long length) {
    try {
      return Libc.result((int) GETSOCKNAME.invokeExact(errno, fd, address, length), errno);
    } catch (Throwable e) {
      throw Libc.unbound("getsockname", e);
    }
  }

  static int setsockopt(MemorySegment errno, int fd, int level, int name, long value, int length) {
    try {
      return Libc.result(
          (int) SETSOCKOPT.invokeExact(errno, fd, level, name, value, length), errno);
    } catch (Throwable e) {
      throw Libc.unbound("setsockopt", e);
    }
  }

  static int getsockopt(MemorySegment errno, int fd, int level, int name, long value, long length) {
    try {
      return Libc.result(
          (int) GETSOCKOPT.invokeExact(errno, fd, level, name, value, length), errno);
    } catch (Throwable e) {
      throw Libc.unbound("getsockopt", e);
    }
  }

  /** Never blocks: the flags always hold MSG_DONTWAIT, the time-out is none. */
  static int recvmmsg(MemorySegment errno, int fd, long headers, int count) {
    try {
      int result;
      do {
        result =
            Libc.result(
                (int) RECVMMSG.invokeExact(errno, fd, headers, count, MSG_DONTWAIT, 0L), errno);
      } while (result == -Libc.EINTR);
      return result;
    } catch (Throwable e) {
      throw Libc.unbound("recvmmsg", e);
    }
  }

  static int recvmsg(MemorySegment errno, int fd, long header, int flags) {
    try {
      int result;
      do {
        result = Libc.result((int) (long) RECVMSG.invokeExact(errno, fd, header, flags), errno);
      } while (result == -Libc.EINTR);
      return result;
    } catch (Throwable e) {
      throw Libc.unbound("recvmsg", e);
    }
  }

  /** Never blocks: MSG_DONTWAIT is added. */
  static int recv(MemorySegment errno, int fd, long address, long length, int flags) {
    try {
      int result;
      do {
        result =
            Libc.result(
                (int) (long) RECV.invokeExact(errno, fd, address, length, flags | MSG_DONTWAIT),
                errno);
      } while (result == -Libc.EINTR);
      return result;
    } catch (Throwable e) {
      throw Libc.unbound("recv", e);
    }
  }

  static int ioctl(MemorySegment errno, int fd, long request, long address) {
    try {
      return Libc.result((int) IOCTL.invokeExact(errno, fd, request, address), errno);
    } catch (Throwable e) {
      throw Libc.unbound("ioctl", e);
    }
  }

  static int send(MemorySegment errno, int fd, long address, long length) {
    try {
      int result;
      do {
        result =
            Libc.result(
                (int)
                    (long)
                        SEND.invokeExact(errno, fd, address, length, MSG_DONTWAIT | MSG_NOSIGNAL),
                errno);
      } while (result == -Libc.EINTR);
      return result;
    } catch (Throwable e) {
      throw Libc.unbound("send", e);
    }
  }

  static int sendmsg(MemorySegment errno, int fd, long header) {
    try {
      int result;
      do {
        result =
            Libc.result(
                (int) (long) SENDMSG.invokeExact(errno, fd, header, MSG_DONTWAIT | MSG_NOSIGNAL),
                errno);
      } while (result == -Libc.EINTR);
      return result;
    } catch (Throwable e) {
      throw Libc.unbound("sendmsg", e);
    }
  }

  /** May block, and ends early with {@code -EINTR} when a signal arrives. */
  static int poll(MemorySegment errno, long polled, int count, int timeoutMs) {
    try {
      return Libc.result((int) POLL.invokeExact(errno, polled, (long) count, timeoutMs), errno);
    } catch (Throwable e) {
      throw Libc.unbound("poll", e);
    }
  }
}
