package io.penstock.worker;

import io.penstock.config.ForwardSettings;
import io.penstock.content.ContentHash;
import io.penstock.counters.CounterFile;
import io.penstock.counters.ReaderCounter;
import io.penstock.journal.JournalCursor;
import io.penstock.shard.ReaderName;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * A shard as its group sees it: the next record that it needs, and the lines that it takes of the
 * one that is read.
 *
 * <p>What it takes goes into its outbox and its books. Owned by the thread of its shard.
 */
final class Member {
  /** How long a group waits for a member whose socket takes no more: as long as for a flush. */
  private static final long HOLD_UP_NS = 4_000_000;

  /** How long its socket must have taken everything before others depend on it again. */
  private static final long CALM_NS = 1_000_000_000;

  private static final long NEVER = Long.MAX_VALUE;

  private final ReaderName name;
  private final boolean isMirror;
  private final boolean isOfRing;
  private final CounterFile counters;
  private final Account account;
  private final Outbox outbox;
  private final Availability availability;
  private final Pace pace;
  private final Sieve sieve;

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
  private boolean isFull;
  private boolean wasFull;
  private long fullSinceNs;
  private long lastFullNs;
  private Group group;

  Member(
      ReaderName name,
      CounterFile counters,
      Account account,
      Outbox outbox,
      Availability availability,
      ForwardSettings forward) {
    this.name = name;
    this.isMirror = name.isMirror();
    this.isOfRing = !name.followsShards();
    this.counters = counters;
    this.account = account;
    this.outbox = outbox;
    this.availability = availability;
    this.pace = new Pace(forward.replayRate(), forward.catchUp());
    this.sieve = new Sieve(forward.maxAgeNs(), forward.replayTypes(), forward.dialect().drop());
    beginAtCommitted();
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

  CounterFile counters() {
    return counters;
  }

  Pace pace() {
    return pace;
  }

  /** The group that it reads with; null while it reads with none. */
  Group group() {
    return group;
  }

  void join(Group joined) {
    group = joined;
  }

  /** Whether nobody else waits for this shard. */
  boolean readsAlone() {
    return group == null || group.members().size() == 1;
  }

  /** The next record that it needs, with what it had counted when it came there. */
  Mark cursor() {
    return cursor;
  }

  /** First number of the next record that this shard needs. */
  long needs() {
    return cursor.number;
  }

  long hint() {
    return cursor.hint;
  }

  /** Goes back to where nothing is in doubt. */
  void beginAtCommitted() {
    cursor.set(account.committed());
    retiredAtNumber = NEVER;
    isFull = false;
    showCursor();
  }

  /** Whether the record that begins with this number is for this shard to take. */
  boolean takes(long firstNumber) {
    return firstNumber >= cursor.number && !isRetiring();
  }

  /**
   * Whether every line of the largest record would find a place. While its destination is on trial
   * nothing is heaped up: it would all go out at once when the trial is passed.
   */
  boolean hasRoomForARecord() {
    return outbox.hasRoomForARecord() && (outbox.isEmpty() || !availability.isOnTrial());
  }

  /** After each attempt to send: takes note of whether the destination took enough of it. */
  void lookAtRoom(long nowNs) {
    boolean hasRoom = outbox.hasRoomForARecord();
    if (!hasRoom) {
      fullSinceNs = isFull ? fullSinceNs : nowNs;
      lastFullNs = nowNs;
      wasFull = true;
    }
    isFull = !hasRoom;
  }

  /** Whether others have waited long enough for room to come: they go on without this shard. */
  boolean isHoldingUp(long nowNs) {
    return isFull && nowNs - fullSinceNs >= HOLD_UP_NS && !readsAlone();
  }

  /** Whether others may read with it: nothing of its own would make them wait, but its pace. */
  boolean isCalm(long nowNs) {
    return !availability.isOnTrial()
        && !isRetiring()
        && (!wasFull || nowNs - lastFullNs >= CALM_NS);
  }

  /**
   * Begins to take a record: {@link #route} its lines, then {@link #endRecord}.
   *
   * @param ageNs time since it was received
   */
  void beginRecord(JournalCursor at, long ageNs) {
    sieve.begin(ageNs);
    record.set(cursor);
    record.lost = cursor.lost.plus(at.lostSince(cursor.number));
    record.number = at.firstNumber();
    record.hint = at.index();
    recordLines = 0;
    recordFilteredLines = 0;
    recordUnwantedLines = 0;
    recordFilteredContent = 0;
    outbox.beginRecord(sieve.isLate(), at.receiveTimeNs());
  }

  void route(UnsafeBuffer source, int offset, int length, long nowNs) {
    if (sieve.isUnwanted(source, offset, length)) {
      recordUnwantedLines++;
      recordFilteredContent += ContentHash.of(source, offset, length);
    } else if (sieve.passes(source, offset, length)) {
      outbox.pack(source, offset, length, record, nowNs);
      recordLines++;
    } else {
      recordFilteredLines++;
      recordFilteredContent += ContentHash.of(source, offset, length);
    }
  }

  /** Ends the record that the cursor is at, of which so many lines were scanned. */
  void endRecord(JournalCursor at, int scannedLines) {
    int datagrams = at.count();
    counters.add(ReaderCounter.UNWANTED_LINES, recordUnwantedLines);
    cursor.set(record);
    cursor.number += datagrams;
    cursor.hint = at.nextIndexHint();
    if (sieve.isExpired()) {
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
    account.routed(recordLines, filteredLines, scannedLines);
    showCursor();
    counters.set(ReaderCounter.CURSOR_BYTES, at.payloadBytesBefore() + at.payloadBytes());
  }

  private void showCursor() {
    counters.set(ReaderCounter.CURSOR_NUMBER, cursor.number);
    counters.set(ReaderCounter.CURSOR_TIME_NS, cursor.receiveTimeNs);
  }

  /**
   * The layout in force where its group reads has no place for this shard: it drains, then ends. Up
   * to where its own layout ended, it has lost what is not there any more.
   */
  void retire(JournalCursor at) {
    if (isRetiring()) {
      return;
    }
    long end = at.endOf(name::isIn, cursor.number);
    cursor.lost = cursor.lost.plus(at.lostSince(cursor.number)).minus(at.lostSince(end));
    cursor.number = end;
    retiredAtNumber = end;
    showCursor();
  }

  /** Whether all that it has taken is committed. */
  boolean hasNothingInDoubt() {
    return cursor.number == account.committed().number;
  }

  boolean isRetiring() {
    return retiredAtNumber != NEVER;
  }

  /** Whether everything before the layout that retired this shard is committed. */
  boolean isDrained() {
    return account.committed().number >= retiredAtNumber;
  }
}
