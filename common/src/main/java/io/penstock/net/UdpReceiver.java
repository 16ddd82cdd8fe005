package io.penstock.net;

import io.penstock.os.Libc;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.net.InetSocketAddress;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * A bound UDP socket that takes many datagrams a call into {@link ReceiveSlots}.
 *
 * <p>Threads: one, after {@link #bind}. Errors: a refused bind is a {@link java.net.BindException}
 * whose message says what to do; whatever fails later is a broken promise and an {@link
 * IllegalStateException}. Source: recvmmsg(2), udp(7), linux/udp.h.
 */
public final class UdpReceiver implements DatagramInput {
  /** Slots that serve every rate: more no longer lowers the cost of a datagram. */
  public static final int SLOTS = 64;

  /** Size of a slot that no datagram and no coalesced run exceeds. */
  public static final int SLOT_BYTES = 64 * 1024;

  private static final int SO_RCVBUF = 8;
  private static final int SO_RCVBUFFORCE = 33;
  private static final int SO_MEMINFO = 55;

  static final int UDP_GRO = 104;

  private final KernelSocket socket;
  private final MemorySegment errno;
  private final ReceiveSlots slots;
  private final PollSet polled = new PollSet(2);
  private final SocketMemory memory = new SocketMemory();
  private final InetSocketAddress localAddress;
  private final int grantedBufferBytes;

  private UdpReceiver(KernelSocket socket, ReceiveSlots slots) throws IOException {
    this.socket = socket;
    this.errno = socket.errno;
    this.slots = slots;
    this.localAddress = socket.localAddress();
    this.grantedBufferBytes = socket.option(KernelSocket.SOL_SOCKET, SO_RCVBUF);
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
    return bind(address, receiveBufferBytes, ReceiveSlots.allocate(slots, slotBytes));
  }

  /** Binds, to receive into slots that are shared with other sockets of the same thread. */
  public static UdpReceiver bind(
      InetSocketAddress address, int receiveBufferBytes, ReceiveSlots slots) throws IOException {
    KernelSocket socket = KernelSocket.datagram(address);
    try {
      socket.sizeBuffer(SO_RCVBUFFORCE, SO_RCVBUF, receiveBufferBytes);
      KernelSocket.require(socket.setOption(KernelSocket.SOL_UDP, UDP_GRO, 1), "UDP_GRO");
      socket.bind(address);
      return new UdpReceiver(socket, slots);
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
      InheritedSocket inherited, int receiveBufferBytes, ReceiveSlots slots) throws IOException {
    KernelSocket socket = inherited.socket();
    socket.raiseBuffer(
        SO_RCVBUFFORCE, SO_RCVBUF, receiveBufferBytes, SocketMemory.receiveBufferLimitBytes());
    KernelSocket.require(socket.setOption(KernelSocket.SOL_UDP, UDP_GRO, 1), "UDP_GRO");
    return new UdpReceiver(socket, slots);
  }

  @Override
  public int receive() {
    return slots.receive(socket);
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
    return slots.buffer();
  }

  /** Where a slot's bytes begin in {@link #buffer()}. */
  public int offset(int slot) {
    return slots.offset(slot);
  }

  /** See {@link ReceiveSlots#length}. */
  public int length(int slot) {
    return slots.length(slot);
  }

  /** See {@link ReceiveSlots#segmentBytes}. */
  public int segmentBytes(int slot) {
    return slots.segmentBytes(slot);
  }

  /** See {@link ReceiveSlots#truncated}. */
  public boolean truncated(int slot) {
    return slots.truncated(slot);
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
   * whichever process holds it: its drops continue from one to the next. Never 0.
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
