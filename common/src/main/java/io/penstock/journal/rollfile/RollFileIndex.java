package io.penstock.journal.rollfile;

import io.penstock.journal.record.JournalException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * Chronicle's own notes in a roll file: where the last record lies, and where every 16th.
 *
 * <pre>
 *   file header   writePosition [position of the last record, its sequence in the low 32 bits]
 *                 index2Index    position of the index2index page
 *   index2index   [position of an index page] × 2048
 *   index         [position of a record]      × 2048       every 16th record has an entry
 * </pre>
 *
 * <p>Read as plain bytes, each step checked, because the records between two entries may be
 * damaged. Used by one thread, off the hot path.
 */
public final class RollFileIndex {
  static final int SPACING = ChronicleFormat.INDEX_SPACING;

  private static final int PAGE_ENTRIES = ChronicleFormat.INDEX_PAGE_ENTRIES;
  private static final int FILE_HEADER_BYTES_MAX = 512;
  private static final int PADDING = 0x8F;
  private static final int PADDING_LENGTH = 0x8E;
  private static final int LONG_ARRAY = 0x8D;
  private static final int LONG = 0xA7;

  private final RollFile rollFile;
  private final long writePositionAt;
  private final long indexOfIndex;

  private RollFileIndex(RollFile rollFile, long writePositionAt, long indexOfIndex) {
    this.rollFile = rollFile;
    this.writePositionAt = writePositionAt;
    this.indexOfIndex = indexOfIndex;
  }

  /** Finds the notes; in a file whose header cannot be understood there are none. */
  public static RollFileIndex of(RollFile rollFile) {
    ByteBuffer head = ByteBuffer.allocate(FILE_HEADER_BYTES_MAX);
    rollFile.read(head, 0);
    long writePositionAt = valuesOfArray(head, behind(head, "writePosition"));
    int at = skipPadding(head, behind(head, "index2Index"));
    long page = at > 0 && unsigned(head, at) == LONG ? rollFile.longAt(at + 1) : 0;
    return new RollFileIndex(
        rollFile, writePositionAt, page == 0 ? 0 : arrayOfPage(rollFile, page));
  }

  /** Where the bytes behind a name begin; 0 when it is not there. */
  private static int behind(ByteBuffer head, String name) {
    byte[] letters = name.getBytes(StandardCharsets.US_ASCII);
    for (int i = 0; i + letters.length < head.capacity(); i++) {
      if (head.slice(i, letters.length).equals(ByteBuffer.wrap(letters))) {
        return i + letters.length;
      }
    }
    return 0;
  }

  private static int skipPadding(ByteBuffer bytes, int from) {
    int at = from;
    while (at > 0 && at + 5 < bytes.capacity()) {
      if (unsigned(bytes, at) == PADDING) {
        at++;
      } else if (unsigned(bytes, at) == PADDING_LENGTH) {
        at += 5 + unsigned(bytes, at + 1);
      } else {
        return at;
      }
    }
    return 0;
  }

  /** An array is its type, its room (u64), how much of it is used (u64), and the values. */
  private static long valuesOfArray(ByteBuffer bytes, int from) {
    int at = skipPadding(bytes, from);
    return at > 0 && unsigned(bytes, at) == LONG_ARRAY ? at + 1 + 2 * Long.BYTES : 0;
  }

  /** Where the values of an index page lie; 0 when there is no such page. */
  private static long arrayOfPage(RollFile rollFile, long page) {
    if (!rollFile.isOwnPage(page, rollFile.intAt(page))) {
      return 0;
    }
    ByteBuffer head = ByteBuffer.allocate(64);
    rollFile.read(head, page);
    int name = ChronicleFormat.HEADER_BYTES + 2 + head.get(ChronicleFormat.HEADER_BYTES + 1);
    long values = valuesOfArray(head, name);
    return values == 0 ? 0 : page + values;
  }

  private static int unsigned(ByteBuffer bytes, int at) {
    return bytes.get(at) & 0xff;
  }

  /** Where the header of the last record lies; 0 before the first. */
  public long writePosition() {
    return writePositionAt == 0 ? 0 : rollFile.longAt(writePositionAt);
  }

  /** Sequence of the last record; −1 before the first. */
  long lastSequence() {
    return writePosition() == 0
        ? -1
        : Math.min(
            RecordIndex.sequence(rollFile.longAt(writePositionAt + Long.BYTES)),
            ChronicleFormat.RECORDS_PER_FILE_MAX);
  }

  /**
   * The last entry that there can be: in a page that is there, whatever a damaged sequence says.
   */
  public long lastEntry() {
    if (indexOfIndex == 0) {
      return 0;
    }
    long entry = Math.max(0, lastSequence() / SPACING);
    long page = Math.min(entry / PAGE_ENTRIES, PAGE_ENTRIES - 1);
    while (page > 0 && rollFile.longAt(indexOfIndex + page * Long.BYTES) == 0) {
      page--;
    }
    return Math.min(entry, (page + 1) * PAGE_ENTRIES - 1);
  }

  /** Whether there is a place for the note of the last record: else it would hit something else. */
  boolean canNoteLast() {
    return writePositionAt != 0;
  }

  /**
   * Notes another record as the last, so that neither Chronicle nor a reader takes a break in the
   * chain before it for the end. Only where no writer is, in a file that is not written any more.
   */
  public void noteLast(Path file, long position, long sequence) {
    ByteBuffer note = ByteBuffer.allocate(2 * Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    note.putLong(position).putLong((position << Integer.SIZE) + sequence).flip();
    if (!canNoteLast()) {
      throw new IllegalStateException(file + " has no place for that note");
    }
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      channel.write(note, writePositionAt);
    } catch (IOException e) {
      throw new JournalException(file + " cannot be written", e);
    }
  }

  /** Where the record of an entry lies: its sequence is {@code entry * SPACING}; 0 without. */
  public long entry(long entry) {
    long page = entry / PAGE_ENTRIES;
    if (indexOfIndex == 0 || page >= PAGE_ENTRIES) {
      return 0;
    }
    long pageAt = rollFile.longAt(indexOfIndex + page * Long.BYTES);
    long values = pageAt == 0 ? 0 : arrayOfPage(rollFile, pageAt);
    return values == 0 ? 0 : rollFile.longAt(values + entry % PAGE_ENTRIES * Long.BYTES);
  }

  /** Where the record of a sequence lies; −1 when it is not there or cannot be reached. */
  public long positionOf(long sequence) {
    if (sequence < 0 || sequence > lastSequence() + SPACING) {
      return -1;
    }
    long at = entry(sequence / SPACING);
    for (long left = sequence % SPACING; at > 0 && left > 0; left--) {
      at = nextRecord(at);
    }
    return at > 0 && ChronicleFormat.isRecord(rollFile.intAt(at)) ? at : -1;
  }

  private long nextRecord(long position) {
    int header = rollFile.intAt(position);
    return ChronicleFormat.isRecord(header) ? rollFile.following(position, header) : -1;
  }

  /**
   * Sequence of the record at a position, counted back from the next one that is known.
   *
   * @return −1 when the chain does not lead there
   */
  long sequenceOf(long position) {
    long last = lastSequence();
    long entry = firstEntryFrom(position, lastEntry());
    boolean isIndexed = entry * SPACING <= last;
    long known = isIndexed ? entry * SPACING : last;
    long knownAt = isIndexed ? entry(entry) : writePosition();
    long at = position;
    for (long steps = 0; at > 0 && at <= knownAt && steps <= SPACING; steps++) {
      if (at == knownAt) {
        return known - steps;
      }
      at = nextRecord(at);
    }
    return -1;
  }

  private long firstEntryFrom(long position, long lastEntry) {
    long low = 0;
    long high = lastEntry + 1;
    while (low < high) {
      long middle = (low + high) >>> 1;
      if (entry(middle) < position) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }
}
