package io.penstock.net;

import io.penstock.os.Libc;
import io.penstock.os.LibcFunction;
import java.lang.foreign.MemorySegment;

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

  private static final int SOCK_CLOEXEC_NONBLOCK = 0x80000 | 0x800;
  private static final int EPOLL_CLOEXEC = 0x80000;

  static final long SIOCOUTQ = 0x5411;

  private static final int SHUT_RD = 0;

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

  private static final LibcFunction FCNTL = LibcFunction.of("fcntl");
  private static final LibcFunction SOCKET = LibcFunction.of("socket");
  private static final LibcFunction BIND = LibcFunction.of("bind");
  private static final LibcFunction LISTEN = LibcFunction.of("listen");
  private static final LibcFunction SHUTDOWN = LibcFunction.of("shutdown");
  private static final LibcFunction ACCEPT4 = LibcFunction.of("accept4");
  private static final LibcFunction EPOLL_CREATE = LibcFunction.of("epoll_create1");
  private static final LibcFunction EPOLL_CTL = LibcFunction.of("epoll_ctl");
  private static final LibcFunction EPOLL_WAIT = LibcFunction.of("epoll_wait");
  private static final LibcFunction CONNECT = LibcFunction.of("connect");
  private static final LibcFunction GETSOCKNAME = LibcFunction.of("getsockname");
  private static final LibcFunction GETPEERNAME = LibcFunction.of("getpeername");
  private static final LibcFunction SETSOCKOPT = LibcFunction.of("setsockopt");
  private static final LibcFunction GETSOCKOPT = LibcFunction.of("getsockopt");
  private static final LibcFunction RECVMMSG = LibcFunction.of("recvmmsg");
  private static final LibcFunction RECVMSG = LibcFunction.of("recvmsg");
  private static final LibcFunction RECV = LibcFunction.of("recv");
  private static final LibcFunction IOCTL = LibcFunction.of("ioctl");
  private static final LibcFunction SEND = LibcFunction.of("send");
  private static final LibcFunction SENDMSG = LibcFunction.of("sendmsg");
  private static final LibcFunction POLL = LibcFunction.of("poll");

  private SocketCalls() {}

  static int socket(MemorySegment errno, int family, int type) {
    return SOCKET.call(errno, family, type, 0);
  }

  static int fcntl(MemorySegment errno, int fd, int command, int argument) {
    return FCNTL.call(errno, fd, command, argument);
  }

  static int bind(MemorySegment errno, int fd, long address, int length) {
    return BIND.call(errno, fd, address, length);
  }

  static int listen(MemorySegment errno, int fd, int backlog) {
    return LISTEN.call(errno, fd, backlog);
  }

  /** Takes nothing more in; what waits can still be received. */
  static int shutdownRead(MemorySegment errno, int fd) {
    return SHUTDOWN.call(errno, fd, SHUT_RD);
  }

  /** The descriptor of the next client, non-blocking and closed on exec. */
  static int accept(MemorySegment errno, int fd, long address, long length) {
    int result;
    do {
      result = ACCEPT4.call(errno, fd, address, length, SOCK_CLOEXEC_NONBLOCK);
    } while (result == -Libc.EINTR);
    return result;
  }

  static int epollCreate(MemorySegment errno) {
    return EPOLL_CREATE.call(errno, EPOLL_CLOEXEC);
  }

  static int epollControl(MemorySegment errno, int epoll, int operation, int fd, long event) {
    return EPOLL_CTL.call(errno, epoll, operation, fd, event);
  }

  /** Never blocks: the time-out is none. */
  static int epollWait(MemorySegment errno, int epoll, long events, int count) {
    int result;
    do {
      result = EPOLL_WAIT.call(errno, epoll, events, count, 0);
    } while (result == -Libc.EINTR);
    return result;
  }

  static int connect(MemorySegment errno, int fd, long address, int length) {
    return CONNECT.call(errno, fd, address, length);
  }

  static int getpeername(MemorySegment errno, int fd, long address, long length) {
    return GETPEERNAME.call(errno, fd, address, length);
  }

  static int getsockname(MemorySegment errno, int fd, long address, long length) {
    return GETSOCKNAME.call(errno, fd, address, length);
  }

  static int setsockopt(MemorySegment errno, int fd, int level, int name, long value, int length) {
    return SETSOCKOPT.call(errno, fd, level, name, value, length);
  }

  static int getsockopt(MemorySegment errno, int fd, int level, int name, long value, long length) {
    return GETSOCKOPT.call(errno, fd, level, name, value, length);
  }

  /** Never blocks: the flags always hold MSG_DONTWAIT, the time-out is none. */
  static int recvmmsg(MemorySegment errno, int fd, long headers, int count) {
    int result;
    do {
      result = RECVMMSG.call(errno, fd, headers, count, MSG_DONTWAIT, 0);
    } while (result == -Libc.EINTR);
    return result;
  }

  static int recvmsg(MemorySegment errno, int fd, long header, int flags) {
    int result;
    do {
      result = RECVMSG.call(errno, fd, header, flags);
    } while (result == -Libc.EINTR);
    return result;
  }

  /** Never blocks: MSG_DONTWAIT is added. */
  static int recv(MemorySegment errno, int fd, long address, long length, int flags) {
    int result;
    do {
      result = RECV.call(errno, fd, address, length, flags | MSG_DONTWAIT);
    } while (result == -Libc.EINTR);
    return result;
  }

  static int ioctl(MemorySegment errno, int fd, long request, long address) {
    return IOCTL.call(errno, fd, request, address);
  }

  static int send(MemorySegment errno, int fd, long address, long length) {
    int result;
    do {
      result = SEND.call(errno, fd, address, length, MSG_DONTWAIT | MSG_NOSIGNAL);
    } while (result == -Libc.EINTR);
    return result;
  }

  static int sendmsg(MemorySegment errno, int fd, long header) {
    int result;
    do {
      result = SENDMSG.call(errno, fd, header, MSG_DONTWAIT | MSG_NOSIGNAL);
    } while (result == -Libc.EINTR);
    return result;
  }

  /** May block, and ends early with {@code -EINTR} when a signal arrives. */
  static int poll(MemorySegment errno, long polled, int count, int timeoutMs) {
    return POLL.call(errno, polled, count, timeoutMs);
  }
}
