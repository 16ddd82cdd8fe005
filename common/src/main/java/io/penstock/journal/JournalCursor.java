package io.penstock.journal;

import io.penstock.shard.Layout;
import java.nio.file.Files;
import java.nio.file.Path;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * A place in the journal, and the record that was read there.
 *
 * <p>A record is copied to the cursor's own buffer first and checked there. An idle poll costs some
 * nanoseconds.
 *
 * <p>Threads: one at a time. Allocates nothing per poll, but at a roll, where Chronicle maps the
 * next block, and where there is damage.
 */
public final class JournalCursor implements AutoCloseable {
  /** Of so many idle polls, one asks whether the silence is real. */
  private static final int IDLE_POLLS_PER_LOOK = 1 << 10;

  private static final int FIRST_LOOK = 1 << 6;

  private final JournalReader reader;
  private final RollFiles files;
  private final RollTailer tailer;
  private final RecordBuffer record = new RecordBuffer();

  private RollFileScan looked;
  private int lookedCycle = -1;
  private Layout layout;
  private int layoutCycle = -1;
  private boolean isHeld;
  private int idlePolls;

  JournalCursor(JournalReader reader, RollFiles files, RollTailer tailer) {
    this.reader = reader;
    this.files = files;
    this.tailer = tailer;
  }

  /**
   * Goes to a datagram: the next poll returns the record that holds it or, when it is lost, the
   * first after it; at the end of the journal, what is appended next. Layout records may come
   * first.
   *
   * <p>Some tens of microseconds with a good hint; about a millisecond without.
   *
   * @param number of the datagram
   * @param hint Chronicle index where it probably is, or 0; checked, never trusted
   */
  public void seek(long number, long hint) {
    idlePolls = 0;
    isHeld = false;
    isHeld = new PositionSearch(reader, this).find(number, hint);
    enterLayout(tailer.cycle());
  }

  /** Goes to the beginning of the oldest file. */
  void seekOldest() {
    int[] cycles = files.cycles();
    if (cycles.length > 0 && !moveTo(RollFiles.ROLL_CYCLE.toIndex(cycles[0], 0))) {
      tailer.moveToPosition(reader.firstRecordPosition(cycles[0]));
    }
    enterLayout(tailer.cycle());
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
    int header = tailer.headerAhead();
    while (header == RollFileScan.END_OF_DATA && tailer.enterNextFile()) {
      header = tailer.headerAhead();
    }
    return RollFileScan.isReadyData(header) ? read() : PollResult.NOTHING;
  }

  private PollResult read() {
    long at = tailer.position();
    if (!tailer.read(record)) {
      return skipDamage(at);
    }
    int cycle = RollFiles.ROLL_CYCLE.toCycle(tailer.index());
    if (record.isLayout()) {
      layout = LayoutText.parse(record.text()).layout();
      layoutCycle = cycle;
      return PollResult.LAYOUT;
    }
    enterLayout(cycle);
    return PollResult.DATAGRAMS;
  }

  private void enterLayout(int cycle) {
    if (cycle >= 0 && cycle != layoutCycle) {
      layout = reader.layoutOf(cycle);
      layoutCycle = cycle;
    }
  }

  private PollResult skipDamage(long damagedAt) {
    Path file = files.file(tailer.cycle());
    if (Files.exists(file)) {
      tailer.moveToPosition(Resync.after(file, damagedAt, record));
    } else {
      tailer.enterNextFile();
    }
    return PollResult.DAMAGED;
  }

  /**
   * Whether nothing more is there, or what is there cannot be reached: a header was destroyed, or
   * the marker at the end of a closed file.
   */
  private PollResult lookForSilentEnd() {
    int cycle = tailer.cycle();
    Path file = files.file(cycle);
    if (cycle < 0 || !Files.exists(file)) {
      return PollResult.NOTHING;
    }
    boolean isNewest = tailer.newestCycle() <= cycle;
    long lastAt = look(cycle, file).writePosition();
    int header = tailer.headerAhead();
    boolean isReadable = RollFileScan.isReadyData(header) || header == RollFileScan.END_OF_DATA;
    if (isReadable || (isNewest && lastAt < tailer.position())) {
      return PollResult.NOTHING;
    }
    tailer.moveToPosition(Resync.after(file, tailer.position(), record));
    if (!isNewest && tailer.headerAhead() == 0) {
      tailer.enterNextFile();
    }
    return PollResult.DAMAGED;
  }

  /** Kept open, so that looking again allocates nothing. */
  private RollFileScan look(int cycle, Path file) {
    if (lookedCycle != cycle) {
      closeLooked();
      looked = RollFileScan.open(file);
      lookedCycle = cycle;
    }
    return looked;
  }

  private void closeLooked() {
    lookedCycle = -1;
    if (looked != null) {
      looked.close();
      looked = null;
    }
  }

  /** Goes to an index; false when no record is there. */
  boolean moveTo(long index) {
    return tailer.moveTo(index);
  }

  /** Goes to a header in the file that the last {@link #moveTo} was in. */
  void moveToPosition(long position) {
    tailer.moveToPosition(position);
  }

  /** Goes to an index and reads the record there; false when none is there that is sound. */
  boolean load(long index) {
    return moveTo(index) && tailer.read(record);
  }

  /** Number of the first datagram after the record that was read last. */
  long nextNumber() {
    return record.nextNumber();
  }

  /** Chronicle index of the record that was returned last. */
  public long index() {
    return tailer.index();
  }

  /** Chronicle index where the next record is expected: the hint to keep. */
  public long nextIndexHint() {
    return isHeld ? tailer.index() : tailer.nextIndex();
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
    closeLooked();
    record.close();
    reader.giveBack(tailer);
  }
}
