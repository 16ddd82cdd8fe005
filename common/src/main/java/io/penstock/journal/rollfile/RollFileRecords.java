package io.penstock.journal.rollfile;

import io.penstock.journal.record.Losses;
import io.penstock.journal.record.PollResult;
import io.penstock.journal.record.RecordBuffer;
import io.penstock.shard.Layout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * The records of all roll files, one after another: all that a cursor asks for.
 *
 * <ul>
 *   <li>records in order: {@link #next}, and {@link #lookFurther} where there seems to be none;
 *   <li>a place by number or by time: {@link #seek}, {@link #seekTime};
 *   <li>the layout at that place: {@link #layout};
 *   <li>what is missing before it, and why: {@link #lostSince}.
 * </ul>
 *
 * <p>Each record is copied to the caller's buffer and checked there. Used by one thread at a time;
 * allocates nothing per record, but at a roll, where Chronicle maps the next block, and where there
 * is damage.
 */
public final class RollFileRecords implements AutoCloseable {
  private static final int SEEK_ATTEMPTS = 10;

  private final RollFiles files;
  private final RollFileLayouts layouts;
  private final Tailers tailers;
  private final Tailer tailer;
  private final RecordBuffer record;
  private final Gap gap;
  private final NotedEnd noted;

  private Layout layout;
  private int layoutCycle = -1;

  /** Of the last sound record, or where reading began: never out of bytes that are not sound. */
  private long firstNumber;

  private long nextNumber;

  /** Where the last sound record lies in its file. */
  private long recordPosition;

  private long recordSequence;

  /** Begins nowhere: seek first. */
  public RollFileRecords(
      RollFiles files, RollFileLayouts layouts, Tailers tailers, RecordBuffer record) {
    this.files = files;
    this.layouts = layouts;
    this.tailers = tailers;
    this.tailer = tailers.take();
    this.record = record;
    this.gap = new Gap(layouts, files);
    this.noted = new NotedEnd(files);
  }

  /**
   * Reads up to the record that holds a number or, when that is lost, the first after it.
   *
   * @param hint Chronicle index where it probably is, or 0; checked, never trusted
   * @return whether that record is at hand; when not, the journal ends before it
   */
  public boolean seek(long number, long hint) {
    PositionSearch search = new PositionSearch(files, record);
    return enter(
        search.find(number, hint),
        () -> search.find(number, 0),
        number,
        () -> record.nextNumber() > number);
  }

  /** Reads up to the first record that was received at a time or later; the same. */
  public boolean seekTime(long timeNs) {
    PositionSearch search = new PositionSearch(files, record);
    return enter(
        search.findTime(timeNs),
        () -> search.findTime(timeNs),
        Gap.UNKNOWN,
        () -> record.receiveTimeNs() >= timeNs);
  }

  /**
   * Enters a place and reads on to what is looked for. Retention may delete the file before it is
   * entered: then another holds what comes next.
   */
  private boolean enter(
      Place first, Supplier<Place> again, long number, BooleanSupplier isReached) {
    firstNumber = Math.max(0, number);
    nextNumber = firstNumber;
    boolean isAtHand = false;
    Place place = first;
    for (int i = 0; i < SEEK_ATTEMPTS && place != null; i++) {
      if (tailer.enter(place.cycle())) {
        tailer.moveTo(place.position(), place.sequence());
        gap.begin(number, place.cycle());
        isAtHand = readUpTo(isReached);
        break;
      }
      place = again.get();
    }
    enterLayout(tailer.cycle());
    return isAtHand;
  }

  private boolean readUpTo(BooleanSupplier isReached) {
    while (true) {
      PollResult result = next();
      if (result == PollResult.NOTHING) {
        result = lookFurther();
      }
      if (result == PollResult.DATAGRAMS && isReached.getAsBoolean()) {
        return true;
      }
      if (result == PollResult.NOTHING) {
        return false;
      }
    }
  }

  /** Goes to the beginning of the oldest file. */
  public void seekOldest() {
    gap.clear();
    int[] cycles = files.cycles();
    if (cycles.length > 0) {
      tailer.enter(cycles[0]);
    }
    enterLayout(tailer.cycle());
  }

  /** Reads the next record, if there is one. */
  public PollResult next() {
    int header = tailer.headerAhead();
    while (header == ChronicleFormat.END_OF_FILE && isBehindTheLast() && tailer.enterNextFile()) {
      header = tailer.headerAhead();
    }
    return ChronicleFormat.isRecord(header) ? read(header) : PollResult.NOTHING;
  }

  /** Reads the last sound record again: another has used the buffer. */
  public boolean readAgain() {
    tailer.moveTo(recordPosition, recordSequence);
    return tailer.read(tailer.headerAhead(), record);
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
      layout = layouts.layoutIn(record);
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
      layout = layouts.of(cycle);
      layoutCycle = cycle;
    }
  }

  /** What is no sound record may lie at the end of what the file should hold, or before it. */
  private PollResult skipDamage() {
    Path file = files.file(tailer.cycle());
    if (!Files.exists(file)) {
      // Retention has deleted it meanwhile; what was left in it is told from the numbers.
      return tailer.enterNextFile() ? next() : PollResult.NOTHING;
    }
    gap.damaged();
    Resync next = Resync.after(file, tailer.position(), record);
    long guess = tailer.sequence() + 1;
    tailer.moveTo(next.position(), next.sequence() < 0 ? guess : next.sequence());
    return PollResult.DAMAGED;
  }

  /**
   * Whether nothing more is there, or what is there cannot be reached: a header was destroyed, or
   * the marker at the end of a closed file. Costs some system calls.
   *
   * @return {@link PollResult#NOTHING} when the journal ends here
   */
  public PollResult lookFurther() {
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

  private boolean isBehindTheLast() {
    return noted.isBehindTheLast(tailer.cycle(), tailer.position());
  }

  /**
   * The layout of the file that reading is in: in force for the record that was read last, or after
   * a seek for the one that is read next. Null in an empty journal, and where no file has a sound
   * layout record: until another file has one.
   */
  public Layout layout() {
    return layout;
  }

  /** Chronicle index of the record that was read last. */
  public long index() {
    return tailer.index();
  }

  /** Chronicle index where the next record is expected. */
  public long nextIndex() {
    return tailer.nextIndex();
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
   * The datagrams that were not found between a number and the record that was read last.
   *
   * @param number not below where reading has begun
   */
  public Losses lostSince(long number) {
    return firstNumber <= number ? Losses.NONE : gap.explain(number, firstNumber);
  }

  /**
   * Where the layouts of some reader end: the first number, from one on, that is known to lie in a
   * file of another layout; at the latest where the record begins that was read last.
   *
   * @param isOwn whether a layout has a place for that reader
   * @param number its position; not behind the record
   */
  public long endOf(Predicate<Layout> isOwn, long number) {
    return Math.max(number, layouts.endOf(isOwn, number, firstNumber));
  }

  /** Gives the tailer back. */
  @Override
  public void close() {
    noted.close();
    tailers.giveBack(tailer);
  }
}
