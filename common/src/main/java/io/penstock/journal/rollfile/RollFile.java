package io.penstock.journal.rollfile;

import io.penstock.journal.record.JournalException;
import io.penstock.journal.record.RecordBuffer;
import io.penstock.journal.record.RecordFormat;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.agrona.BufferUtil;

/**
 * One roll file, opened and read as plain bytes, past whatever damage it has: its header, its first
 * sound record, the walk along its records, the way on behind damage, its end.
 *
 * <p>Chronicle follows the chain of headers, and a wrong one leads it out of the file. This one
 * maps nothing, so it cannot touch what is not there, and it can look for the next sound record
 * instead: a header on a 4-byte boundary, and behind it a record whose checksum is right. Used by
 * one thread, off the hot path.
 */
public final class RollFile implements AutoCloseable {
  /** Far beyond any file; the kernel takes much larger ones for a mistake. */
  private static final long POSITIONS_END = 1L << 56;

  private static final int WINDOW_BYTES = 256 << 10;

  private final Path file;
  private final FileChannel channel;
  private final ByteBuffer word = ByteBuffer.allocateDirect(8).order(ByteOrder.LITTLE_ENDIAN);
  private ReadWindow window;
  private RollFileIndex index;

  private RollFile(Path file, FileChannel channel) {
    this.file = file;
    this.channel = channel;
  }

  /** Opens a file; one that retention has deleted meanwhile is as good as empty. */
  public static RollFile open(Path file) {
    try {
      return new RollFile(file, FileChannel.open(file, StandardOpenOption.READ));
    } catch (NoSuchFileException e) {
      return new RollFile(file, null);
    } catch (IOException e) {
      throw new JournalException(file + " cannot be opened", e);
    }
  }

  /** Whether a file begins with a header that its writer has finished. */
  public static boolean hasHeader(Path file) {
    try (RollFile rollFile = open(file)) {
      return ChronicleFormat.isOwn(rollFile.intAt(0));
    }
  }

  /** Whether a file holds nothing but zeros. */
  public static boolean isEmpty(Path file) {
    try (RollFile opened = open(file)) {
      return opened.endOfContent(0) == 0;
    }
  }

  /**
   * The number after the last sound record of a file, beside its writer; −1 when nothing in it is
   * sound.
   */
  public static long nextNumberIn(Path file) {
    return HeadSearch.nextNumberOf(file);
  }

  /** Chronicle's notes in it, found by the header as it was when they were first asked for. */
  public RollFileIndex index() {
    if (index == null) {
      index = RollFileIndex.of(this);
    }
    return index;
  }

  public long size() {
    try {
      return channel == null ? 0 : channel.size();
    } catch (IOException e) {
      throw cannotRead(e);
    }
  }

  /** The word at a position; 0 where the file ends. */
  public int intAt(long position) {
    word.clear().limit(Integer.BYTES);
    return read(word, position) == Integer.BYTES ? word.getInt(0) : 0;
  }

  /** The double word at a position; 0 where the file ends. */
  long longAt(long position) {
    word.clear();
    return read(word, position) == Long.BYTES ? word.getLong(0) : 0;
  }

  /** Position of the first header that is not of Chronicle's own pages. */
  public long firstRecord() {
    return skipOwnPages(0);
  }

  /** The first position from here on, along the chain, that does not hold a page of Chronicle's. */
  private long skipOwnPages(long position) {
    long at = position;
    for (int header = intAt(at); isOwnPage(at, header); header = intAt(at)) {
      at = ChronicleFormat.after(at, header);
    }
    return at;
  }

  /** Position of the header behind a record, over Chronicle's own pages. */
  public long following(long position, int header) {
    return skipOwnPages(ChronicleFormat.after(position, header));
  }

  boolean isOwnPage(long position, int header) {
    return ChronicleFormat.isOwn(header)
        && ChronicleFormat.isOwnContent(intAt(position + ChronicleFormat.HEADER_BYTES));
  }

  /** Loads the layout record that the file begins with; false when there is none that is sound. */
  public boolean loadLayout(RecordBuffer record) {
    return load(firstRecord(), record) && record.isLayout();
  }

  /**
   * Loads the first sound record, wherever it lies.
   *
   * @return its position, or −1 when nothing in the file is sound
   */
  public long loadFirst(RecordBuffer record) {
    long first = firstRecord();
    return load(first, record) ? first : nextSound(first, record);
  }

  /** Loads the record at a position; false when there is none that is sound. */
  public boolean load(long position, RecordBuffer record) {
    int header = intAt(position);
    int length = ChronicleFormat.length(header);
    if (!ChronicleFormat.isRecord(header) || !RecordBuffer.isPossibleLength(length)) {
      return false;
    }
    ByteBuffer target = record.targetBytes().clear().limit(length);
    boolean whole = read(target, position + ChronicleFormat.HEADER_BYTES) == length;
    target.clear();
    return whole && record.accept(length);
  }

  /**
   * Finds the first sound record at or after a position, wherever the chain of headers would lead,
   * and loads it.
   *
   * @return its position, or −1 when none follows in this file
   */
  public long nextSound(long from, RecordBuffer record) {
    return nextSound(from, size(), record);
  }

  /** The same, among the headers before a limit. */
  public long nextSound(long from, long limit, RecordBuffer record) {
    for (long at = ChronicleFormat.align(from); at < limit; at += 4) {
      int header = windowInt(at);
      if (header == 0) {
        continue;
      }
      if (ChronicleFormat.isRecord(header)
          && RecordBuffer.isPossibleLength(ChronicleFormat.length(header))
          && RecordBuffer.isPossibleFormat(
              windowInt(at + ChronicleFormat.HEADER_BYTES + RecordFormat.VERSION_OFFSET))
          && load(at, record)) {
        return at;
      }
    }
    return -1;
  }

  private int windowInt(long position) {
    if (window == null) {
      window = new ReadWindow(WINDOW_BYTES);
    }
    return window.intAt(this, position);
  }

  /** Where the writer appends next or has closed the file; −1 when unknown. */
  public long endOfData() {
    long last = index().writePosition();
    int header = intAt(last);
    if (last == 0 || !ChronicleFormat.isRecord(header)) {
      return -1;
    }
    long end = following(last, header);
    int behind = intAt(end);
    return behind == 0 || behind == ChronicleFormat.END_OF_FILE ? end : -1;
  }

  /** Position just past the last byte that is not zero, looking back from the end of the file. */
  public long endOfContent(long from) {
    ByteBuffer block = ByteBuffer.allocateDirect(WINDOW_BYTES);
    ByteBuffer zeros = ByteBuffer.allocateDirect(WINDOW_BYTES);
    try {
      for (long end = size(); end > from; ) {
        long start = Math.max(from, end - WINDOW_BYTES);
        block.clear().limit((int) (end - start));
        int length = read(block, start);
        block.flip();
        if (block.mismatch(zeros.clear().limit(length)) >= 0) {
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

  /**
   * Fills the buffer from a position up to the end of the file; returns how far that was. A
   * position may come from damaged bytes: one that no file has is as good as one behind this file.
   */
  public int read(ByteBuffer target, long position) {
    boolean isPossible = position >= 0 && position < POSITIONS_END;
    try {
      int total = 0;
      while (target.hasRemaining() && channel != null && isPossible) {
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
      if (channel != null) {
        channel.close();
      }
    } catch (IOException e) {
      throw cannotRead(e);
    } finally {
      BufferUtil.free(word);
      if (window != null) {
        window.free();
      }
    }
  }
}
