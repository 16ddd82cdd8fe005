package io.penstock.net;

import io.penstock.os.Libc;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.ref.Reference;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * A socket connected to one destination that learns what came back.
 *
 * <p>UDP acknowledges nothing, but a dead port answers with ICMP. The kernel keeps such an answer
 * twice: it fails the next send with it, which then sends nothing, and it queues it for {@link
 * #takeErrors()}. Who sends must look at both, since a vanished host shows only in the queue.
 *
 * <p>Threads: one. Buffers given must be direct. Source: ip(7) IP_RECVERR, udp(7), send(2).
 */
public final class UdpSender implements Link {
  /** The most datagrams that one {@link #sendSegments} takes: UDP_MAX_SEGMENTS of older kernels. */
  public static final int SEGMENTS_MAX = 64;

  private static final int SO_SNDBUF = 7;
  private static final int SO_SNDBUFFORCE = 32;
  private static final int IP_RECVERR = 11;
  private static final int IPV6_RECVERR = 25;
  private static final int UDP_SEGMENT = 103;

  /** 65,535 less the headers: of IP and UDP by IPv4, where IP's counts, of UDP by IPv6. */
  private static final int LENGTH_MAX_IPV4 = 65_507;

  private static final int LENGTH_MAX_IPV6 = 65_527;

  /** Answers "too big for the path" that may come between two sends. */
  private static final int PATH_ANSWERS_MAX = 16;

  // 0 struct msghdr (see UdpReceiver) | 56 struct iovec | 72 struct cmsghdr, its u16 at 88
  private static final int IOVEC_OFFSET = 56;
  private static final int CONTROL_OFFSET = 72;
  private static final int SEGMENT_SIZE_OFFSET = 88;
  private static final int SEGMENT_CONTROL_BYTES = 24;
  private static final int SEGMENT_MESSAGE_BYTES = 18;

  private final KernelSocket socket;
  private final MemorySegment errno;
  private final ErrorQueue errors;
  private final UnsafeBuffer segments = new UnsafeBuffer(ByteBuffer.allocateDirect(96));
  private final InetSocketAddress localAddress;
  private final int grantedBufferBytes;
  private final int lengthMax;
  private int lastErrno;
  private int undelivered;

  private UdpSender(KernelSocket socket) throws IOException {
    this.socket = socket;
    this.errno = socket.errno;
    this.errors = new ErrorQueue(socket);
    this.localAddress = socket.localAddress();
    this.lengthMax = socket.isIpv6() ? LENGTH_MAX_IPV6 : LENGTH_MAX_IPV4;
    this.grantedBufferBytes = socket.option(KernelSocket.SOL_SOCKET, SO_SNDBUF);
    long address = segments.addressOffset();
    segments.putLong(16, address + IOVEC_OFFSET);
    segments.putLong(24, 1);
    segments.putLong(32, address + CONTROL_OFFSET);
    segments.putLong(40, SEGMENT_CONTROL_BYTES);
    segments.putLong(CONTROL_OFFSET, SEGMENT_MESSAGE_BYTES);
    segments.putInt(CONTROL_OFFSET + 8, KernelSocket.SOL_UDP);
    segments.putInt(CONTROL_OFFSET + 12, UDP_SEGMENT);
  }

  /**
   * Connects, which sends nothing: success says only that there is a route.
   *
   * @param sendBufferBytes asked of the kernel; see {@link #grantedBufferBytes()}
   * @throws IOException when the name does not resolve or there is no route now; try again later
   */
  public static UdpSender connect(InetSocketAddress destination, int sendBufferBytes)
      throws IOException {
    KernelSocket socket = KernelSocket.datagram(destination);
    try {
      socket.sizeBuffer(SO_SNDBUFFORCE, SO_SNDBUF, sendBufferBytes);
      KernelSocket.require(
          socket.isIpv6()
              ? socket.setOption(KernelSocket.SOL_IPV6, IPV6_RECVERR, 1)
              : socket.setOption(KernelSocket.SOL_IP, IP_RECVERR, 1),
          "the queue of errors");
      socket.connect(destination);
      return new UdpSender(socket);
    } catch (IOException | RuntimeException e) {
      socket.close();
      throw e;
    }
  }

  /** Always {@link Link.Progress#OPEN}: connecting was done at once. */
  @Override
  public Progress progress() {
    return Progress.OPEN;
  }

  /** Datagrams are not acknowledged. */
  @Override
  public long takenBytes() {
    return 0;
  }

  @Override
  public long acknowledgedBytes() {
    return 0;
  }

  /**
   * Sends one datagram, without waiting.
   *
   * <p>Only its length makes it too big. EMSGSIZE says that an earlier one was too big for the
   * path, by ICMP; the kernel has learned from it and splits the next, so it is asked again.
   */
  @Override
  public SendResult send(UnsafeBuffer buffer, int offset, int length) {
    long address = address(buffer, offset, length);
    if (length > lengthMax) {
      lastErrno = Libc.EMSGSIZE;
      return SendResult.TOO_BIG;
    }
    int result = SocketCalls.send(errno, socket.fd(), address, length);
    for (int i = 0; result == -Libc.EMSGSIZE && i < PATH_ANSWERS_MAX; i++) {
      undelivered += errors.drain();
      result = SocketCalls.send(errno, socket.fd(), address, length);
    }
    Reference.reachabilityFence(buffer);
    return sorted(result);
  }

  /**
   * Sends datagrams of {@code segmentBytes} each, the last maybe shorter, in one call
   * (UDP_SEGMENT).
   *
   * <p>All or nothing. At most {@link #SEGMENTS_MAX}, and 65,507 bytes in all.
   */
  public SendResult sendSegments(UnsafeBuffer buffer, int offset, int length, int segmentBytes) {
    if (length <= segmentBytes) {
      return send(buffer, offset, length);
    }
    segments.putLong(IOVEC_OFFSET, address(buffer, offset, length));
    segments.putLong(IOVEC_OFFSET + Long.BYTES, length);
    segments.putShort(SEGMENT_SIZE_OFFSET, (short) segmentBytes);
    int result = SocketCalls.sendmsg(errno, socket.fd(), segments.addressOffset());
    Reference.reachabilityFence(buffer);
    return sorted(result);
  }

  private static long address(UnsafeBuffer buffer, int offset, int length) {
    if (buffer.byteArray() != null) {
      throw new IllegalArgumentException("the kernel needs a direct buffer");
    }
    buffer.boundsCheck(offset, length);
    return buffer.addressOffset() + offset;
  }

  private SendResult sorted(int result) {
    if (result >= 0) {
      lastErrno = 0;
      return SendResult.SENT;
    }
    lastErrno = -result;
    return SendResult.of(lastErrno);
  }

  /** The error number of the last send; 0 when it was {@link SendResult#SENT}. */
  public int lastErrno() {
    return lastErrno;
  }

  /** The last send's error in words; empty when it was {@link SendResult#SENT}. */
  @Override
  public String lastError() {
    return lastErrno == 0 ? "" : Libc.text(lastErrno);
  }

  /**
   * Drains the errors that came back since the last time. One system call when there are none.
   *
   * @return how many say that a datagram was not delivered; "too big for the path" is one of them:
   *     that datagram is gone, and sent again it will be split, see {@link #pathTooBigErrors()}
   */
  @Override
  public int takeErrors() {
    int taken = undelivered + errors.drain();
    undelivered = 0;
    return taken;
  }

  /**
   * How often a router said "too big for the path", since the start.
   *
   * <p>The datagram it says so of is gone, without any other sign. The kernel remembers the path's
   * limit and splits every later datagram, until it forgets (ten minutes) and loses one again.
   */
  public long pathTooBigErrors() {
    return errors.pathTooBig();
  }

  /** What the kernel granted as send buffer; it doubles what it is asked for. */
  public int grantedBufferBytes() {
    return grantedBufferBytes;
  }

  /** Where the datagrams come from, as the destination sees it unless something translates it. */
  public InetSocketAddress localAddress() {
    return localAddress;
  }

  /** There is nothing to wait for. */
  @Override
  public void settle(long timeoutNs) {}

  @Override
  public void close() {
    socket.close();
  }
}
