package io.penstock.journal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.agrona.BufferUtil;

/**
 * Reads a roll file as plain bytes, past whatever damage it has.
 *
 * <p>Chronicle follows a chain of headers and stops where it breaks. This one can look for the next
 * sound record instead: a header on a 4-byte boundary, and a record behind it whose checksum is
 * right. It maps nothing, so it cannot touch what is not there. Used by one thread, off the hot
 * path.
 */
final class RollFileScan implements AutoCloseable {
  static final int HEADER_BYTES = 4;
  static final int END_OF_DATA = 0xC000_0000;

  private static final int NOT_COMPLETE = 0x8000_0000;
  private static final int META_DATA = 0x4000_0000;
  private static final int LENGTH_MASK = 0x3fff_ffff;
  private static final int WINDOW_BYTES = 1 << 20;
  private static final int FILE_HEADER_BYTES_MAX = 512;
  private static final byte[] WRITE_POSITION = "writePosition".getBytes(StandardCharsets.US_ASCII);
  private static final byte LONG_ARRAY = (byte) 0x8D;

  private final Path file;
  private final FileChannel channel;
  private final ByteBuffer word = ByteBuffer.allocateDirect(16).order(ByteOrder.LITTLE_ENDIAN);
  private ByteBuffer window;
  private long windowStart;
  private long writePositionAt = -1;

  private RollFileScan(Path file, FileChannel channel) {
    this.file = file;
    this.channel = channel;
  }

  static RollFileScan open(Path file) {
    try {
      return new RollFileScan(file, FileChannel.open(file, StandardOpenOption.READ));
    } catch (IOException e) {
      throw new JournalException(file + " cannot be opened", e);
    }
  }

  static boolean isReadyData(int header) {
    return header != 0 && (header & (NOT_COMPLETE | META_DATA)) == 0;
  }

  static boolean isReadyMetaData(int header) {
    return (header & (NOT_COMPLETE | META_DATA)) == META_DATA;
  }

  /** Where the header after this one lies. */
  static long after(long position, int header) {
    return align(position + HEADER_BYTES + (header & LENGTH_MASK));
  }

  static long align(long position) {
    return (position + 3) & -4L;
  }

  long size() {
    try {
      return channel.size();
    } catch (IOException e) {
      throw cannotRead(e);
    }
  }

  /** The header at a position; 0 where the file ends. */
  int header(long position) {
    word.clear().limit(HEADER_BYTES);
    return read(word, position) == HEADER_BYTES ? word.getInt(0) : 0;
  }

  /** Where Chronicle says that the header of the last record lies; 0 before the first. */
  long writePosition() {
    if (writePositionAt < 0) {
      writePositionAt = findWritePosition();
    }
    return writePositionAt == 0 ? 0 : longAt(writePositionAt);
  }

  /** Sequence of the last record in the file, as Chronicle says; −1 before the first. */
  long lastSequence() {
    return writePosition() == 0
        ? -1
        : RollFiles.ROLL_CYCLE.toSequenceNumber(longAt(writePositionAt + Long.BYTES));
  }

  private long longAt(long position) {
    word.clear().limit(Long.BYTES);
    return read(word, position) == Long.BYTES ? word.getLong(0) : 0;
  }

  /** The field is an array of two longs: type, u64 room, u64 used, then the values. */
  private long findWritePosition() {
    ByteBuffer head = ByteBuffer.allocate(FILE_HEADER_BYTES_MAX);
    int length = read(head, 0);
    byte[] bytes = head.array();
    for (int i = 0; i + WRITE_POSITION.length < length; i++) {
      if (startsWith(bytes, i, WRITE_POSITION)) {
        for (int at = i + WRITE_POSITION.length; at + 17 < length; at++) {
          if (bytes[at] == LONG_ARRAY && bytes[at + 1] == 2 && bytes[at + 9] == 2) {
            return at + 17L;
          }
        }
      }
    }
    return 0;
  }

  private static boolean startsWith(byte[] bytes, int from, byte[] word) {
    for (int i = 0; i < word.length; i++) {
      if (bytes[from + i] != word[i]) {
        return false;
      }
    }
    return true;
  }

  /** Position of the first header that is not of Chronicle's own pages. */
  long firstRecord() {
    return skipMetaData(0);
  }

  /**
   * The first position from here on, along the chain, whose header is not a ready page of
   * Chronicle.
   */
  long skipMetaData(long position) {
    long size = size();
    long at = position;
    for (int header = header(at); isReadyMetaData(header) && at < size; header = header(at)) {
      at = after(at, header);
    }
    return at;
  }

  /** Loads the record at a position; false when there is none that is sound. */
  boolean load(long position, RecordBuffer record) {
    int header = header(position);
    int length = header & LENGTH_MASK;
    if (!isReadyData(header) || !RecordBuffer.isPossibleLength(length)) {
      return false;
    }
    ByteBuffer target = record.bytes().clear().limit(length);
    boolean whole = read(target, position + HEADER_BYTES) == length;
    target.clear();
    return whole && record.accept(length);
  }

  /**
   * Finds the first sound record at or after a position, wherever the chain of headers would lead,
   * and loads it.
   *
   * @return its position, or −1 when none follows in this file
   */
  long nextSound(long from, RecordBuffer record) {
    return nextSound(from, size(), record);
  }

  /** The same, among the headers before a limit. */
  long nextSound(long from, long limit, RecordBuffer record) {
    long size = Math.min(size(), limit);
    for (long at = align(from); at + HEADER_BYTES + RecordFormat.HEADER_BYTES <= size; at += 4) {
      int header = windowInt(at, size);
      if (isReadyData(header)
          && RecordBuffer.isPossibleLength(header & LENGTH_MASK)
          && mayBeRecord(windowInt(at + HEADER_BYTES + RecordFormat.VERSION_OFFSET, size))
          && load(at, record)) {
        return at;
      }
    }
    return -1;
  }

  private static boolean mayBeRecord(int versionKindCount) {
    return (versionKindCount & 0xff) >= RecordFormat.VERSION;
  }

  private int windowInt(long position, long size) {
    if (window == null) {
      window = ByteBuffer.allocateDirect(WINDOW_BYTES).order(ByteOrder.LITTLE_ENDIAN).limit(0);
    }
    if (position < windowStart || position + 4 > windowStart + window.limit()) {
      window.clear();
      windowStart = position;
      read(window, position);
      window.flip();
      if (window.limit() < 4) {
        return 0;
      }
    }
    return window.getInt((int) (position - windowStart));
  }

  /** Position just past the last byte that is not zero, looking back from the end of the file. */
  long endOfContent(long from) {
    ByteBuffer block = ByteBuffer.allocateDirect(WINDOW_BYTES);
    ByteBuffer zeros = ByteBuffer.allocateDirect(WINDOW_BYTES);
    try {
      for (long end = size(); end > from; ) {
        long start = Math.max(from, end - WINDOW_BYTES);
        block.clear().limit((int) (end - start));
        int length = read(block, start);
        block.flip();
        zeros.clear().limit(length);
        if (block.mismatch(zeros) >= 0) {
          int last = length - 1;
          while (block.get(last) == 0) {
            last--;
          }
          return start + last + 1;
        }
        end = start;
      }
      return from;
    } finally {
      BufferUtil.free(block);
      BufferUtil.free(zeros);
    }
  }

  private int read(ByteBuffer target, long position) {
    try {
      int total = 0;
      while (target.hasRemaining()) {
        int got = channel.read(target, position + total);
        if (got <= 0) {
          break;
        }
        total += got;
      }
      return total;
    } catch (IOException e) {
      throw cannotRead(e);
    }
  }

  private JournalException cannotRead(IOException e) {
    return new JournalException(file + " cannot be read", e);
  }

  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException e) {
      throw cannotRead(e);
    } finally {
      BufferUtil.free(word);
      if (window != null) {
        BufferUtil.free(window);
      }
    }
  }
}
