package io.penstock.journal;

import io.penstock.journal.record.JournalException;
import io.penstock.journal.record.Losses;
import io.penstock.journal.record.RecordBuffer;
import io.penstock.journal.rollfile.ChronicleFormat;
import io.penstock.journal.rollfile.Place;
import io.penstock.journal.rollfile.PositionSearch;
import io.penstock.journal.rollfile.Resync;
import io.penstock.journal.rollfile.RollFile;
import io.penstock.journal.rollfile.RollFileIndex;
import io.penstock.journal.rollfile.RollFiles;
import io.penstock.journal.rollfile.Tailer;
import io.penstock.shard.Layout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import java.util.function.Supplier;
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
  /** One in this many idle polls checks whether the silence is real. */
  private static final int IDLE_POLLS_PER_LOOK = 1 << 10;

  private static final int FIRST_LOOK = 1 << 6;
  private static final int SEEK_ATTEMPTS = 10;

  private final JournalReader reader;
  private final RollFiles files;
  private final Tailer tailer;
  private final RecordBuffer record;
  private final Runnable freeRecord;
  private final Gap gap;

  private RollFile looked;
  private RollFileIndex lookedIndex;
  private int lookedCycle = -1;
  private Layout layout;
  private int layoutCycle = -1;
  private boolean isHeld;
  private int heldLoads;
  private int idlePolls;

  /** Of the last sound record, or where reading began: never out of bytes that are not sound. */
  private long firstNumber;

  private long nextNumber;

  /** Where the last sound record lies in its file. */
  private long recordPosition;

  private long recordSequence;

  JournalCursor(
      JournalReader reader,
      RollFiles files,
      Tailer tailer,
      RecordBuffer record,
      Runnable freeRecord) {
    this.reader = reader;
    this.files = files;
    this.tailer = tailer;
    this.record = record;
    this.freeRecord = freeRecord;
    this.gap = new Gap(reader, files);
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
    PositionSearch search = new PositionSearch(files, record);
    go(
        search.find(number, hint),
        () -> search.find(number, 0),
        number,
        () -> record.nextNumber() > number);
  }

  /**
   * Goes to a time: the next poll returns the first record that was received at or after it; at the
   * end of the journal, whatever is appended next. Layout records may come first.
   *
   * <p>By halves over files and index, as receive times never go back: about 25 probes in a journal
   * of 50 GB, some tens of microseconds each.
   *
   * @param timeNs epoch ns; 0 or less means the oldest record
   */
  public void seekTime(long timeNs) {
    PositionSearch search = new PositionSearch(files, record);
    go(
        search.findTime(timeNs),
        () -> search.findTime(timeNs),
        Gap.UNKNOWN,
        () -> record.receiveTimeNs() >= timeNs);
  }

  /**
   * Enters a place and reads on to what is looked for. Retention may delete the file before it is
   * entered: then another holds what comes next.
   */
  private void go(Place first, Supplier<Place> again, long number, BooleanSupplier isReached) {
    idlePolls = 0;
    isHeld = false;
    firstNumber = Math.max(0, number);
    nextNumber = firstNumber;
    Place place = first;
    for (int i = 0; i < SEEK_ATTEMPTS && place != null; i++) {
      if (tailer.enter(place.cycle())) {
        tailer.moveTo(place.position(), place.sequence());
        gap.begin(number, place.cycle());
        isHeld = readUpTo(isReached);
        heldLoads = record.loads();
        break;
      }
      place = again.get();
    }
    enterLayout(tailer.cycle());
  }

  private boolean readUpTo(BooleanSupplier isReached) {
    while (true) {
      PollResult result = pollThoroughly();
      if (result == PollResult.DATAGRAMS && isReached.getAsBoolean()) {
        return true;
      }
      if (result == PollResult.NOTHING) {
        return false;
      }
    }
  }

  /** Goes to the beginning of the oldest file. */
  void seekOldest() {
    gap.clear();
    int[] cycles = files.cycles();
    if (cycles.length > 0) {
      tailer.enter(cycles[0]);
    }
    enterLayout(tailer.cycle());
  }

  /**
   * The layout of the file that the cursor is in: in force for the record that was returned last,
   * or after a seek for the one that is returned next. Null in an empty journal, and where no file
   * has a sound layout record: until another file has one.
   */
  public Layout layout() {
    return layout;
  }

  /**
   * Reads the next record, if there is one. What the cursor says of a record is of the one that was
   * read last; after anything but DATAGRAMS and LAYOUT only its numbers mean something, which are
   * those of the last sound one.
   *
   * @throws JournalException when a newer Penstock wrote it, or the files cannot be read
   */
  public PollResult poll() {
    if (isHeld) {
      isHeld = false;
      if (record.loads() == heldLoads || readAgain()) {
        return PollResult.DATAGRAMS;
      }
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

  /** Another cursor has used the memory in which the record was held. */
  private boolean readAgain() {
    tailer.moveTo(recordPosition, recordSequence);
    return tailer.read(tailer.headerAhead(), record);
  }

  /**
   * {@link #poll}, but a silent end is looked for at once: {@link PollResult#NOTHING} means that
   * the journal ends here. For those who read to the end once; costs some system calls there.
   */
  public PollResult pollThoroughly() {
    if (isHeld) {
      return poll();
    }
    PollResult result = advance();
    return result == PollResult.NOTHING ? lookForSilentEnd() : result;
  }

  private PollResult advance() {
    int header = tailer.headerAhead();
    while (header == ChronicleFormat.END_OF_FILE && isBehindTheLast() && tailer.enterNextFile()) {
      header = tailer.headerAhead();
    }
    return ChronicleFormat.isRecord(header) ? read(header) : PollResult.NOTHING;
  }

  private PollResult read(int header) {
    long position = tailer.position();
    long sequence = tailer.sequence();
    if (!tailer.read(header, record)) {
      return skipDamage();
    }
    recordPosition = position;
    recordSequence = sequence;
    firstNumber = record.firstNumber();
    nextNumber = record.nextNumber();
    if (record.isLayout()) {
      layout = reader.layoutIn(record);
      layoutCycle = tailer.cycle();
      gap.fileBegins(record.firstNumber(), layoutCycle);
      return PollResult.LAYOUT;
    }
    enterLayout(tailer.cycle());
    gap.record(record.firstNumber(), record.nextNumber(), tailer.cycle());
    return PollResult.DATAGRAMS;
  }

  private void enterLayout(int cycle) {
    if (cycle >= 0 && (cycle != layoutCycle || layout == null)) {
      layout = reader.layoutOf(cycle);
      layoutCycle = cycle;
    }
  }

  /** What is no sound record may lie at the end of what the file should hold, or before it. */
  private PollResult skipDamage() {
    Path file = files.file(tailer.cycle());
    if (!Files.exists(file)) {
      // Retention has deleted it meanwhile; what was left in it is told from the numbers.
      return tailer.enterNextFile() ? advance() : PollResult.NOTHING;
    }
    gap.damaged();
    Resync next = Resync.after(file, tailer.position(), record);
    long guess = tailer.sequence() + 1;
    tailer.moveTo(next.position(), next.sequence() < 0 ? guess : next.sequence());
    return PollResult.DAMAGED;
  }

  /**
   * Whether nothing more is there, or what is there cannot be reached: a header was destroyed, or
   * the marker at the end of a closed file.
   */
  private PollResult lookForSilentEnd() {
    int cycle = tailer.cycle();
    if (cycle < 0) {
      return PollResult.NOTHING;
    }
    boolean isNewest = tailer.newestCycle() <= cycle;
    boolean isBehindTheLast = isBehindTheLast();
    int header = tailer.headerAhead();
    if (ChronicleFormat.isRecord(header)
        || (isBehindTheLast && (isNewest || header == ChronicleFormat.END_OF_FILE))) {
      return PollResult.NOTHING;
    }
    long position = tailer.position();
    long sequence = tailer.sequence();
    PollResult result = skipDamage();
    boolean isAtEnd = tailer.cycle() == cycle && tailer.headerAhead() == 0;
    if (!isNewest && isAtEnd && !tailer.enterNextFile() && isBehindTheLast) {
      // The writer died while it began the next file: there is nothing behind, and nothing wrong.
      tailer.moveTo(position, sequence);
      return PollResult.NOTHING;
    }
    return result;
  }

  /** Whether the file holds no record at this position or further on, as its writer noted. */
  private boolean isBehindTheLast() {
    int cycle = tailer.cycle();
    if (cycle < 0 || (lookedCycle != cycle && !look(cycle))) {
      return true;
    }
    return lookedIndex.writePosition() < tailer.position();
  }

  /** Opens the file to look at; it stays open, so that looking again allocates nothing. */
  private boolean look(int cycle) {
    closeLooked();
    Path file = files.file(cycle);
    if (!Files.exists(file)) {
      return false;
    }
    looked = RollFile.open(file);
    lookedIndex = RollFileIndex.of(looked);
    lookedCycle = cycle;
    return true;
  }

  private void closeLooked() {
    lookedCycle = -1;
    if (looked != null) {
      looked.close();
      looked = null;
    }
  }

  /** Chronicle index of the record that was returned last. */
  public long index() {
    return tailer.index();
  }

  /** Chronicle index where the next record is expected: the hint to keep. */
  public long nextIndexHint() {
    return isHeld ? tailer.index() : tailer.nextIndex();
  }

  /** Number of the first datagram of the last sound record; after a seek, what was sought. */
  public long firstNumber() {
    return firstNumber;
  }

  /** Number of the first datagram after it. */
  public long nextNumber() {
    return nextNumber;
  }

  /**
   * The datagrams that were not found between a number and the record that was returned last.
   *
   * @param number a reader's position; not below where the cursor has begun to read
   */
  public Losses lostSince(long number) {
    return firstNumber <= number ? Losses.NONE : gap.explain(number, firstNumber);
  }

  /**
   * Where the layouts of some reader end: the first number, from one on, that is known to lie in a
   * file of another layout; at the latest where the record begins that was returned last. Files
   * that were deleted are known if this process has looked at them before.
   *
   * @param isOwn whether a layout has a place for that reader
   * @param number its position; not behind the record
   */
  public long endOf(Predicate<Layout> isOwn, long number) {
    return Math.max(number, reader.endOf(isOwn, number, firstNumber));
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
    freeRecord.run();
    reader.giveBack(tailer);
  }
}
