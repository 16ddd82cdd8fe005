package io.penstock.net;

import java.nio.ByteBuffer;
import java.util.function.LongSupplier;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * A row of slots that one receive fills: recvmmsg(2) with all that it needs, for any number of
 * sockets of one thread, one after the other.
 *
 * <p>A slot holds one datagram, or several of one sender that the kernel coalesced (UDP_GRO): equal
 * lengths but the last, which may be shorter. What a slot holds is good until the next receive of
 * any socket. Memory: {@code slots * slotBytes} direct, and nothing more after that. Source:
 * recvmmsg(2), udp(7), linux/udp.h.
 *
 * <p>A kill in the middle of recvmmsg lets the call end: what it has taken from the socket is gone
 * with the process. The kernel notes what it takes in a trace, which can lie in a file: then the
 * next process can tell how many datagrams these were.
 *
 * <pre>
 * trace   u64 magic | u64 count before the receive | … to 64 | struct mmsghdr × slots | control × slots
 * </pre>
 */
public final class ReceiveSlots {
  /** What the journal can keep as one datagram; a Unix socket may be sent more. */
  private static final int DATAGRAM_BYTES_MAX = 65_535;

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
  private static final int GRO_MESSAGE_BYTES = 20;
  private static final int GRO_SIZE_OFFSET = 16;

  private static final long TRACE_MAGIC = 0x3145_4341_5254_5350L; // "PSTRACE1"
  private static final int COUNTED_OFFSET = 8;
  private static final int TRACE_HEADER_BYTES = 64;

  /** No length: nothing was put into the slot since it was made ready. */
  private static final int UNTOUCHED = -1;

  private final int slots;
  private final int slotBytes;
  private final UnsafeBuffer buffer;
  private UnsafeBuffer trace;
  private UnsafeBuffer headers;
  private UnsafeBuffer controls;
  private final UnsafeBuffer iovecs;
  private final UnsafeBuffer names;
  private final int nameBytes;
  private LongSupplier counted = () -> 0;
  private int slotsUsed;

  private ReceiveSlots(int slots, int slotBytes, int nameBytes) {
    this.slots = slots;
    this.slotBytes = slotBytes;
    this.nameBytes = nameBytes;
    this.buffer = direct(slots * slotBytes);
    this.iovecs = direct(slots * IOVEC_BYTES);
    this.names = direct(slots * SocketAddressBytes.CAPACITY);
    layOut(ByteBuffer.allocateDirect(traceBytes()));
  }

  /** The size of a trace. */
  public int traceBytes() {
    return TRACE_HEADER_BYTES + slots * (HEADER_BYTES + CONTROL_BYTES);
  }

  /**
   * Lets the kernel note what it takes in a memory that outlives the process, from now on.
   *
   * @param memory direct, of {@link #traceBytes}; what it holds is lost, see {@link #uncounted}
   * @param received how many datagrams are counted so far, asked before each receive
   */
  public void traceIn(ByteBuffer memory, LongSupplier received) {
    counted = received;
    layOut(memory);
  }

  /**
   * How many datagrams the last receive of another process had taken when it was killed, and not
   * yet counted.
   *
   * @param memory a trace of as many slots as these
   * @param received what is counted now
   */
  public long uncounted(ByteBuffer memory, long received) {
    UnsafeBuffer traced = new UnsafeBuffer(memory);
    if (traced.getLong(0) != TRACE_MAGIC) {
      return 0;
    }
    UnsafeBuffer itsHeaders = headersOf(memory);
    UnsafeBuffer itsControls = controlsOf(memory);
    long before = traced.getLong(COUNTED_OFFSET);
    long after = before;
    for (int slot = 0; slot < slots; slot++) {
      int length = itsHeaders.getInt(slot * HEADER_BYTES + RECEIVED_OFFSET);
      if (length >= 0) {
        int each = Math.max(1, segmentBytes(itsHeaders, itsControls, slot, length));
        after += Math.max(1, (length + each - 1) / each);
      }
    }
    return received >= before ? Math.max(0, after - received) : 0;
  }

  private UnsafeBuffer headersOf(ByteBuffer memory) {
    return new UnsafeBuffer(memory, TRACE_HEADER_BYTES, slots * HEADER_BYTES);
  }

  private UnsafeBuffer controlsOf(ByteBuffer memory) {
    int offset = TRACE_HEADER_BYTES + slots * HEADER_BYTES;
    return new UnsafeBuffer(memory, offset, slots * CONTROL_BYTES);
  }

  private static UnsafeBuffer direct(int bytes) {
    return new UnsafeBuffer(ByteBuffer.allocateDirect(bytes));
  }

  /**
   * Slots that do not ask where their datagrams came from.
   *
   * @param slots the most arrivals one receive takes
   * @param slotBytes size of each; an arrival that is longer is {@link #truncated}
   */
  public static ReceiveSlots allocate(int slots, int slotBytes) {
    return new ReceiveSlots(slots, slotBytes, 0);
  }

  /** Slots that do, which a {@link SourceFilter} can look at. */
  public static ReceiveSlots withSources(int slots, int slotBytes) {
    return new ReceiveSlots(slots, slotBytes, SocketAddressBytes.CAPACITY);
  }

  private void layOut(ByteBuffer memory) {
    trace = new UnsafeBuffer(memory, 0, TRACE_HEADER_BYTES);
    trace.putLongRelease(0, 0);
    headers = headersOf(memory);
    controls = controlsOf(memory);
    headers.setMemory(0, headers.capacity(), (byte) 0);
    for (int slot = 0; slot < slots; slot++) {
      int header = slot * HEADER_BYTES;
      int iovec = slot * IOVEC_BYTES;
      iovecs.putLong(iovec, buffer.addressOffset() + offset(slot));
      iovecs.putLong(iovec + Long.BYTES, Math.min(slotBytes, DATAGRAM_BYTES_MAX));
      if (nameBytes > 0) {
        headers.putLong(header, names.addressOffset() + nameOffset(slot));
      }
      headers.putLong(header + IOVEC_OFFSET, iovecs.addressOffset() + iovec);
      headers.putLong(header + IOVEC_COUNT_OFFSET, 1);
      headers.putLong(
          header + CONTROL_OFFSET, controls.addressOffset() + (long) slot * CONTROL_BYTES);
    }
    slotsUsed = slots;
    rearm();
    trace.putLong(COUNTED_OFFSET, counted.getAsLong());
    trace.putLongRelease(0, TRACE_MAGIC);
  }

  /**
   * Takes what has arrived at a socket, without waiting.
   *
   * @return slots filled, from 0 on; 0 when nothing was there
   * @throws IllegalStateException when the socket is broken or closed, or the kernel had more to
   *     say of an arrival than fits (MSG_CTRUNC), so that its length cannot be trusted
   */
  int receive(KernelSocket socket) {
    rearm();
    trace.putLongRelease(COUNTED_OFFSET, counted.getAsLong());
    int result = SocketCalls.recvmmsg(socket.errno, socket.fd(), headers.addressOffset(), slots);
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
      headers.putInt(header + NAME_LENGTH_OFFSET, nameBytes);
      headers.putLong(header + CONTROL_LENGTH_OFFSET, CONTROL_BYTES);
      headers.putInt(header + FLAGS_OFFSET, 0);
      headers.putInt(header + RECEIVED_OFFSET, UNTOUCHED);
    }
    slotsUsed = 0;
  }

  /** How many there are. */
  public int count() {
    return slots;
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
    return segmentBytes(headers, controls, slot, length(slot));
  }

  private static int segmentBytes(
      UnsafeBuffer headers, UnsafeBuffer controls, int slot, int length) {
    if (headers.getLong(slot * HEADER_BYTES + CONTROL_LENGTH_OFFSET) < GRO_MESSAGE_BYTES) {
      return length;
    }
    int message = slot * CONTROL_BYTES;
    if (controls.getInt(message + 8) != KernelSocket.SOL_UDP
        || controls.getInt(message + 12) != UdpReceiver.UDP_GRO) {
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

  /** The senders' addresses, when they are asked for; see {@link #nameOffset}. */
  UnsafeBuffer names() {
    return names;
  }

  int nameOffset(int slot) {
    return slot * SocketAddressBytes.CAPACITY;
  }
}
