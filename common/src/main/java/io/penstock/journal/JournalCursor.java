package io.penstock.journal;

import io.penstock.journal.record.JournalException;
import io.penstock.journal.record.Losses;
import io.penstock.journal.record.PollResult;
import io.penstock.journal.record.RecordBuffer;
import io.penstock.journal.rollfile.RollFileRecords;
import io.penstock.shard.Layout;
import java.util.function.Predicate;
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

  private final RollFileRecords records;
  private final RecordBuffer record;
  private final Runnable freeRecord;

  private boolean isHeld;
  private int heldLoads;
  private int idlePolls;

  JournalCursor(RollFileRecords records, RecordBuffer record, Runnable freeRecord) {
    this.records = records;
    this.record = record;
    this.freeRecord = freeRecord;
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
    isHeld = false;
    hold(records.seek(number, hint));
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
    isHeld = false;
    hold(records.seekTime(timeNs));
  }

  /** What was sought has been read: the next poll returns it. */
  private void hold(boolean isAtHand) {
    idlePolls = 0;
    isHeld = isAtHand;
    heldLoads = record.loads();
  }

  /**
   * The layout of the file that the cursor is in: in force for the record that was returned last,
   * or after a seek for the one that is returned next. Null in an empty journal, and where no file
   * has a sound layout record: until another file has one.
   */
  public Layout layout() {
    return records.layout();
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
      if (record.loads() == heldLoads || records.readAgain()) {
        return PollResult.DATAGRAMS;
      }
    }
    PollResult result = records.next();
    if (result == PollResult.NOTHING) {
      return (++idlePolls & (IDLE_POLLS_PER_LOOK - 1)) == FIRST_LOOK
          ? records.lookFurther()
          : PollResult.NOTHING;
    }
    idlePolls = 0;
    return result;
  }

  /**
   * {@link #poll}, but a silent end is looked for at once: {@link PollResult#NOTHING} means that
   * the journal ends here. For those who read to the end once; costs some system calls there.
   */
  public PollResult pollThoroughly() {
    if (isHeld) {
      return poll();
    }
    PollResult result = records.next();
    return result == PollResult.NOTHING ? records.lookFurther() : result;
  }

  /** Chronicle index of the record that was returned last. */
  public long index() {
    return records.index();
  }

  /** Chronicle index where the next record is expected: the hint to keep. */
  public long nextIndexHint() {
    return isHeld ? records.index() : records.nextIndex();
  }

  /** Number of the first datagram of the last sound record; after a seek, what was sought. */
  public long firstNumber() {
    return records.firstNumber();
  }

  /** Number of the first datagram after it. */
  public long nextNumber() {
    return records.nextNumber();
  }

  /**
   * The datagrams that were not found between a number and the record that was returned last.
   *
   * @param number a reader's position; not below where the cursor has begun to read
   */
  public Losses lostSince(long number) {
    return records.lostSince(number);
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
    return records.endOf(isOwn, number);
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
    records.close();
    freeRecord.run();
  }
}
