package io.penstock.net;

import io.penstock.os.Libc;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.ref.Reference;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * A TCP or Unix stream connection: a newline after every line, whole lines only.
 *
 * <p>The kernel may take the first part of what it is given. The rest waits here and is sent before
 * anything else, so a line is never torn in the middle of a connection. It dies with the
 * connection; the next one begins with a whole line.
 *
 * <p>What the other side's kernel has acknowledged is known: bytes written less SIOCOUTQ. Over a
 * Unix stream that is even what the other process has read, counted with the kernel's overhead, so
 * less than that at times and never more. The figure is believed only when the connection is seen
 * to stand after it was taken, because a reset empties the queue too.
 *
 * <p>Threads: one. Source: tcp(7), unix(7), connect(2).
 */
public final class StreamLink implements Link {
  private static final byte NEWLINE = '\n';

  /** The longest datagram, and its newline. */
  private static final int CAPACITY_BYTES = 65_536;

  private static final int SO_SNDBUF = 7;
  private static final int SO_KEEPALIVE = 9;
  private static final int SO_SNDBUFFORCE = 32;
  private static final int SOL_TCP = 6;
  private static final int TCP_NODELAY = 1;
  private static final int TCP_KEEPIDLE = 4;
  private static final int TCP_KEEPINTVL = 5;
  private static final int TCP_KEEPCNT = 6;
  private static final int TCP_USER_TIMEOUT = 18;

  /** A peer that acknowledges nothing for so long is gone. */
  private static final int SILENCE_MS = 15_000;

  private static final int PROBE_SECONDS = 5;
  private static final int PROBES = 2;

  // struct pollfd: u32 fd | u16 events | u16 revents
  private static final short POLLOUT = 4;
  private static final int DISCARD_BYTES = 512;
  private static final int DISCARDS_MAX = 64;

  private final KernelSocket socket;
  private final boolean isInternet; // TCP
  private final MemorySegment errno;
  private final UnsafeBuffer leftover = new UnsafeBuffer(ByteBuffer.allocateDirect(CAPACITY_BYTES));
  private final UnsafeBuffer scratch = new UnsafeBuffer(ByteBuffer.allocateDirect(DISCARD_BYTES));

  private final LinkState state = new LinkState(Progress.CONNECTING);
  private int leftoverFrom;
  private int leftoverLimit;

  private StreamLink(KernelSocket socket, boolean isInternet) {
    this.socket = socket;
    this.isInternet = isInternet;
    this.errno = socket.errno;
  }

  /**
   * Begins to connect by TCP; {@link #progress} says when it stands or failed.
   *
   * @throws IOException when it cannot even be begun; try again later
   */
  public static StreamLink connect(InetSocketAddress destination, int sendBufferBytes)
      throws IOException {
    KernelSocket socket = KernelSocket.stream(destination);
    try {
      socket.sizeBuffer(SO_SNDBUFFORCE, SO_SNDBUF, sendBufferBytes);
      set(socket, SOL_TCP, TCP_NODELAY, 1);
      set(socket, SOL_TCP, TCP_USER_TIMEOUT, SILENCE_MS);
      set(socket, KernelSocket.SOL_SOCKET, SO_KEEPALIVE, 1);
      set(socket, SOL_TCP, TCP_KEEPIDLE, PROBE_SECONDS);
      set(socket, SOL_TCP, TCP_KEEPINTVL, PROBE_SECONDS);
      set(socket, SOL_TCP, TCP_KEEPCNT, PROBES);
      StreamLink link = new StreamLink(socket, true);
      link.connecting(socket.beginConnect(destination));
      return link;
    } catch (IOException | RuntimeException e) {
      socket.close();
      throw e;
    }
  }

  private static void set(KernelSocket socket, int level, int name, int value) throws IOException {
    KernelSocket.require(socket.setOption(level, name, value), "an option of a stream");
  }

  /**
   * Connects to a Unix stream socket.
   *
   * @throws IOException when the path is too long
   */
  public static StreamLink connect(Path path, int sendBufferBytes) throws IOException {
    KernelSocket socket = KernelSocket.unix(SocketCalls.SOCK_STREAM_CLOEXEC_NONBLOCK);
    try {
      socket.sizeBuffer(SO_SNDBUFFORCE, SO_SNDBUF, sendBufferBytes);
      StreamLink link = new StreamLink(socket, false);
      int length = UnixAddressBytes.encode(path, link.scratch);
      link.connecting(
          SocketCalls.connect(socket.errno, socket.fd(), link.scratch.addressOffset(), length));
      return link;
    } catch (IOException | RuntimeException e) {
      socket.close();
      throw e;
    }
  }

  private void connecting(int result) {
    if (result == 0 && !isInternet) {
      state.opened();
    } else if (result != 0 && result != -Libc.EINPROGRESS) {
      state.broken(-result);
    }
  }

  @Override
  public Progress progress() {
    if (state.progress() == Progress.CONNECTING) {
      awaitConnect();
    } else if (state.isOpen()) {
      writeLeftover();
    }
    return state.progress();
  }

  private void awaitConnect() {
    scratch.putInt(0, socket.fd());
    scratch.putInt(4, POLLOUT);
    if (SocketCalls.poll(errno, scratch.addressOffset(), 1, 0) <= 0) {
      return;
    }
    try {
      int error = socket.pendingError();
      if (error == 0 && isInternet && socket.isConnectedToItself()) {
        error = Libc.ECONNREFUSED;
      }
      if (error == 0) {
        state.opened();
      } else {
        state.broken(error);
      }
    } catch (IOException e) {
      state.broken(Libc.ECONNRESET);
    }
  }

  @Override
  public SendResult send(UnsafeBuffer buffer, int offset, int length) {
    if (length >= CAPACITY_BYTES) {
      return SendResult.TOO_BIG;
    }
    if (!state.isOpen()) {
      return state.progress() == Progress.CONNECTING ? SendResult.FULL : SendResult.REFUSED;
    }
    if (!writeLeftover()) {
      return state.isOpen() ? SendResult.FULL : SendResult.REFUSED;
    }
    leftover.putBytes(0, buffer, offset, length);
    leftover.putByte(length, NEWLINE);
    leftoverFrom = 0;
    leftoverLimit = length + 1;
    if (!writeLeftover() && leftoverFrom == 0) {
      leftoverLimit = 0; // not a byte of it went: it may as well stay with the caller
      return state.isOpen() ? SendResult.FULL : SendResult.REFUSED;
    }
    state.took(length + 1);
    return SendResult.SENT;
  }

  /** Whether nothing is left over. */
  private boolean writeLeftover() {
    while (leftoverFrom < leftoverLimit) {
      int result =
          SocketCalls.send(
              errno,
              socket.fd(),
              leftover.addressOffset() + leftoverFrom,
              leftoverLimit - leftoverFrom);
      if (result < 0) {
        if (SendResult.of(-result) != SendResult.FULL) {
          state.broken(-result);
        }
        return false;
      }
      leftoverFrom += result;
    }
    Reference.reachabilityFence(this);
    return true;
  }

  /** One when the connection has broken since the last time: everything on it is in doubt. */
  @Override
  public int takeErrors() {
    if (state.isOpen() && writeLeftover()) {
      look();
    }
    return state.takeBreak();
  }

  /** Reads and discards what the other side sends, until its end. */
  private void look() {
    for (int i = 0; i < DISCARDS_MAX; i++) {
      int result = SocketCalls.recv(errno, socket.fd(), scratch.addressOffset(), DISCARD_BYTES, 0);
      if (result == -Libc.EAGAIN) {
        return;
      }
      if (result == 0) {
        state.broken("closed by the other side");
        return;
      }
      if (result < 0) {
        state.broken(-result);
        return;
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
      int unacknowledged = socket.unacknowledgedBytes();
      look();
      if (state.isOpen() && unacknowledged >= 0) {
        long written = state.takenBytes() - (leftoverLimit - leftoverFrom);
        state.acknowledged(written - unacknowledged);
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
  }
}
