package io.penstock.net;

import io.penstock.os.FileCalls;
import io.penstock.os.Libc;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.ref.Reference;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * A connection to a Unix datagram socket: {@code /run/telegraf/statsd.sock}.
 *
 * <p>The kernel puts a datagram straight into the receiver's queue, which holds few, and says FULL
 * when there is no room: nothing is lost by haste. What the receiver has read is known (SIOCOUTQ,
 * counted with the kernel's overhead). A receiver that dies takes its queue with it and frees our
 * count, so the count is believed only when the receiver is seen alive afterwards: the path still
 * leads to the same file, and a process is bound to it.
 *
 * <p>Threads: one. Source: unix(7).
 */
public final class UnixDatagramLink implements Link {
  private static final int SO_SNDBUF = 7;
  private static final int SO_SNDBUFFORCE = 32;

  /** What the kernel keeps back of the send buffer for a datagram; source: unix_dgram_sendmsg. */
  private static final int OVERHEAD_BYTES = 32;

  private final KernelSocket socket;
  private final KernelSocket probe;
  private final MemorySegment errno;
  private final UnsafeBuffer address =
      new UnsafeBuffer(ByteBuffer.allocateDirect(UnixAddressBytes.CAPACITY));
  private final UnsafeBuffer status =
      new UnsafeBuffer(ByteBuffer.allocateDirect(FileCalls.STATX_BYTES));

  private final LinkState state = new LinkState(Progress.OPEN);
  private final int lengthMax;
  private int addressBytes;
  private long fileIdentity;

  private UnixDatagramLink(KernelSocket socket, KernelSocket probe) throws IOException {
    this.socket = socket;
    this.probe = probe;
    this.errno = socket.errno;
    this.lengthMax = socket.option(KernelSocket.SOL_SOCKET, SO_SNDBUF) - OVERHEAD_BYTES;
  }

  /**
   * Connects.
   *
   * @throws IOException when no process is bound to the path, or it is too long; try again later
   */
  public static UnixDatagramLink connect(Path path, int sendBufferBytes) throws IOException {
    KernelSocket socket = KernelSocket.unix(SocketCalls.SOCK_DGRAM_CLOEXEC_NONBLOCK);
    KernelSocket probe = null;
    try {
      probe = KernelSocket.unix(SocketCalls.SOCK_DGRAM_CLOEXEC_NONBLOCK);
      socket.sizeBuffer(SO_SNDBUFFORCE, SO_SNDBUF, sendBufferBytes);
      UnixDatagramLink link = new UnixDatagramLink(socket, probe);
      link.addressBytes = UnixAddressBytes.encode(path, link.address);
      link.fileIdentity = link.fileNow();
      int result = link.connect(socket);
      if (result < 0) {
        throw new IOException("cannot reach " + path + ": " + Libc.text(-result));
      }
      return link;
    } catch (IOException | RuntimeException e) {
      socket.close();
      if (probe != null) {
        probe.close();
      }
      throw e;
    }
  }

  private int connect(KernelSocket from) {
    return SocketCalls.connect(errno, from.fd(), address.addressOffset(), addressBytes);
  }

  private long fileNow() {
    return FileCalls.fileIdentity(
        errno, address.addressOffset() + UnixAddressBytes.PATH_OFFSET, status);
  }

  @Override
  public Progress progress() {
    return state.progress();
  }

  @Override
  public SendResult send(UnsafeBuffer buffer, int offset, int length) {
    buffer.boundsCheck(offset, length);
    if (length > lengthMax) {
      return SendResult.TOO_BIG;
    }
    int result = SocketCalls.send(errno, socket.fd(), buffer.addressOffset() + offset, length);
    Reference.reachabilityFence(buffer);
    if (result >= 0) {
      state.took(length);
      return SendResult.SENT;
    }
    SendResult sorted = SendResult.of(-result);
    if (sorted == SendResult.REFUSED || sorted == SendResult.FAILED) {
      state.broken(-result);
    }
    return sorted;
  }

  /** One when the receiver has gone since the last time: what it had not read is lost to it. */
  @Override
  public int takeErrors() {
    look();
    return state.takeBreak();
  }

  /** Another socket's connect shows whether a process is bound, without disturbing it. */
  private void look() {
    if (state.isOpen()) {
      int result = connect(probe);
      if (result < 0 || fileNow() != fileIdentity) {
        state.broken(result < 0 ? -result : Libc.ECONNRESET);
      }
    }
  }

  @Override
  public String lastError() {
    return state.trouble();
  }

  @Override
  public long takenBytes() {
    return state.takenBytes();
  }

  @Override
  public long acknowledgedBytes() {
    if (state.isWaiting()) {
      int unread = socket.unacknowledgedBytes();
      look();
      if (state.isOpen() && unread >= 0) {
        state.acknowledged(state.takenBytes() - unread);
      }
    }
    return state.acknowledgedBytes();
  }

  @Override
  public void settle(long timeoutNs) {
    LinkState.settle(this, timeoutNs);
  }

  @Override
  public void close() {
    socket.close();
    probe.close();
  }
}
