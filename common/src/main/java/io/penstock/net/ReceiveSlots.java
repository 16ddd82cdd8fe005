package io.penstock.net;

import io.penstock.os.Libc;
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
 * <p>What the kernel says beside the bytes is read whole, every control message, and never believed
 * beyond the length that it reports. What a Unix client attaches, such as file descriptors, is not
 * taken: there is no room for it, so the kernel lets go of it, and the bytes count as any others.
 * An error that a socket has is counted and passes; only one that shows a fault of ours is thrown.
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

  // struct cmsghdr: u64 length | u32 level | u32 type | data, to the next multiple of 8; for
  // UDP_GRO
  // the data is an int: bytes a datagram. Of all that the kernel can be asked to put before it,
  // times
  // of every kind, overflows, mark and priority, 200 bytes are the most.
  private static final int CONTROL_BYTES = 256;
  private static final int CONTROL_LEVEL_OFFSET = 8;
  private static final int CONTROL_TYPE_OFFSET = 12;
  private static final int CONTROL_DATA_OFFSET = 16;
  private static final int GRO_MESSAGE_BYTES = 20;

  private static final long TRACE_MAGIC = 0x3245_4341_5254_5350L; // "PSTRACE2"
  private static final long FIRST_TRACE_MAGIC = 0x3145_4341_5254_5350L; // "PSTRACE1"
  private static final int FIRST_CONTROL_BYTES = 64; // what a slot had there
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
  private int controlRoom = CONTROL_BYTES; // of the socket that was received from last
  private long errors;
  private int lastError;
  private long attachmentsRefused;

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
    long magic = traced.getLong(0);
    if (magic != TRACE_MAGIC && magic != FIRST_TRACE_MAGIC) {
      return 0;
    }
    int controlBytes = magic == TRACE_MAGIC ? CONTROL_BYTES : FIRST_CONTROL_BYTES;
    UnsafeBuffer itsHeaders = headersOf(memory);
    UnsafeBuffer itsControls = controlsOf(memory, controlBytes);
    long before = traced.getLong(COUNTED_OFFSET);
    long after = before;
    for (int slot = 0; slot < slots; slot++) {
      int length = itsHeaders.getInt(slot * HEADER_BYTES + RECEIVED_OFFSET);
      if (length >= 0) {
        int each = Math.max(1, segmentBytes(itsHeaders, itsControls, controlBytes, slot, length));
        after += Math.max(1, (length + each - 1) / each);
      }
    }
    return received >= before ? Math.max(0, after - received) : 0;
  }

  private UnsafeBuffer headersOf(ByteBuffer memory) {
    return new UnsafeBuffer(memory, TRACE_HEADER_BYTES, slots * HEADER_BYTES);
  }

  private UnsafeBuffer controlsOf(ByteBuffer memory, int controlBytes) {
    int offset = TRACE_HEADER_BYTES + slots * HEADER_BYTES;
    return new UnsafeBuffer(memory, offset, slots * controlBytes);
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
    controls = controlsOf(memory, CONTROL_BYTES);
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
    rearm(CONTROL_BYTES);
    trace.putLong(COUNTED_OFFSET, counted.getAsLong());
    trace.putLongRelease(0, TRACE_MAGIC);
  }

  /**
   * Takes what has arrived at a socket, without waiting.
   *
   * @return slots filled, from 0 on; 0 when nothing was there, or the socket had an error
   * @throws IllegalStateException when the socket is closed, or is none
   */
  int receive(KernelSocket socket) {
    boolean isLocal = socket.family() == SocketCalls.AF_UNIX;
    rearm(isLocal ? 0 : CONTROL_BYTES);
    trace.putLongRelease(COUNTED_OFFSET, counted.getAsLong());
    int result = SocketCalls.recvmmsg(socket.errno, socket.fd(), headers.addressOffset(), slots);
    if (result < 0) {
      if (result != -Libc.EAGAIN) {
        fail(result);
      }
      return 0;
    }
    slotsUsed = result;
    if (isLocal) {
      countAttachments(result);
    }
    return result;
  }

  /** A pending error of the socket is taken by the receive that it fails; it is not our fault. */
  private void fail(int result) {
    if (Libc.isOurFault(-result)) {
      throw new IllegalStateException("cannot receive: " + Libc.text(-result));
    }
    errors++;
    lastError = -result;
  }

  private void countAttachments(int filled) {
    for (int slot = 0; slot < filled; slot++) {
      if ((flags(slot) & SocketCalls.MSG_CTRUNC) != 0) {
        attachmentsRefused++;
      }
    }
  }

  /** How often a socket had an error instead of datagrams; nothing was taken then. */
  public long errors() {
    return errors;
  }

  /** What the last of those was, in the C library's words. */
  public String lastError() {
    return Libc.text(lastError);
  }

  /** Datagrams of Unix sockets that had something attached, which was not taken. */
  public long attachmentsRefused() {
    return attachmentsRefused;
  }

  /**
   * Makes ready the slots used last: the kernel writes what it used over what it may use. Without
   * this the coalesced size would vanish and datagrams merge.
   *
   * @param room for control messages of the socket that comes now
   */
  private void rearm(int room) {
    int stale = room == controlRoom ? slotsUsed : slots;
    for (int slot = 0; slot < stale; slot++) {
      int header = slot * HEADER_BYTES;
      headers.putInt(header + NAME_LENGTH_OFFSET, nameBytes);
      headers.putLong(header + CONTROL_LENGTH_OFFSET, room);
      headers.putInt(header + FLAGS_OFFSET, 0);
      headers.putInt(header + RECEIVED_OFFSET, UNTOUCHED);
    }
    slotsUsed = 0;
    controlRoom = room;
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
    return segmentBytes(headers, controls, CONTROL_BYTES, slot, length(slot));
  }

  private static int segmentBytes(
      UnsafeBuffer headers, UnsafeBuffer controls, int controlBytes, int slot, int length) {
    int message = coalesced(headers, controls, controlBytes, slot);
    int each = message < 0 ? length : controls.getInt(message + CONTROL_DATA_OFFSET);
    return each > 0 && each < length ? each : length;
  }

  /** Where the control message stands that says UDP_GRO; negative when there is none. */
  private static int coalesced(
      UnsafeBuffer headers, UnsafeBuffer controls, int controlBytes, int slot) {
    long said = headers.getLong(slot * HEADER_BYTES + CONTROL_LENGTH_OFFSET);
    int begin = slot * controlBytes;
    int end = begin + Math.clamp(said, 0, controlBytes);
    int at = begin;
    while (at + GRO_MESSAGE_BYTES <= end) {
      long bytes = controls.getLong(at);
      if (bytes < CONTROL_DATA_OFFSET || bytes > end - at) {
        return -1; // cut off
      }
      if (bytes >= GRO_MESSAGE_BYTES
          && controls.getInt(at + CONTROL_LEVEL_OFFSET) == KernelSocket.SOL_UDP
          && controls.getInt(at + CONTROL_TYPE_OFFSET) == UdpReceiver.UDP_GRO) {
        return at;
      }
      at += (int) (bytes + 7 & ~7L);
    }
    return -1;
  }

  /**
   * Whether the arrival is not to be had whole: it was longer than the slot, and the rest of it is
   * gone; or the kernel had more to say of it than there is room for, and where its datagrams end
   * may have been among that.
   */
  public boolean truncated(int slot) {
    int flags = flags(slot);
    return (flags & SocketCalls.MSG_TRUNC) != 0
        || controlRoom > 0
            && (flags & SocketCalls.MSG_CTRUNC) != 0
            && coalesced(headers, controls, CONTROL_BYTES, slot) < 0;
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

  /** Bytes of the address that the kernel wrote; what stands behind them is of another time. */
  int nameBytes(int slot) {
    return Math.clamp(
        headers.getInt(slot * HEADER_BYTES + NAME_LENGTH_OFFSET), 0, SocketAddressBytes.CAPACITY);
  }
}
