package io.penstock.worker.reading;

import io.penstock.config.ForwardSettings;
import io.penstock.content.ContentHash;
import io.penstock.counters.CounterFile;
import io.penstock.counters.ReaderCounter;
import io.penstock.journal.JournalCursor;
import io.penstock.shard.Layout;
import io.penstock.shard.ReaderName;
import io.penstock.worker.sending.Mark;
import io.penstock.worker.sending.Sender;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * What a shard reads: the place of its next record in the journal, and the lines that it takes of
 * the record that is read.
 *
 * <p>What it takes it hands to its {@link Sender}. A {@link Group} reads for it. Owned by the
 * thread of its shard.
 */
public final class Reader {
  private static final long NEVER = Long.MAX_VALUE;

  private final ReaderName name;
  private final boolean isMirror;
  private final boolean isOfRing;
  private final CounterFile counters;
  private final Sender sender;
  private final Pace pace;
  private final CatchUp catchUp = new CatchUp();
  private final ForwardFilter filter;

  /** The next record that is needed. */
  private final Mark cursor = new Mark();

  /** The record that is being taken. */
  private final Mark record = new Mark();

  private int recordLines;
  private int recordFilteredLines;
  private int recordUnwantedLines;

  /** Sum of the content hashes of both. */
  private long recordFilteredContent;

  private long retiredAtNumber = NEVER;

  /** Readers in its group, itself included; 0 while it reads with none. */
  private int groupSize;

  public Reader(ReaderName name, CounterFile counters, Sender sender, ForwardSettings forward) {
    this.name = name;
    this.isMirror = name.isMirror();
    this.isOfRing = !name.followsShards();
    this.counters = counters;
    this.sender = sender;
    this.pace = new Pace(forward.replayRate(), forward.catchUp());
    this.filter =
        new ForwardFilter(forward.maxAgeNs(), forward.replayTypes(), forward.dialect().drop());
    beginAgain();
  }

  ReaderName name() {
    return name;
  }

  int number() {
    return name.shard();
  }

  /** Whether it sends to the mirror of its shard. */
  boolean isMirror() {
    return isMirror;
  }

  /** Whether it reads for a second ring. */
  boolean isOfRing() {
    return isOfRing;
  }

  /** Adds one to a counter of its shard. */
  void count(ReaderCounter counter) {
    counters.add(counter, 1);
  }

  /** How many read with it from now on, itself included; 0 when it stops reading. */
  void readsWith(int size) {
    groupSize = size;
    counters.set(ReaderCounter.GROUP_SIZE, size);
  }

  /** Whether a group reads for it. */
  public boolean isReading() {
    return groupSize > 0;
  }

  /** First number of the next record that this shard needs. */
  public long needs() {
    return cursor.number;
  }

  long hint() {
    return cursor.hint;
  }

  /** Goes back to the committed place. */
  public void beginAgain() {
    cursor.set(sender.committed());
    retiredAtNumber = NEVER;
    showCursor();
  }

  /** Whether the record that begins with this number is for this shard to take. */
  boolean takes(long firstNumber) {
    return firstNumber >= cursor.number && !isRetiring();
  }

  /** Whether another record may be read for it: it has room, and the time if its group is paced. */
  boolean mayRead(long nowNs, boolean isPaced) {
    return (!isPaced || pace.permits(nowNs)) && sender.hasRoomForARecord();
  }

  /** Whether it was behind and has not come to the end since. */
  boolean isPacing() {
    return pace.isPacing();
  }

  /** There is nothing more to read. */
  void caughtUp() {
    pace.release();
  }

  /** Its receiver failed while it caught up, maybe of too much at once: half the pace. */
  public void slowDown() {
    pace.slowDown();
  }

  /** See {@link Pace#speed}. */
  double speed() {
    return pace.speed();
  }

  /** Whether others have waited long enough for its sender: they read on without this shard. */
  public boolean isHoldingUp(long nowNs) {
    return groupSize > 1 && sender.isHoldingUp(nowNs);
  }

  /** Whether others may read with it: nothing of its own would make them wait, but its pace. */
  boolean isCalm(long nowNs) {
    return !isRetiring() && sender.isCalm(nowNs);
  }

  /**
   * Begins to take a record: {@link #route} its lines, then {@link #endRecord}.
   *
   * @param ageNs time since it was received
   */
  void beginRecord(JournalCursor at, long ageNs) {
    filter.begin(ageNs);
    record.set(cursor);
    record.lost = cursor.lost.plus(at.lostSince(cursor.number));
    record.number = at.firstNumber();
    record.hint = at.index();
    recordLines = 0;
    recordFilteredLines = 0;
    recordUnwantedLines = 0;
    recordFilteredContent = 0;
    sender.beginRecord(filter.isLate(), at.receiveTimeNs());
  }

  void route(UnsafeBuffer source, int offset, int length, long nowNs) {
    if (filter.isUnwanted(source, offset, length)) {
      recordUnwantedLines++;
      recordFilteredContent += ContentHash.of(source, offset, length);
    } else if (filter.passes(source, offset, length)) {
      sender.pack(source, offset, length, record, nowNs);
      recordLines++;
    } else {
      recordFilteredLines++;
      recordFilteredContent += ContentHash.of(source, offset, length);
    }
  }

  /** Ends the record that the cursor is at, of which {@code scannedLines} were scanned. */
  void endRecord(JournalCursor at, int scannedLines) {
    int datagrams = at.count();
    counters.add(ReaderCounter.UNWANTED_LINES, recordUnwantedLines);
    cursor.set(record);
    cursor.number += datagrams;
    cursor.hint = at.nextIndexHint();
    if (filter.isExpired()) {
      cursor.expired += datagrams;
      counters.add(ReaderCounter.EXPIRED_LINES, recordFilteredLines);
    } else {
      cursor.datagrams += datagrams;
      counters.add(ReaderCounter.NOT_REPLAYED_LINES, recordFilteredLines);
    }
    cursor.bytes += at.payloadBytes();
    cursor.lines += recordLines;
    int filteredLines = recordFilteredLines + recordUnwantedLines;
    cursor.filteredLines += filteredLines;
    cursor.filteredContent += recordFilteredContent;
    cursor.receiveTimeNs = at.receiveTimeNs();
    pace.spend(recordLines);
    sender.endRecord(cursor, recordLines, filteredLines, scannedLines);
    showCursor();
    counters.set(ReaderCounter.CURSOR_BYTES, at.payloadBytesBefore() + at.payloadBytes());
  }

  private void showCursor() {
    counters.set(ReaderCounter.CURSOR_NUMBER, cursor.number);
    counters.set(ReaderCounter.CURSOR_TIME_NS, cursor.receiveTimeNs);
  }

  /** Its group reads by this layout from a number on, where the cursor is. */
  void follow(Layout layout, JournalCursor at, long fromNumber) {
    Layout own = name.ringIn(layout);
    counters.set(ReaderCounter.LAYOUT_SHARDS, own == null ? 0 : own.shards());
    if (!name.isIn(layout) && cursor.number <= fromNumber) {
      retire(at);
    }
  }

  /**
   * The layout in force where its group reads has no place for this shard: it drains, then ends. Up
   * to where its own layout ended, it has lost what is not there any more.
   */
  private void retire(JournalCursor at) {
    if (isRetiring()) {
      return;
    }
    long end = at.endOf(name::isIn, cursor.number);
    cursor.lost = cursor.lost.plus(at.lostSince(cursor.number)).minus(at.lostSince(end));
    cursor.number = end;
    retiredAtNumber = end;
    sender.reached(cursor);
    showCursor();
  }

  /** Whether all that it has taken is committed. */
  public boolean hasNothingInDoubt() {
    return cursor.number == sender.committed().number;
  }

  public boolean isRetiring() {
    return retiredAtNumber != NEVER;
  }

  /** Whether everything before the layout that retired this shard is committed. */
  public boolean isDrained() {
    return sender.committed().number >= retiredAtNumber;
  }

  /** Twice a second: shows when it will have caught up, and tells its pace how much comes in. */
  public void housekeeping(long nowNs, JournalHead head) {
    catchUp.note(nowNs, head.number(), cursor.number, cursor.lines);
    long backlogNs = head.receiveTimeNs() - cursor.receiveTimeNs;
    pace.comesIn(catchUp.liveLinesPerSecond(), catchUp.recordedLinesPerSecond(backlogNs));
    counters.set(ReaderCounter.CATCH_UP_SECONDS, catchUp.secondsLeft());
    counters.set(
        ReaderCounter.PACE_LINES_PER_SECOND, pace.isPacing() ? (long) pace.linesPerSecond() : 0);
  }
}
