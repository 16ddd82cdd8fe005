package io.penstock.worker;

import io.penstock.counters.CounterFile;
import io.penstock.counters.ReaderCounter;
import io.penstock.counters.ReaderState;
import io.penstock.journal.JournalReader;
import io.penstock.journal.Position;
import io.penstock.journal.ReaderFile;
import io.penstock.net.SendResult;
import org.agrona.collections.LongArrayList;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * One shard: a reader of the journal, its cursor, its pending lines and its destination.
 *
 * <p>A line goes through four hands, and each hand-over is counted:
 *
 * <pre>
 *   routed ──▶ pending ──send──▶ in doubt ──window passes──▶ committed
 *                │                   │
 *                └──── discarded ◀── rewind ──▶ repeated
 * </pre>
 *
 * <p>Only errors rewind. A rewind goes back to the committed position and repeats a suffix in
 * order, so the order within a series holds. Owned by one {@link ShardAgent}.
 */
final class Shard implements AutoCloseable {
  /** How long a group waits for a member whose socket takes no more. */
  private static final long HOLD_UP_NS = 20_000_000;

  private final int number;
  private final String readerName;
  private final ReaderFile file;
  private final CounterFile counters;
  private final JournalReader journal;
  private final DestinationSocket destination;
  private final Outbox outbox;
  private final InDoubt inDoubt;
  private final Pace pace;
  private final long flushIntervalNs;

  /** The next record that is needed. */
  private final Mark cursor = new Mark();

  /** The record that is being taken. */
  private final Mark record = new Mark();

  /** Where a restart or a rewind begins. */
  private final Mark committed = new Mark();

  private int recordLines;
  private long committedRejectedLines;

  /** Rejected and not yet committed: record number and lines, alternating. */
  private final LongArrayList rejections = new LongArrayList();

  private long retiredAtNumber = Long.MAX_VALUE;
  private boolean isFull;
  private long fullSinceNs;
  private Group group;

  Shard(
      int number,
      ReaderFile file,
      JournalReader journal,
      DestinationSocket destination,
      WorkerOptions options) {
    this.number = number;
    this.readerName = readerName(number);
    this.file = file;
    this.counters = file.counters();
    this.journal = journal;
    this.destination = destination;
    this.outbox = new Outbox(options.packetBytesMax());
    this.inDoubt = new InDoubt(options.doubtWindowNs());
    this.pace = new Pace(options.replayLinesPerSecond());
    this.flushIntervalNs = options.flushIntervalNs();
    restore(file.position());
  }

  /** The name of a shard's reader, and of its file. */
  static String readerName(int shard) {
    return "shard-" + shard;
  }

  private void restore(Position position) {
    committed.number = position.number();
    committed.hint = position.hint();
    committed.datagrams = position.datagrams();
    committed.lines = position.lines() + position.rejectedLines();
    committed.bytes = position.bytes();
    committed.receiveTimeNs = counters.get(ReaderCounter.CURSOR_TIME_NS); // close enough
    committed.lost = position.lost();
    committed.expired = position.expired();
    committedRejectedLines = position.rejectedLines();
    long passedBy = counters.get(ReaderCounter.PASSED_BY_LINES);
    // A kill may have come between these three, which are stored in this order.
    counters.set(ReaderCounter.SCANNED_LINES, passedBy + counters.get(ReaderCounter.ROUTED_LINES));
    beginAgain();
  }

  int number() {
    return number;
  }

  /** First number of the next record that this shard needs. */
  long needs() {
    return cursor.number;
  }

  /** Whether the record that begins with this number is for this shard to take. */
  boolean takes(long firstNumber) {
    return firstNumber >= cursor.number && !isRetiring();
  }

  long hint() {
    return cursor.hint;
  }

  Group group() {
    return group;
  }

  /** Whether nobody else waits for this shard. */
  boolean readsAlone() {
    return group == null || group.members().size() == 1;
  }

  void join(Group joined) {
    group = joined;
  }

  /** Whether every line of the largest record would find a place. */
  boolean hasRoomForARecord(long nowNs) {
    if (outbox.hasRoomForARecord()) {
      isFull = false;
    } else if (!isFull) {
      isFull = true;
      fullSinceNs = nowNs;
    }
    return !isFull;
  }

  /** Whether others have waited long enough for room to come: they go on without this shard. */
  boolean isHoldingUp(long nowNs) {
    return isFull && nowNs - fullSinceNs > HOLD_UP_NS;
  }

  Pace pace() {
    return pace;
  }

  /** Begins to take a record: {@link #route} its lines, then {@link #endRecord}. */
  void beginRecord(long firstNumber, long index) {
    record.set(cursor);
    record.lost += firstNumber - cursor.number;
    record.number = firstNumber;
    record.hint = index;
    recordLines = 0;
  }

  void route(UnsafeBuffer source, int offset, int length, long nowNs) {
    outbox.pack(source, offset, length, record, nowNs);
    recordLines++;
  }

  void endRecord(
      int datagrams, int payloadBytes, int scannedLines, long nextHint, long receiveTimeNs) {
    cursor.set(record);
    cursor.number += datagrams;
    cursor.hint = nextHint;
    cursor.datagrams += datagrams;
    cursor.bytes += payloadBytes;
    cursor.lines += recordLines;
    cursor.receiveTimeNs = receiveTimeNs;
    pace.spend(recordLines);
    counters.add(ReaderCounter.PASSED_BY_LINES, scannedLines - recordLines);
    counters.add(ReaderCounter.ROUTED_LINES, recordLines);
    counters.add(ReaderCounter.SCANNED_LINES, scannedLines);
    showCursor();
  }

  private void showCursor() {
    counters.set(ReaderCounter.CURSOR_NUMBER, cursor.number);
    counters.set(ReaderCounter.CURSOR_TIME_NS, cursor.receiveTimeNs);
  }

  /** Takes note of a record that was skipped because it is damaged. */
  void countDamage() {
    counters.add(ReaderCounter.DAMAGED_RECORDS, 1);
  }

  /** The layout in force from here on has no place for this shard: it drains, then ends. */
  void retire() {
    retiredAtNumber = Math.min(retiredAtNumber, cursor.number);
  }

  boolean isRetiring() {
    return retiredAtNumber != Long.MAX_VALUE;
  }

  /** Whether everything before the layout that retired this shard is committed. */
  boolean isDrained() {
    return committed.number >= retiredAtNumber;
  }

  boolean isDestinationReady(long nowNs) {
    return destination.isReady(nowNs);
  }

  /**
   * Sends what is due.
   *
   * @return datagrams sent, or -1 when the destination refused and the shard was rewound
   */
  int send(long nowNs) {
    outbox.sealWhenDue(nowNs, flushIntervalNs);
    int sent = 0;
    while (outbox.hasSealed() && destination.maySend()) {
      int lines = outbox.headLines();
      int length = outbox.headLength();
      // Counted before it is sent: a kill in between may overstate what was repeated, never hide
      // it.
      counters.add(ReaderCounter.ACCEPTED_LINES, lines);
      SendResult result = destination.send(outbox.buffer(), outbox.headOffset(), length, nowNs);
      if (result == SendResult.SENT) {
        outbox.removeHead();
        counters.add(ReaderCounter.SENT_DATAGRAMS, 1);
        counters.add(ReaderCounter.SENT_BYTES, length);
        sent++;
        continue;
      }
      counters.add(ReaderCounter.ACCEPTED_LINES, -lines);
      switch (result) {
        case FULL -> {
          counters.add(ReaderCounter.SEND_FULL, 1);
          return sent;
        }
        case TOO_BIG -> reject(lines);
        default -> {
          counters.add(ReaderCounter.REFUSALS, 1);
          rewind(nowNs);
          return -1;
        }
      }
    }
    return sent;
  }

  private void reject(int lines) {
    rejections.addLong(outbox.oldestMark().number);
    rejections.addLong(lines);
    counters.add(ReaderCounter.REJECTED_TOO_BIG_LINES, lines);
    outbox.removeHead();
  }

  /**
   * Commits what the doubt window has passed over.
   *
   * @return false when an error had come back and the shard was rewound instead
   */
  boolean confirm(long nowNs) {
    if (!isClear(nowNs)) {
      return false;
    }
    inDoubt.accepted(nowNs, acceptedPlace());
    Mark settled = inDoubt.settled(nowNs);
    if (settled != null) {
      commit(settled);
    }
    return true;
  }

  /** Sends what is pending and commits what was accepted and not refused: the clean end. */
  void finish(long nowNs) {
    outbox.seal();
    if (send(nowNs) >= 0 && isClear(nowNs) && destination.isTrusted()) {
      commit(acceptedPlace());
    }
    beginAgain();
    state(ReaderState.STOPPED);
    counters.heartbeatEnd();
  }

  private boolean isClear(long nowNs) {
    int errors = destination.takeErrors();
    if (errors > 0) {
      counters.add(ReaderCounter.REFUSALS, errors);
      rewind(nowNs);
    }
    return errors == 0;
  }

  /** Everything before this place was accepted or rejected. */
  private Mark acceptedPlace() {
    return outbox.isEmpty() ? cursor : outbox.oldestMark();
  }

  private void commit(Mark place) {
    if (place.number == committed.number) {
      return;
    }
    settleRejections(place.number);
    committed.set(place);
    file.commit(
        place.number,
        place.hint,
        place.datagrams,
        place.lines - committedRejectedLines,
        committedRejectedLines,
        place.bytes,
        place.lost,
        place.expired);
    journal.mirror(readerName, place.hint);
    counters.set(ReaderCounter.LOST_DATAGRAMS, place.lost);
    counters.add(ReaderCounter.COMMITS, 1);
  }

  private void settleRejections(long beforeNumber) {
    int settled = 0;
    while (settled < rejections.size() && rejections.getLong(settled) < beforeNumber) {
      committedRejectedLines += rejections.getLong(settled + 1);
      settled += 2;
    }
    for (; settled > 0; settled--) {
      rejections.remove(0);
    }
  }

  private void rewind(long nowNs) {
    destination.backOff(nowNs);
    counters.add(ReaderCounter.REWINDS, 1);
    beginAgain();
  }

  /** Gives up what is pending and in doubt: reading begins again at the committed position. */
  private void beginAgain() {
    long accepted = counters.get(ReaderCounter.ACCEPTED_LINES);
    long doubted =
        accepted
            - counters.get(ReaderCounter.REPEATED_LINES)
            - (committed.lines - committedRejectedLines);
    counters.add(ReaderCounter.REPEATED_LINES, doubted);
    long pending =
        counters.get(ReaderCounter.ROUTED_LINES)
            - accepted
            - counters.get(ReaderCounter.REJECTED_TOO_BIG_LINES)
            - counters.get(ReaderCounter.DISCARDED_LINES);
    counters.add(ReaderCounter.DISCARDED_LINES, pending);
    outbox.clear();
    isFull = false;
    inDoubt.clear(committed.number);
    rejections.clear();
    cursor.set(committed);
    showCursor();
    retiredAtNumber = Long.MAX_VALUE;
  }

  void state(ReaderState state) {
    counters.set(ReaderCounter.STATE, state.ordinal());
  }

  CounterFile counters() {
    return counters;
  }

  @Override
  public void close() {
    destination.close();
    file.close();
  }
}
