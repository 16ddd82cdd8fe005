package io.penstock.net;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * A bound socket that takes many datagrams a call into a row of slots.
 *
 * <p>A slot holds one datagram, or several of one sender that the kernel coalesced (UDP_GRO): equal
 * lengths but the last, which may be shorter. What a slot holds is good until the next {@link
 * #receive()}.
 *
 * <p>Threads: one, after {@link #bind}. Memory: {@code slots * slotBytes} direct, and nothing more
 * after that. Errors: a refused bind is a {@link java.net.BindException} whose message says what to
 * do; whatever fails later is a broken promise and an {@link IllegalStateException}. Source:
 * recvmmsg(2), udp(7), linux/udp.h.
 */
public final class UdpReceiver implements AutoCloseable {
  /** Slots that serve every rate: more no longer lowers the cost of a datagram. */
  public static final int SLOTS = 64;

  /** Size of a slot that no datagram and no coalesced run exceeds. */
  public static final int SLOT_BYTES = 64 * 1024;

  private static final int SO_RCVBUF = 8;
  private static final int SO_RCVBUFFORCE = 33;
  private static final int SO_MEMINFO = 55;

  // struct mmsghdr, one a slot:
  //  0 u64 name | 8 u32 name length | 16 u64 iovec | 24 u64 iovecs = 1
  // 32 u64 control | 40 u64 control length | 48 u32 flags | 56 u32 bytes received
  private static final int HEADER_BYTES = 64;
  private static final int NAME_LENGTH_OFFSET = 8;
  private static final int IOVEC_OFFSET = 16;
  private static final int IOVEC_COUNT_OFFSET = 24;
  private static final int CONTROL_OFFSET = 32;
  private static final int CONTROL_LENGTH_OFFSET = 40;
  private static final int FLAGS_OFFSET = 48;
  private static final int RECEIVED_OFFSET = 56;

  // struct iovec: u64 base | u64 length
  private static final int IOVEC_BYTES = 16;

  // struct cmsghdr: u64 length | u32 level | u32 type, then for UDP_GRO an int: bytes a datagram
  private static final int CONTROL_BYTES = 64;
  private static final int UDP_GRO = 104;
  private static final int GRO_MESSAGE_BYTES = 20;
  private static final int GRO_SIZE_OFFSET = 16;

  private final KernelSocket socket;
  private final MemorySegment errno;
  private final int slots;
  private final int slotBytes;
  private final UnsafeBuffer buffer;
  private final UnsafeBuffer headers;
  private final UnsafeBuffer controls;
  private final UnsafeBuffer iovecs;
  private final PollSet polled = new PollSet(2);
  private final SocketMemory memory = new SocketMemory();
  private final InetSocketAddress localAddress;
  private final int grantedBufferBytes;
  private int slotsUsed;

  private UdpReceiver(KernelSocket socket, int slots, int slotBytes) throws IOException {
    this.socket = socket;
    this.errno = socket.errno;
    this.slots = slots;
    this.slotBytes = slotBytes;
    this.buffer = direct(slots * slotBytes);
    this.headers = direct(slots * HEADER_BYTES);
    this.controls = direct(slots * CONTROL_BYTES);
    this.iovecs = direct(slots * IOVEC_BYTES);
    this.localAddress = socket.localAddress();
    this.grantedBufferBytes = socket.option(KernelSocket.SOL_SOCKET, SO_RCVBUF);
    layOutSlots();
  }

  private static UnsafeBuffer direct(int bytes) {
    return new UnsafeBuffer(ByteBuffer.allocateDirect(bytes));
  }

  /**
   * Binds; `::` takes IPv4 as well, port 0 any free port.
   *
   * @param receiveBufferBytes asked of the kernel; see {@link #grantedBufferBytes()}
   * @param slots the most arrivals one {@link #receive()} takes
   * @param slotBytes size of each; an arrival that is longer is {@link #truncated}
   */
  public static UdpReceiver bind(
      InetSocketAddress address, int receiveBufferBytes, int slots, int slotBytes)
      throws IOException {
    KernelSocket socket = KernelSocket.datagram(address);
    try {
      socket.sizeBuffer(SO_RCVBUFFORCE, SO_RCVBUF, receiveBufferBytes);
      KernelSocket.require(socket.setOption(KernelSocket.SOL_UDP, UDP_GRO, 1), "UDP_GRO");
      socket.bind(address);
      return new UdpReceiver(socket, slots, slotBytes);
    } catch (IOException | RuntimeException e) {
      socket.close();
      throw e;
    }
  }

  /**
   * Takes over a UDP socket that another process bound. Its buffer is made larger when it is
   * smaller than what is asked for, and never smaller; coalescing is switched on.
   */
  public static UdpReceiver adopt(
      InheritedSocket inherited, int receiveBufferBytes, int slots, int slotBytes)
      throws IOException {
    KernelSocket socket = inherited.socket();
    socket.raiseBuffer(
        SO_RCVBUFFORCE, SO_RCVBUF, receiveBufferBytes, HostFiles.receiveBufferLimitBytes());
    KernelSocket.require(socket.setOption(KernelSocket.SOL_UDP, UDP_GRO, 1), "UDP_GRO");
    return new UdpReceiver(socket, slots, slotBytes);
  }

  private void layOutSlots() {
    for (int slot = 0; slot < slots; slot++) {
      int header = slot * HEADER_BYTES;
      int iovec = slot * IOVEC_BYTES;
      iovecs.putLong(iovec, buffer.addressOffset() + offset(slot));
      iovecs.putLong(iovec + Long.BYTES, slotBytes);
      headers.putLong(header + IOVEC_OFFSET, iovecs.addressOffset() + iovec);
      headers.putLong(header + IOVEC_COUNT_OFFSET, 1);
      headers.putLong(
          header + CONTROL_OFFSET, controls.addressOffset() + (long) slot * CONTROL_BYTES);
    }
    slotsUsed = slots;
    rearm();
  }

  /**
   * Takes what has arrived, without waiting.
   *
   * @return slots filled, from 0 on; 0 when nothing was there
   * @throws IllegalStateException when the socket is broken or closed, or the kernel had more to
   *     say of an arrival than fits (MSG_CTRUNC), so that its length cannot be trusted
   */
  public int receive() {
    rearm();
    int result = SocketCalls.recvmmsg(errno, socket.fd(), headers.addressOffset(), slots);
    if (result < 0) {
      if (result == -Libc.EAGAIN) {
        return 0;
      }
      throw new IllegalStateException("cannot receive: " + Libc.text(-result));
    }
    slotsUsed = result;
    for (int slot = 0; slot < result; slot++) {
      if ((flags(slot) & SocketCalls.MSG_CTRUNC) != 0) {
        throw new IllegalStateException("the kernel cut off what it says of a datagram");
      }
    }
    return result;
  }

  /**
   * Makes ready the slots used last: the kernel writes what it used over what it may use. Without
   * this the coalesced size would vanish and datagrams merge.
   */
  private void rearm() {
    for (int slot = 0; slot < slotsUsed; slot++) {
      int header = slot * HEADER_BYTES;
      headers.putInt(header + NAME_LENGTH_OFFSET, 0);
      headers.putLong(header + CONTROL_LENGTH_OFFSET, CONTROL_BYTES);
      headers.putInt(header + FLAGS_OFFSET, 0);
    }
    slotsUsed = 0;
  }

  /**
   * Waits until a datagram is there, the wake-up is signalled or time is up.
   *
   * <p>Does not clear the wake-up: its owner does. A signal to the process may end the wait early.
   *
   * @param timeoutMs at most that long; -1 without limit
   * @return true when there is something to receive
   */
  public boolean await(WakeUp wakeUp, int timeoutMs) {
    if (socket.fd() < 0) {
      throw new IllegalStateException("cannot wait for datagrams: the socket is closed");
    }
    polled.set(0, socket.fd());
    polled.set(1, wakeUp.fd());
    polled.await(timeoutMs);
    return polled.readable(0);
  }

  int fd() {
    return socket.fd();
  }

  /** The slots, one after another. */
  public UnsafeBuffer buffer() {
    return buffer;
  }

  /** Where a slot's bytes begin in {@link #buffer()}. */
  public int offset(int slot) {
    return slot * slotBytes;
  }

  /** Bytes that the last receive put in the slot; 0 is a datagram without payload. */
  public int length(int slot) {
    return headers.getInt(slot * HEADER_BYTES + RECEIVED_OFFSET);
  }

  /**
   * Length of each datagram in the slot but the last, which may be shorter; {@link #length} when
   * the slot holds one datagram.
   */
  public int segmentBytes(int slot) {
    int length = length(slot);
    if (headers.getLong(slot * HEADER_BYTES + CONTROL_LENGTH_OFFSET) < GRO_MESSAGE_BYTES) {
      return length;
    }
    int message = slot * CONTROL_BYTES;
    if (controls.getInt(message + 8) != KernelSocket.SOL_UDP
        || controls.getInt(message + 12) != UDP_GRO) {
      return length;
    }
    return Math.min(controls.getInt(message + GRO_SIZE_OFFSET), length);
  }

  /** Whether the arrival was longer than the slot; the rest of it is gone. */
  public boolean truncated(int slot) {
    return (flags(slot) & SocketCalls.MSG_TRUNC) != 0;
  }

  private int flags(int slot) {
    return headers.getInt(slot * HEADER_BYTES + FLAGS_OFFSET);
  }

  /**
   * What the kernel granted as receive buffer. It doubles what it is asked for, to pay for its own
   * structures: twice what was asked is "as asked", less is the limit {@code net.core.rmem_max}.
   */
  public int grantedBufferBytes() {
    return grantedBufferBytes;
  }

  /** Asks the kernel for the socket's memory and drops; the same object each time. */
  public SocketMemory memory() {
    memory.words.putInt(SocketMemory.LENGTH_OFFSET, SocketMemory.BYTES);
    long address = memory.words.addressOffset();
    int result =
        SocketCalls.getsockopt(
            errno,
            socket.fd(),
            KernelSocket.SOL_SOCKET,
            SO_MEMINFO,
            address,
            address + SocketMemory.LENGTH_OFFSET);
    if (result < 0) {
      throw new IllegalStateException("cannot ask for drops: " + Libc.text(-result));
    }
    memory.extendDrops();
    return memory;
  }

  /**
   * Tells this socket from every other that was ever opened since the host was started, through
   * whichever process: its drops go on from one to the next. Never 0.
   */
  public long identity() throws IOException {
    return socket.identity();
  }

  /** The address that is bound, with the port that was chosen. */
  public InetSocketAddress localAddress() {
    return localAddress;
  }

  @Override
  public void close() {
    socket.close();
  }
}
