package io.penstock.journal.record;

import static io.penstock.journal.record.RecordFormat.ORDER;

import io.penstock.shard.Layout;
import java.nio.ByteBuffer;
import java.util.zip.CRC32C;
import org.agrona.BufferUtil;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Gathers datagrams into one record, whole and in one piece, before the journal sees any of it.
 *
 * <pre>
 *   lengths, in order of arrival       room for header and lengths | payloads
 *   0                                  ^ PAYLOAD_AT - 2 * count - 32
 *                                                                  ^ PAYLOAD_AT
 * </pre>
 *
 * <p>Payloads go to where they stay. How many there will be is unknown until the end, so lengths
 * gather at the front and {@link #seal} moves them before the payloads: 2 bytes a datagram. Used by
 * one thread; allocates nothing after construction.
 */
public final class RecordStaging implements AutoCloseable {
  private static final int LENGTHS_BYTES_MAX = 2 * RecordFormat.COUNT_MAX;
  private static final int PAYLOAD_AT =
      2 * ((LENGTHS_BYTES_MAX + RecordFormat.HEADER_BYTES + 63) & -64);

  private final ByteBuffer bytes =
      ByteBuffer.allocateDirect(PAYLOAD_AT + RecordFormat.RECORD_BYTES_MAX);
  private final UnsafeBuffer buffer = new UnsafeBuffer(bytes);
  private final CRC32C crc = new CRC32C();
  private int count;
  private int payloadBytes;
  private int start;

  public void clear() {
    count = 0;
    payloadBytes = 0;
  }

  /** Takes one datagram; false when the record has no room for it. */
  public boolean add(UnsafeBuffer source, int offset, int datagramBytes) {
    if (count == RecordFormat.COUNT_MAX || !hasRoom(1, datagramBytes)) {
      return false;
    }
    buffer.putShort(2 * count, (short) datagramBytes, ORDER);
    buffer.putBytes(PAYLOAD_AT + payloadBytes, source, offset, datagramBytes);
    count++;
    payloadBytes += datagramBytes;
    return true;
  }

  /** Takes a run of datagrams of one size, of which the last may be shorter; all or none. */
  public boolean addSegments(UnsafeBuffer source, int offset, int runBytes, int segmentBytes) {
    int segments = Math.max(1, (runBytes + segmentBytes - 1) / segmentBytes);
    if (count + segments > RecordFormat.COUNT_MAX || !hasRoom(segments, runBytes)) {
      return false;
    }
    int left = runBytes;
    for (int i = 0; i < segments; i++) {
      int datagramBytes = Math.min(segmentBytes, left);
      buffer.putShort(2 * (count + i), (short) datagramBytes, ORDER);
      left -= datagramBytes;
    }
    buffer.putBytes(PAYLOAD_AT + payloadBytes, source, offset, runBytes);
    count += segments;
    payloadBytes += runBytes;
    return true;
  }

  private boolean hasRoom(int datagrams, int moreBytes) {
    return length() + 2 * datagrams + moreBytes <= RecordFormat.RECORD_BYTES_MAX;
  }

  /**
   * Puts text in the place of datagrams: what a layout record carries.
   *
   * @throws IllegalArgumentException when it is longer than {@link
   *     io.penstock.shard.Layout#TEXT_BYTES_MAX}; the configuration refuses such a layout
   */
  public void text(byte[] utf8) {
    if (utf8.length > Layout.TEXT_BYTES_MAX) {
      throw new IllegalArgumentException(
          "a layout of " + utf8.length + " bytes; a record has room for " + Layout.TEXT_BYTES_MAX);
    }
    clear();
    buffer.putBytes(PAYLOAD_AT, utf8);
    payloadBytes = utf8.length;
  }

  /** Makes the record whole: lengths before the payloads, header before the lengths, checksum. */
  public void seal(byte kind, long firstNumber, long payloadBytesBefore, long receiveTimeNs) {
    int lengthsBytes = 2 * count;
    int length = length();
    start = PAYLOAD_AT - lengthsBytes - RecordFormat.HEADER_BYTES;
    buffer.putBytes(PAYLOAD_AT - lengthsBytes, buffer, 0, lengthsBytes);
    buffer.putByte(start + RecordFormat.VERSION_OFFSET, RecordFormat.VERSION);
    buffer.putByte(start + RecordFormat.KIND_OFFSET, kind);
    buffer.putShort(start + RecordFormat.COUNT_OFFSET, (short) count, ORDER);
    buffer.putLong(start + RecordFormat.FIRST_NUMBER_OFFSET, firstNumber, ORDER);
    buffer.putLong(start + RecordFormat.PAYLOAD_BYTES_BEFORE_OFFSET, payloadBytesBefore, ORDER);
    buffer.putLong(start + RecordFormat.RECEIVE_TIME_OFFSET, receiveTimeNs, ORDER);
    crc.reset();
    crc.update(bytes.limit(start + length).position(start + RecordFormat.VERSION_OFFSET));
    bytes.clear();
    buffer.putInt(start + RecordFormat.CRC_OFFSET, (int) crc.getValue(), ORDER);
  }

  /** Length of the record as it is now. */
  public int length() {
    return RecordFormat.HEADER_BYTES + 2 * count + payloadBytes;
  }

  /** Where in memory the sealed record begins, {@link #length} bytes long: until the next one. */
  public long address() {
    return buffer.addressOffset() + start;
  }

  public int count() {
    return count;
  }

  public int payloadBytes() {
    return payloadBytes;
  }

  @Override
  public void close() {
    BufferUtil.free(bytes);
  }
}
