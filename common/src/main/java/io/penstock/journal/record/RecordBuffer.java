package io.penstock.journal.record;

import static io.penstock.journal.record.RecordFormat.ORDER;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32C;
import org.agrona.BufferUtil;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * A private copy of one record, checked after it was copied: the mapped page may change under us,
 * the copy cannot.
 *
 * <p>Used by one thread; allocates nothing after construction.
 */
public final class RecordBuffer implements AutoCloseable {
  private final ByteBuffer bytes = ByteBuffer.allocateDirect(RecordFormat.RECORD_BYTES_MAX);
  private final UnsafeBuffer buffer = new UnsafeBuffer(bytes);
  private final CRC32C crc = new CRC32C();
  private int length;
  private int count;
  private int loads;
  private int walkedTo;
  private int walkedOffset;

  public static boolean isPossibleLength(long length) {
    return length >= RecordFormat.HEADER_BYTES && length <= RecordFormat.RECORD_BYTES_MAX;
  }

  /** Whether a record may have this word at its version. */
  public static boolean isPossibleFormat(int versionKindCount) {
    return (versionKindCount & 0xff) != 0;
  }

  /** Where to copy a record before {@link #accept}; what was here is gone. */
  public UnsafeBuffer target() {
    loads++;
    return buffer;
  }

  /** The same memory, to read a file into. */
  public ByteBuffer targetBytes() {
    loads++;
    return bytes;
  }

  /** Where the record lies that was accepted last. */
  public UnsafeBuffer buffer() {
    return buffer;
  }

  /** Changes whenever something else is copied here: the buffer may be of several cursors. */
  public int loads() {
    return loads;
  }

  /**
   * Checks the record that was copied here.
   *
   * @return whether it is sound; when not, nothing else here may be asked
   * @throws JournalException when it is sound and of a version or kind that is not known here
   */
  public boolean accept(int recordBytes) {
    length = recordBytes;
    crc.reset();
    crc.update(bytes.limit(recordBytes).position(RecordFormat.VERSION_OFFSET));
    bytes.clear();
    if ((int) crc.getValue() != buffer.getInt(RecordFormat.CRC_OFFSET, ORDER)) {
      return false;
    }
    int version = buffer.getByte(RecordFormat.VERSION_OFFSET);
    int kind = buffer.getByte(RecordFormat.KIND_OFFSET);
    if (version != RecordFormat.VERSION || kind < 0 || kind > RecordFormat.KIND_LAYOUT) {
      throw new JournalException(
          "a newer Penstock wrote this journal: record version "
              + version
              + ", kind "
              + kind
              + "; this one knows version 1, kinds 0 and 1");
    }
    count = buffer.getShort(RecordFormat.COUNT_OFFSET, ORDER) & 0xffff;
    walkedTo = 0;
    walkedOffset = payloadOffset();
    return kind == RecordFormat.KIND_LAYOUT ? count == 0 : lengthsAddUp();
  }

  private boolean lengthsAddUp() {
    int sum = payloadOffset();
    if (sum > length) {
      return false;
    }
    for (int i = 0; i < count; i++) {
      sum += datagramLength(i);
    }
    return sum == length;
  }

  private int payloadOffset() {
    return RecordFormat.LENGTHS_OFFSET + 2 * count;
  }

  /** Length of the whole record. */
  public int length() {
    return length;
  }

  public boolean isLayout() {
    return buffer.getByte(RecordFormat.KIND_OFFSET) == RecordFormat.KIND_LAYOUT;
  }

  public int count() {
    return count;
  }

  public long firstNumber() {
    return buffer.getLong(RecordFormat.FIRST_NUMBER_OFFSET, ORDER);
  }

  /** Number of the first datagram after this record. */
  public long nextNumber() {
    return firstNumber() + count;
  }

  public long payloadBytesBefore() {
    return buffer.getLong(RecordFormat.PAYLOAD_BYTES_BEFORE_OFFSET, ORDER);
  }

  public long receiveTimeNs() {
    return buffer.getLong(RecordFormat.RECEIVE_TIME_OFFSET, ORDER);
  }

  public int payloadBytes() {
    return length - payloadOffset();
  }

  /** Offset of a datagram: O(1) when asked in order, O(i) otherwise. */
  public int datagramOffset(int i) {
    if (i < walkedTo) {
      walkedTo = 0;
      walkedOffset = payloadOffset();
    }
    while (walkedTo < i) {
      walkedOffset += datagramLength(walkedTo++);
    }
    return walkedOffset;
  }

  public int datagramLength(int i) {
    return buffer.getShort(RecordFormat.LENGTHS_OFFSET + 2 * i, ORDER) & 0xffff;
  }

  /** The payload as text: what a layout record carries. */
  public String text() {
    byte[] utf8 = new byte[payloadBytes()];
    buffer.getBytes(payloadOffset(), utf8);
    return new String(utf8, StandardCharsets.UTF_8);
  }

  @Override
  public void close() {
    BufferUtil.free(bytes);
  }
}
