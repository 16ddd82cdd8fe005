package io.penstock.worker;

import io.penstock.config.ForwardSettings;
import io.penstock.config.Health;
import io.penstock.counters.CounterFile;
import io.penstock.counters.ReaderCounter;
import io.penstock.counters.ReaderState;
import io.penstock.crash.CrashPoint;
import io.penstock.journal.JournalCursor;
import io.penstock.journal.JournalReader;
import io.penstock.journal.ReaderFile;
import io.penstock.net.SendResult;
import io.penstock.shard.ReaderName;
import org.agrona.concurrent.UnsafeBuffer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One shard: a reader of the journal with its cursor, its pending lines and its destination.
 *
 * <p>Only errors rewind. A rewind goes back to the committed position and repeats a suffix in
 * order, so the order within a series holds. Owned by one {@link ShardAgent}; {@link Account} keeps
 * the books.
 */
final class Shard implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Shard.class);

  /** How long a group waits for a member whose socket takes no more. */
  private static final long HOLD_UP_NS = 20_000_000;

  /** How long a clean end waits for a stream's acknowledgements. */
  private static final long SETTLE_NS = 300_000_000;

  private static final long NEVER = Long.MAX_VALUE;

  private final ReaderName name;
  private final boolean isMirror;
  private final boolean isOfRing;
  private final ReaderFile file;
  private final CounterFile counters;
  private final Account account;
  private final DestinationSocket destination;
  private final Outbox outbox;
  private final InDoubt inDoubt;
  private final Pace pace;
  private final Vitals vitals;
  private final Sieve sieve;
  private final long doubtWindowNs;
  private final long flushIntervalNs;

  /** The next record that is needed. */
  private final Mark cursor = new Mark();

  /** The record that is being taken. */
  private final Mark record = new Mark();

  private boolean isPaused;
  private int recordLines;
  private int recordFilteredLines;
  private int recordUnwantedLines;
  private long retiredAtNumber = NEVER;
  private boolean isFull;
  private long fullSinceNs;
  private Group group;

  Shard(
      ReaderName name,
      ReaderFile file,
      JournalReader journal,
      DestinationSocket destination,
      ForwardSettings forward) {
    this.name = name;
    this.isMirror = name.isMirror();
    this.isOfRing = !name.followsShards();
    this.file = file;
    this.counters = file.counters();
    this.account = new Account(name.toString(), file, journal);
    this.vitals = new Vitals(counters);
    this.destination = destination;
    this.outbox = Outbox.of(forward);
    this.inDoubt = new InDoubt(expectedDoubtNs(forward));
    this.pace = new Pace(forward.replayRate(), forward.catchUp());
    this.sieve = new Sieve(forward.maxAgeNs(), forward.replayTypes(), forward.dialect().drop());
    this.flushIntervalNs = forward.flushIntervalNs();
    this.doubtWindowNs = forward.doubtWindowNs();
    beginAtCommitted();
  }

  private static long expectedDoubtNs(ForwardSettings forward) {
    return forward.health().equals(Health.NONE)
        ? forward.doubtWindowNs()
        : forward.healthIntervalNs() + forward.healthTimeoutNs();
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

  /** Ends in this state: the process ends, or the shard is no more. */
  void end(ReaderState state) {
    counters.set(ReaderCounter.STATE, state.ordinal());
    counters.heartbeatEnd();
  }

  /** Says that it lives, and how it stands; obeys whoever paused it. */
  void keepHouse(long nowNs, long epochMs, JournalHead head) {
    counters.heartbeat(epochMs);
    obey(epochMs);
    vitals.show(state(epochMs * 1_000_000), nowNs, epochMs);
    vitals.show(destination.availability(), destination.heard());
    vitals.show(nowNs, head, cursor, pace);
  }

  /** Waits if somebody has paused it, and goes on when nobody has any more. */
  void obey(long epochMs) {
    boolean wasPaused = isPaused;
    isPaused = file.pausedUntilEpochMs() > epochMs;
    if (isPaused != wasPaused) {
      LOG.info(
          isPaused
              ? "{}: paused; its lines wait in the journal from datagram {} on"
              : "{}: goes on from datagram {}",
          name,
          cursor.number);
    }
  }

  private ReaderState state(long wallNs) {
    if (isPaused) {
      return ReaderState.PAUSED;
    }
    return switch (destination.availability().state()) {
      case SUSPECT -> ReaderState.SUSPECT;
      case DOWN -> ReaderState.DOWN;
      case RECOVERING -> ReaderState.RECOVERING;
      case UP -> readingState(wallNs);
    };
  }

  private ReaderState readingState(long wallNs) {
    if (group == null) {
      return destination.isConnected() ? ReaderState.CATCHING_UP : ReaderState.STARTING;
    }
    if (group.isStuck()) {
      return ReaderState.STUCK;
    }
    if (group.isAtEnd()) {
      return ReaderState.CAUGHT_UP;
    }
    return group.isPaced(wallNs) ? ReaderState.CATCHING_UP : ReaderState.READING;
  }

  // Reading: what a group asks of its members.

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

  /** First number of the next record that this shard needs. */
  long needs() {
    return cursor.number;
  }

  long hint() {
    return cursor.hint;
  }

  /** Whether the record that begins with this number is for this shard to take. */
  boolean takes(long firstNumber) {
    return firstNumber >= cursor.number && !isRetiring();
  }

  Pace pace() {
    return pace;
  }

  /**
   * Whether every line of the largest record would find a place. While its destination is on trial
   * nothing is heaped up: it would all go out at once when the trial is passed.
   */
  boolean hasRoomForARecord(long nowNs) {
    boolean heapsUp = destination.availability().isOnTrial() && !outbox.isEmpty();
    if (outbox.hasRoomForARecord() && !heapsUp) {
      isFull = false;
    } else if (!isFull) {
      isFull = true;
      fullSinceNs = nowNs;
    }
    return !isFull;
  }

  /** Whether it had no room when it was last asked. */
  boolean isHeldUp() {
    return isFull;
  }

  /** Whether others have waited long enough for room to come: they go on without this shard. */
  boolean isHoldingUp(long nowNs) {
    return isFull && nowNs - fullSinceNs > HOLD_UP_NS;
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
    outbox.beginRecord(sieve.isLate(), at.receiveTimeNs());
  }

  void route(UnsafeBuffer source, int offset, int length, long nowNs) {
    if (sieve.isUnwanted(source, offset, length)) {
      recordUnwantedLines++;
    } else if (sieve.passes(source, offset, length)) {
      outbox.pack(source, offset, length, record, nowNs);
      recordLines++;
    } else {
      recordFilteredLines++;
    }
  }

  void endRecord(
      int datagrams, int payloadBytes, int scannedLines, long nextHint, long receiveTimeNs) {
    counters.add(ReaderCounter.UNWANTED_LINES, recordUnwantedLines);
    cursor.set(record);
    cursor.number += datagrams;
    cursor.hint = nextHint;
    if (sieve.isExpired()) {
      cursor.expired += datagrams;
      counters.add(ReaderCounter.EXPIRED_LINES, recordFilteredLines);
    } else {
      cursor.datagrams += datagrams;
      counters.add(ReaderCounter.NOT_REPLAYED_LINES, recordFilteredLines);
    }
    cursor.bytes += payloadBytes;
    cursor.lines += recordLines;
    int filteredLines = recordFilteredLines + recordUnwantedLines;
    cursor.filteredLines += filteredLines;
    cursor.receiveTimeNs = receiveTimeNs;
    pace.spend(recordLines);
    account.routed(recordLines, filteredLines, scannedLines);
    showCursor();
  }

  /** Takes note of a record that was skipped because it is damaged. */
  void countDamage() {
    counters.add(ReaderCounter.DAMAGED_RECORDS, 1);
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

  boolean isRetiring() {
    return retiredAtNumber != NEVER;
  }

  /** Whether everything before the layout that retired this shard is committed. */
  boolean isDrained() {
    return account.committed().number >= retiredAtNumber;
  }

  // Sending: what the agent asks of its shards.

  /** Whether it may read: its destination can be sent to, and nobody has paused it. */
  boolean isReady(long nowNs) {
    return destination.isReady(nowNs, !outbox.isEmpty()) && !isPaused;
  }

  /** Whether somebody has paused it: it reads no more, and what it had read goes out. */
  boolean isPaused() {
    return isPaused;
  }

  /**
   * Sends what is due.
   *
   * @return datagrams sent, or -1 when the destination refused and the shard was rewound
   */
  int send(long nowNs) {
    outbox.sealWhenDue(nowNs, flushIntervalNs);
    int sent = 0;
    while (outbox.hasSealed() && destination.maySend(nowNs)) {
      int lines = outbox.headLines();
      int length = outbox.headLength();
      account.sending(lines);
      CrashPoint.BEFORE_SEND.pass();
      SendResult result = destination.send(outbox.buffer(), outbox.headOffset(), length, nowNs);
      if (result == SendResult.SENT) {
        CrashPoint.AFTER_SEND_BEFORE_COMMIT.pass();
        outbox.removeHead();
        account.sent(length);
        sent++;
        continue;
      }
      account.notSent(lines);
      switch (result) {
        case FULL -> {
          counters.add(ReaderCounter.SEND_FULL, 1);
          return sent;
        }
        case TOO_BIG -> {
          account.rejected(outbox.oldestMark().number, lines);
          outbox.removeHead();
        }
        default -> {
          counters.add(ReaderCounter.REFUSALS, 1);
          rewind(nowNs);
          return -1;
        }
      }
    }
    return sent;
  }

  /**
   * Commits what the destination has outlived.
   *
   * @return false when something spoke against it and the shard was rewound instead
   */
  boolean confirm(long nowNs) {
    if (!isClear(nowNs)) {
      return false;
    }
    if (destination.hasMoved(nowNs)) {
      rewind(nowNs);
      return false;
    }
    inDoubt.accepted(nowNs, acceptedPlace(), destination.takenBytes());
    long outlivedNs = destination.outlivedNs(nowNs, doubtWindowNs);
    if (outlivedNs != DestinationSocket.NEVER) {
      Mark settled = inDoubt.settled(outlivedNs, destination.acknowledgedBytes());
      if (settled != null) {
        account.commit(settled);
      }
    }
    if (!outbox.hasSealed() && group != null && group.isAtEnd()) {
      destination.availability().caughtUp(nowNs);
    }
    return true;
  }

  /** Sends what is pending and commits what was accepted and not refused: the clean end. */
  void finish(long nowNs) {
    outbox.seal();
    if (send(nowNs) >= 0) {
      boolean allAcknowledged = destination.settle(SETTLE_NS);
      if (isClear(nowNs) && allAcknowledged && destination.availability().isTrusted()) {
        account.commit(acceptedPlace());
      }
    }
    beginAgain();
    end(ReaderState.STOPPED);
  }

  private boolean isClear(long nowNs) {
    int errors = destination.takeErrors();
    counters.add(ReaderCounter.REFUSALS, errors);
    if (errors > 0 && destination.availability().isWorthTrying()) {
      rewind(nowNs);
      return false;
    }
    if (!destination.hearProofs(nowNs)) {
      rewound();
      return false;
    }
    return true;
  }

  /** Everything before this place was accepted or rejected. */
  private Mark acceptedPlace() {
    return outbox.isEmpty() ? cursor : outbox.oldestMark();
  }

  private void rewind(long nowNs) {
    destination.refused(nowNs);
    rewound();
  }

  private void rewound() {
    if (destination.availability().wasRecovering()) {
      pace.trouble();
    }
    counters.add(ReaderCounter.REWINDS, 1);
    beginAgain();
  }

  /** Gives up what is pending and in doubt: reading begins again at the committed position. */
  private void beginAgain() {
    account.giveUpWhatIsOpen();
    outbox.clear();
    isFull = false;
    beginAtCommitted();
  }

  private void beginAtCommitted() {
    cursor.set(account.committed());
    inDoubt.clear(cursor.number);
    retiredAtNumber = NEVER;
    showCursor();
  }

  @Override
  public void close() {
    destination.close();
    file.close();
  }
}
