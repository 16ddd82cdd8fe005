package io.penstock.net;

import io.penstock.os.FileCalls;
import io.penstock.os.Libc;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * A socket whose descriptor is ours: non-blocking, closed on exec. What receiver and links have in
 * common.
 */
final class KernelSocket implements AutoCloseable {
  static final int SOL_IP = 0;
  static final int SOL_SOCKET = 1;
  static final int SOL_UDP = 17;
  static final int SOL_IPV6 = 41;

  private static final int SO_TYPE = 3;
  private static final int SO_ERROR = 4;
  private static final int SO_ACCEPTCONN = 30;
  private static final int SO_DOMAIN = 39;
  private static final int SO_COOKIE = 57;
  private static final int IPV6_V6ONLY = 26;
  private static final int PRIVILEGED_PORTS_END = 1024;
  private static final int SO_RCVLOWAT = 18;

  // What a socket can be asked to say of each arrival: SO_PASSCRED, SO_TIMESTAMP, PASSSEC,
  // TIMESTAMPNS, TIMESTAMPING, RXQ_OVFL, WIFI_STATUS, the three times of 64 bits, RCVMARK,
  // PASSPIDFD, RCVPRIORITY. Source: asm-generic/socket.h.
  private static final int[] SOCKET_EXTRAS = {16, 29, 34, 35, 37, 40, 41, 63, 64, 65, 75, 76, 82};

  // IP_RECVOPTS, RETOPTS, PKTINFO, RECVERR, RECVTTL, RECVTOS, PASSSEC, RECVORIGDSTADDR, CHECKSUM,
  // RECVFRAGSIZE, RECVERR_RFC4884. With RECVERR an error would keep the socket ready for ever.
  private static final int[] IPV4_EXTRAS = {6, 7, 8, 11, 12, 13, 18, 20, 23, 25, 26};

  // IPV6_2292PKTINFO, HOPOPTS, DSTOPTS, RTHDR, HOPLIMIT, FLOWINFO, RECVERR, RECVERR_RFC4884, then
  // RECVPKTINFO, HOPLIMIT, HOPOPTS, RTHDR, DSTOPTS, PATHMTU, TCLASS, ORIGDSTADDR, FRAGSIZE.
  private static final int[] IPV6_EXTRAS = {
    2, 3, 4, 5, 8, 11, 25, 31, 49, 51, 53, 56, 58, 60, 66, 74, 77
  };

  // Odd, so that cookies, which are small numbers, stay apart and far from inodes.
  private static final long COOKIE_FACTOR = 0x9e37_79b9_7f4a_7c15L;

  /** One thread's errno, for every call on this socket. */
  final MemorySegment errno = Libc.newErrno();

  // Values and addresses on their way to the kernel: 0 value, 120 its length.
  private final UnsafeBuffer scratch = new UnsafeBuffer(ByteBuffer.allocateDirect(128));
  private static final int LENGTH_OFFSET = 120;

  private final int family;
  private int fd;

  private KernelSocket(int family) {
    this.family = family;
  }

  /** Opens a datagram socket of the address's family, not yet bound or connected. */
  static KernelSocket datagram(InetSocketAddress address) throws IOException {
    return open(address, SocketCalls.SOCK_DGRAM_CLOEXEC_NONBLOCK);
  }

  /** Opens a TCP socket of the address's family, not yet connected. */
  static KernelSocket stream(InetSocketAddress address) throws IOException {
    return open(address, SocketCalls.SOCK_STREAM_CLOEXEC_NONBLOCK);
  }

  /** Opens a Unix socket, not yet connected. */
  static KernelSocket unix(int type) throws IOException {
    return open(SocketCalls.AF_UNIX, type);
  }

  private static KernelSocket open(InetSocketAddress address, int type) throws IOException {
    if (address.isUnresolved()) {
      throw new IOException("the name " + address.getHostString() + " cannot be resolved");
    }
    KernelSocket socket = open(SocketAddressBytes.family(address), type);
    if (socket.fd == -Libc.EAFNOSUPPORT) {
      throw new IOException(
          "this host has no IPv6, which "
              + SocketAddressBytes.text(address)
              + " needs; give an IPv4 address, such as 0.0.0.0");
    }
    return socket;
  }

  private static KernelSocket open(int family, int type) throws IOException {
    KernelSocket socket = new KernelSocket(family);
    socket.fd = SocketCalls.socket(socket.errno, family, type);
    if (socket.fd < 0 && socket.fd != -Libc.EAFNOSUPPORT) {
      throw new IOException("cannot open a socket: " + Libc.text(-socket.fd));
    }
    return socket;
  }

  /**
   * Takes over a socket that another process opened: non-blocking and closed on exec from now on.
   *
   * @throws IOException when the descriptor is none, or is no socket
   */
  static KernelSocket adopt(int fd) throws IOException {
    KernelSocket socket = new KernelSocket(familyOf(fd));
    socket.fd = fd;
    MemorySegment errno = socket.errno;
    int flags = SocketCalls.fcntl(errno, fd, SocketCalls.F_GETFL, 0);
    require(flags, "the flags of a socket");
    require(
        SocketCalls.fcntl(errno, fd, SocketCalls.F_SETFL, flags | SocketCalls.O_NONBLOCK),
        "O_NONBLOCK");
    require(
        SocketCalls.fcntl(errno, fd, SocketCalls.F_SETFD, SocketCalls.FD_CLOEXEC), "FD_CLOEXEC");
    socket.forgetForeignOptions();
    return socket;
  }

  /**
   * Switches off what its opener asked the kernel to report of each arrival, such as systemd's
   * {@code Timestamping=}: it is of no use here, takes time, and would stand between the bytes and
   * what we ask for. An option that this kernel or this kind of socket has not is none to take
   * back.
   */
  void forgetForeignOptions() {
    for (int option : SOCKET_EXTRAS) {
      setOption(SOL_SOCKET, option, 0);
    }
    setOption(SOL_SOCKET, SO_RCVLOWAT, 1);
    if (family != SocketCalls.AF_UNIX) {
      for (int option : IPV4_EXTRAS) {
        setOption(SOL_IP, option, 0);
      }
    }
    if (isIpv6()) {
      for (int option : IPV6_EXTRAS) {
        setOption(SOL_IPV6, option, 0);
      }
    }
  }

  private static int familyOf(int fd) throws IOException {
    KernelSocket unknown = new KernelSocket(0);
    unknown.fd = fd;
    return unknown.option(SOL_SOCKET, SO_DOMAIN);
  }

  int family() {
    return family;
  }

  /** SOCK_STREAM is 1, SOCK_DGRAM 2. */
  int type() throws IOException {
    return option(SOL_SOCKET, SO_TYPE);
  }

  boolean isListening() throws IOException {
    return option(SOL_SOCKET, SO_ACCEPTCONN) != 0;
  }

  /**
   * Identifies the socket: the same for every process that holds it, and different from every other
   * socket's, until the host restarts. Never 0.
   */
  long identity() throws IOException {
    scratch.putInt(LENGTH_OFFSET, Long.BYTES);
    long address = scratch.addressOffset();
    require(
        SocketCalls.getsockopt(errno, fd, SOL_SOCKET, SO_COOKIE, address, address + LENGTH_OFFSET),
        "SO_COOKIE");
    return (scratch.getLong(0) * COOKIE_FACTOR ^ FileCalls.inode(fd)) | 1;
  }

  /** The descriptor; negative once closed, so that a late call fails and hits no other file. */
  int fd() {
    return fd;
  }

  boolean isIpv6() {
    return family == SocketCalls.AF_INET6;
  }

  /** Binds; an IPv6 socket takes IPv4 as well. The message of a refusal says what to do. */
  void bind(InetSocketAddress address) throws IOException {
    if (isIpv6()) {
      require(setOption(SOL_IPV6, IPV6_V6ONLY, 0), "IPV6_V6ONLY");
    }
    int length = SocketAddressBytes.encode(address, scratch);
    int result = SocketCalls.bind(errno, fd, scratch.addressOffset(), length);
    if (result < 0) {
      throw new BindException(refusal(address, -result));
    }
  }

  private static String refusal(InetSocketAddress address, int errno) {
    int port = address.getPort();
    String host = SocketAddressBytes.hostText(address);
    if (errno == Libc.EADDRINUSE) {
      return "port %d on %s is in use; \"ss -ulnp 'sport = :%d'\" shows by whom"
          .formatted(port, host, port);
    }
    if (errno == Libc.EACCES && port < PRIVILEGED_PORTS_END) {
      return ("port %d on %s is below %d and needs a privilege: give the process CAP_NET_BIND_SERVICE"
              + " (systemd: AmbientCapabilities=CAP_NET_BIND_SERVICE) or take a higher port")
          .formatted(port, host, PRIVILEGED_PORTS_END);
    }
    if (errno == Libc.EADDRNOTAVAIL) {
      return "no interface of this host has the address %s; \"ip address\" shows those it has"
          .formatted(host);
    }
    return "cannot bind %s: %s".formatted(SocketAddressBytes.text(address), Libc.text(errno));
  }

  /** Fixes the destination; fails where there is no route to it now. */
  void connect(InetSocketAddress destination) throws IOException {
    int length = SocketAddressBytes.encode(destination, scratch);
    int result = SocketCalls.connect(errno, fd, scratch.addressOffset(), length);
    if (result < 0) {
      throw new IOException(
          "cannot reach " + SocketAddressBytes.text(destination) + ": " + Libc.text(-result));
    }
    if (isConnectedToItself()) {
      throw new IOException(
          "cannot reach "
              + SocketAddressBytes.text(destination)
              + ": no process listens there, and the kernel gave its port to this socket");
    }
  }

  /**
   * Whether it hears what it says. The kernel may choose as a socket's own port one of this host
   * that no process listens on, and that is the port it connects to: then everything that is sent
   * arrives, at the sender.
   */
  boolean isConnectedToItself() throws IOException {
    scratch.putInt(LENGTH_OFFSET, SocketAddressBytes.CAPACITY);
    long address = scratch.addressOffset();
    require(SocketCalls.getpeername(errno, fd, address, address + LENGTH_OFFSET), "getpeername");
    InetSocketAddress peer = SocketAddressBytes.decode(scratch);
    return peer.equals(localAddress());
  }

  /**
   * Begins to connect; a stream may need time for it.
   *
   * @return 0, or {@code -errno}, of which {@code -EINPROGRESS} is no failure
   */
  int beginConnect(InetSocketAddress destination) {
    int length = SocketAddressBytes.encode(destination, scratch);
    return SocketCalls.connect(errno, fd, scratch.addressOffset(), length);
  }

  /** The error that is pending on the socket, cleared by this; 0 for none. */
  int pendingError() throws IOException {
    return option(SOL_SOCKET, SO_ERROR);
  }

  /** Bytes sent that the other side has not taken yet (SIOCOUTQ), or {@code -errno}. */
  int unacknowledgedBytes() {
    int result = SocketCalls.ioctl(errno, fd, SocketCalls.SIOCOUTQ, scratch.addressOffset());
    return result < 0 ? result : scratch.getInt(0);
  }

  InetSocketAddress localAddress() throws IOException {
    scratch.putInt(LENGTH_OFFSET, SocketAddressBytes.CAPACITY);
    long address = scratch.addressOffset();
    require(SocketCalls.getsockname(errno, fd, address, address + LENGTH_OFFSET), "getsockname");
    return SocketAddressBytes.decode(scratch);
  }

  /** The path that a Unix socket is bound to; empty when to none. */
  String localPath() throws IOException {
    scratch.putInt(LENGTH_OFFSET, UnixAddressBytes.CAPACITY);
    long address = scratch.addressOffset();
    require(SocketCalls.getsockname(errno, fd, address, address + LENGTH_OFFSET), "getsockname");
    return UnixAddressBytes.decode(scratch, scratch.getInt(LENGTH_OFFSET));
  }

  /** Returns 0 or {@code -errno}. */
  int setOption(int level, int name, int value) {
    scratch.putInt(0, value);
    return SocketCalls.setsockopt(errno, fd, level, name, scratch.addressOffset(), Integer.BYTES);
  }

  int option(int level, int name) throws IOException {
    scratch.putInt(LENGTH_OFFSET, Integer.BYTES);
    long address = scratch.addressOffset();
    require(
        SocketCalls.getsockopt(errno, fd, level, name, address, address + LENGTH_OFFSET),
        "getsockopt");
    return scratch.getInt(0);
  }

  /**
   * Asks for a buffer beyond the host's limit, which takes CAP_NET_ADMIN, and else for as much as
   * the limit gives.
   */
  void sizeBuffer(int forceName, int plainName, int bytes) throws IOException {
    if (setOption(SOL_SOCKET, forceName, bytes) < 0) {
      require(setOption(SOL_SOCKET, plainName, bytes), "the size of a socket's buffer");
    }
  }

  /** The same for a socket that has a buffer already, which is never made smaller by this. */
  void raiseBuffer(int forceName, int plainName, int bytes, long hostLimitBytes)
      throws IOException {
    int granted = option(SOL_SOCKET, plainName);
    if (granted >= 2L * bytes || setOption(SOL_SOCKET, forceName, bytes) >= 0) {
      return;
    }
    if (2 * Math.min(bytes, hostLimitBytes) > granted) {
      require(setOption(SOL_SOCKET, plainName, bytes), "the size of a socket's buffer");
    }
  }

  /** Lets clients queue up to be accepted; the kernel takes net.core.somaxconn if that is less. */
  void listen(int backlog) throws IOException {
    require(SocketCalls.listen(errno, fd, backlog), "to listen");
  }

  static void require(int result, String what) throws IOException {
    if (result < 0) {
      throw new IOException("the kernel refuses " + what + ": " + Libc.text(-result));
    }
  }

  @Override
  public void close() {
    if (fd >= 0) {
      FileCalls.close(fd);
      fd = -1;
    }
  }
}
