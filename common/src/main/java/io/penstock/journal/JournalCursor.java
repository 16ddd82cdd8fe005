package io.penstock.journal;

import io.penstock.shard.Layout;
import net.openhft.chronicle.bytes.Bytes;
import net.openhft.chronicle.queue.ExcerptTailer;
import net.openhft.chronicle.queue.impl.ExcerptContext;
import net.openhft.chronicle.wire.DocumentContext;
import net.openhft.chronicle.wire.Wire;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * A place in the journal, and the record that was read there.
 *
 * <p>{@link #poll} looks at the next header itself, and only asks Chronicle when a record is there:
 * an idle poll costs a few nanoseconds. It also goes from file to file by itself, by what is on the
 * disk, so no clock has a say in it. A record is copied to the cursor's own buffer first and
 * checked there.
 *
 * <p>Threads: one at a time. Allocates nothing per poll, but at a roll, where Chronicle maps the
 * next block, and where there is damage.
 */
public final class JournalCursor implements AutoCloseable {
  /** Every so many idle polls the file is asked whether the silence is real. */
  private static final int IDLE_POLLS_PER_LOOK = 1 << 10;

  private static final int FIRST_LOOK = 1 << 6;

  private final JournalReader reader;
  private final ExcerptTailer tailer;
  private final RecordBuffer record = new RecordBuffer();
  private final UnsafeBuffer source = new UnsafeBuffer(0, 0);

  private RollFileScan newestFile;
  private int newestFileCycle = -1;
  private Layout layout;
  private int layoutCycle = -1;
  private long index;
  private boolean isHeld;
  private int idlePolls;

  JournalCursor(JournalReader reader, ExcerptTailer tailer) {
    this.reader = reader;
    this.tailer = tailer;
  }

  /**
   * Goes to a datagram: the next poll returns the record that holds it or, when it is lost, the
   * first after it; at the end of the journal, what is appended next.
   *
   * <p>Some tens of microseconds with a good hint; a few milliseconds without.
   *
   * @param number of the datagram
   * @param hint Chronicle index where it probably is, or 0; checked, never trusted
   */
  public void seek(long number, long hint) {
    isHeld = false;
    idlePolls = 0;
    isHeld = new PositionSearch(reader, this).find(number, hint);
    enterLayout(cycle());
  }

  /** Goes to the beginning of the oldest file. */
  void seekOldest() {
    isHeld = false;
    int[] cycles = reader.files().cycles();
    if (cycles.length > 0) {
      moveTo(RollFiles.ROLL_CYCLE.toIndex(cycles[0], 0));
      enterLayout(cycles[0]);
    }
  }

  /**
   * The layout of the file that the cursor is in: in force for the record that was returned last,
   * or after a seek for the one that is returned next; null in an empty journal.
   */
  public Layout layout() {
    return layout;
  }

  /**
   * Reads the next record, if there is one.
   *
   * @throws JournalException when a newer Penstock wrote it, or the files cannot be read
   */
  public PollResult poll() {
    if (isHeld) {
      isHeld = false;
      return PollResult.DATAGRAMS;
    }
    PollResult result = advance();
    if (result == PollResult.NOTHING) {
      return (++idlePolls & (IDLE_POLLS_PER_LOOK - 1)) == FIRST_LOOK
          ? lookForSilentEnd()
          : PollResult.NOTHING;
    }
    idlePolls = 0;
    return result;
  }

  /** {@link #poll}, but a silent end is looked for at once. */
  PollResult pollThoroughly() {
    PollResult result = advance();
    return result == PollResult.NOTHING ? lookForSilentEnd() : result;
  }

  private PollResult advance() {
    Bytes<?> bytes = bytes();
    int header = bytes == null ? RollFileScan.END_OF_DATA : headerAhead(bytes);
    while (header == RollFileScan.END_OF_DATA && enterNextFile()) {
      header = headerAhead(bytes());
    }
    return RollFileScan.isReadyData(header) ? read() : PollResult.NOTHING;
  }

  private Bytes<?> bytes() {
    Wire wire = ((ExcerptContext) tailer).wire();
    return wire == null ? null : wire.bytes();
  }

  /** The next header that is not one of Chronicle's own pages; the position moves to it. */
  private static int headerAhead(Bytes<?> bytes) {
    long at = RollFileScan.align(bytes.readPosition());
    int header = bytes.readVolatileInt(at);
    if (RollFileScan.isReadyMetaData(header)) {
      while (RollFileScan.isReadyMetaData(header)) {
        at = RollFileScan.after(at, header);
        header = bytes.readVolatileInt(at);
      }
      bytes.readPositionUnlimited(at);
    }
    return header;
  }

  private PollResult read() {
    long at = RollFileScan.align(bytes().readPosition());
    int length = 0;
    try (DocumentContext document = tailer.readingDocument()) {
      if (!document.isPresent()) {
        return PollResult.NOTHING;
      }
      index = document.index();
      Bytes<?> bytes = document.wire().bytes();
      if (RecordBuffer.isPossibleLength(bytes.readRemaining())) {
        length = (int) bytes.readRemaining();
        source.wrap(bytes.addressForRead(bytes.readPosition()), length);
        record.buffer().putBytes(0, source, 0, length);
      }
    } catch (RuntimeException | InternalError e) {
      reader.throwIfClosed(e);
      length = 0;
    }
    return length > 0 && record.accept(length) ? accepted() : skipDamage(at);
  }

  private PollResult accepted() {
    int cycle = RollFiles.ROLL_CYCLE.toCycle(index);
    if (record.isLayout()) {
      layout = LayoutText.parse(record.text()).layout();
      layoutCycle = cycle;
      return PollResult.LAYOUT;
    }
    if (cycle != layoutCycle) {
      enterLayout(cycle);
    }
    return PollResult.DATAGRAMS;
  }

  private void enterLayout(int cycle) {
    if (cycle >= 0 && cycle != layoutCycle) {
      layout = reader.layoutOf(cycle);
      layoutCycle = cycle;
    }
  }

  private PollResult skipDamage(long damagedAt) {
    long next = Resync.after(reader.files().file(cycle()), damagedAt, record);
    bytes().readPositionUnlimited(next);
    return PollResult.DAMAGED;
  }

  /** Goes to the next file on the disk; false when there is none yet. */
  private boolean enterNextFile() {
    int cycle = cycle();
    if (reader.newestCycle() <= cycle) {
      return false;
    }
    for (int next : reader.files().cycles()) {
      if (next > cycle) {
        moveTo(RollFiles.ROLL_CYCLE.toIndex(next, 0));
        return bytes() != null && cycle() == next;
      }
    }
    return false;
  }

  /**
   * Whether nothing more is there, or what is there cannot be reached: a header was destroyed, or
   * the mark at the end of a closed file.
   */
  private PollResult lookForSilentEnd() {
    Bytes<?> bytes = bytes();
    if (bytes == null) {
      return PollResult.NOTHING;
    }
    int cycle = cycle();
    boolean isNewest = reader.newestCycle() <= cycle;
    long last = newestFile(cycle).writePosition();
    int header = headerAhead(bytes);
    long at = RollFileScan.align(bytes.readPosition());
    boolean isReadable = RollFileScan.isReadyData(header) || header == RollFileScan.END_OF_DATA;
    if (isReadable || (isNewest && last < at)) {
      return PollResult.NOTHING;
    }
    long next = Resync.after(reader.files().file(cycle), at, record);
    bytes.readPositionUnlimited(next);
    if (!isNewest && headerAhead(bytes) == 0) {
      enterNextFile();
    }
    return PollResult.DAMAGED;
  }

  private RollFileScan newestFile(int cycle) {
    if (newestFileCycle != cycle) {
      closeNewestFile();
      newestFile = RollFileScan.open(reader.files().file(cycle));
      newestFileCycle = cycle;
    }
    return newestFile;
  }

  private void closeNewestFile() {
    newestFileCycle = -1;
    if (newestFile != null) {
      newestFile.close();
      newestFile = null;
    }
  }

  /** Goes to an index; false when no record is there. */
  boolean moveTo(long toIndex) {
    return tailer.moveToIndex(toIndex);
  }

  /** Goes to an index and reads the record there; false when none is there that is sound. */
  boolean load(long atIndex) {
    if (!moveTo(atIndex)) {
      return false;
    }
    PollResult result = read();
    return result == PollResult.DATAGRAMS || result == PollResult.LAYOUT;
  }

  /** Goes to a place in the file that the last {@link #moveTo} was in. */
  void moveToPosition(long position) {
    bytes().readPositionUnlimited(position);
  }

  /** The file that the cursor is in; −1 before the first. */
  int cycle() {
    long next = tailer.index();
    return bytes() == null || next <= 0 ? -1 : RollFiles.ROLL_CYCLE.toCycle(next);
  }

  /** Number of the first datagram after the record that was read last. */
  long nextNumber() {
    return record.nextNumber();
  }

  /** Chronicle index of the record that was returned last. */
  public long index() {
    return index;
  }

  /** Chronicle index where the next record is expected: the hint to keep. */
  public long nextIndexHint() {
    return isHeld ? index : tailer.index();
  }

  /** Number of the record's first datagram. */
  public long firstNumber() {
    return record.firstNumber();
  }

  /** How many datagrams the record holds; 0 for a layout. */
  public int count() {
    return record.count();
  }

  /** When they were received, epoch ns; never less than in the record before. */
  public long receiveTimeNs() {
    return record.receiveTimeNs();
  }

  /** Payload bytes of all datagrams before this record. */
  public long payloadBytesBefore() {
    return record.payloadBytesBefore();
  }

  /** Payload bytes of the record. */
  public int payloadBytes() {
    return record.payloadBytes();
  }

  /** The copy of the record; valid until the next poll or seek. */
  public UnsafeBuffer buffer() {
    return record.buffer();
  }

  /** Where datagram {@code i} lies in {@link #buffer}; cheap when asked in order. */
  public int datagramOffset(int i) {
    return record.datagramOffset(i);
  }

  /** Length of datagram {@code i}. */
  public int datagramLength(int i) {
    return record.datagramLength(i);
  }

  /** Gives the tailer back; the cursor must not be used any more. */
  @Override
  public void close() {
    closeNewestFile();
    record.close();
    reader.giveBack(tailer);
  }
}
