package io.penstock.worker.sending;

import io.penstock.config.ForwardSettings;
import io.penstock.config.Health;
import io.penstock.counters.CounterFile;
import io.penstock.counters.ReaderCounter;
import io.penstock.crash.CrashPoint;
import io.penstock.journal.JournalReader;
import io.penstock.net.SendResult;
import io.penstock.pack.Packer;
import io.penstock.reader.ReaderFile;
import io.penstock.worker.destination.Endpoint;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * What a shard sends: its lines on their way from the record that was read to the committed
 * position: packed, sent, in doubt, outlived.
 *
 * <p>Only errors rewind. A rewind goes back to the committed position and repeats a suffix in
 * order, so the order within a series holds. Its reader must then read from {@link #committed}
 * again. Owned by the thread of its shard.
 */
public final class Sender {
  /** How long a group waits for a shard whose socket takes no more: as long as for a flush. */
  private static final long HOLD_UP_NS = 4_000_000;

  /** How long its socket must have taken everything before others depend on it again. */
  private static final long CALM_NS = 1_000_000_000;

  private final CounterFile counters;
  private final Account account;
  private final Outbox outbox;
  private final Endpoint endpoint;
  private final InDoubt inDoubt;
  private final long doubtWindowNs;
  private final long flushIntervalNs;

  /** Everything before this place was handed in. */
  private final Mark reached = new Mark();

  private final Mark accepted = new Mark();

  private boolean isFull;
  private boolean wasFull;
  private long fullSinceNs;
  private long lastFullNs;

  public Sender(
      ReaderFile file,
      String readerName,
      JournalReader journal,
      Endpoint endpoint,
      ForwardSettings forward,
      Packer.Size outboxSize) {
    this.counters = file.counters();
    this.account = new Account(readerName, file, journal);
    this.outbox = Outbox.of(forward, outboxSize);
    this.endpoint = endpoint;
    this.inDoubt = new InDoubt(expectedDoubtNs(forward));
    this.doubtWindowNs = forward.doubtWindowNs();
    this.flushIntervalNs = forward.flushIntervalNs();
    clear();
  }

  private static long expectedDoubtNs(ForwardSettings forward) {
    return forward.health().equals(Health.NONE)
        ? forward.doubtWindowNs()
        : forward.healthIntervalNs() + forward.healthTimeoutNs();
  }

  /** Where a restart or a rewind begins. */
  public Mark committed() {
    return account.committed();
  }

  /** Whether no line waits to be sent. */
  public boolean isEmpty() {
    return outbox.isEmpty();
  }

  /** Everything before this number is sent, or concerns other shards. */
  public long unsentNumber() {
    return outbox.isEmpty() ? reached.number : outbox.oldestMark().number;
  }

  /**
   * Whether every line of the largest record would find a place. While the destination is on trial
   * nothing is heaped up: it would all be sent at once when the trial is passed.
   */
  public boolean hasRoomForARecord() {
    return outbox.hasRoomForARecord() && (outbox.isEmpty() || !endpoint.isOnTrial());
  }

  /** Whether there has been no room for as long as a reader may be kept waiting. */
  public boolean isHoldingUp(long nowNs) {
    return isFull && nowNs - fullSinceNs >= HOLD_UP_NS;
  }

  /** Whether nothing foretells that a reader would be kept waiting. */
  public boolean isCalm(long nowNs) {
    return !endpoint.isOnTrial() && (!wasFull || nowNs - lastFullNs >= CALM_NS);
  }

  /** The lines that follow come of a record that was received then. */
  public void beginRecord(boolean isLate, long receiveTimeNs) {
    outbox.beginRecord(isLate, receiveTimeNs);
  }

  /** Packs a line. The caller has asked for room. */
  public void pack(UnsafeBuffer source, int offset, int length, Mark record, long nowNs) {
    outbox.pack(source, offset, length, record, nowNs);
  }

  /** All of a record is packed; see {@link Account#routed}. */
  public void endRecord(Mark place, int lines, int filteredLines, int scannedLines) {
    reached.set(place);
    account.routed(lines, filteredLines, scannedLines);
  }

  /** What comes before this place and was not packed is not to be sent. */
  public void reached(Mark place) {
    reached.set(place);
  }

  /**
   * Sends what is due.
   *
   * @return datagrams sent, or -1 when the destination refused and the shard was rewound
   */
  public int send(long nowNs) {
    int sent = sendDue(nowNs);
    noteRoom(nowNs);
    return sent;
  }

  private int sendDue(long nowNs) {
    int sent = 0;
    while (isDue(nowNs) && endpoint.maySend(nowNs)) {
      int lines = outbox.headLines();
      int length = outbox.headLength();
      account.sending(lines);
      CrashPoint.BEFORE_SEND.pass();
      SendResult result = endpoint.send(outbox.buffer(), outbox.headOffset(), length, nowNs);
      if (result == SendResult.SENT) {
        CrashPoint.AFTER_SEND_BEFORE_COMMIT.pass();
        outbox.headAccepted();
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
          account.rejected(lines);
          outbox.headRejected();
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

  /** Whether a datagram is full, or the only one and has waited long enough. */
  private boolean isDue(long nowNs) {
    outbox.sealWhenDue(nowNs, flushIntervalNs);
    return outbox.hasSealed();
  }

  /** After each attempt to send: takes note of whether the destination took enough of it. */
  private void noteRoom(long nowNs) {
    boolean hasRoom = outbox.hasRoomForARecord();
    if (!hasRoom) {
      fullSinceNs = isFull ? fullSinceNs : nowNs;
      lastFullNs = nowNs;
      wasFull = true;
    }
    isFull = !hasRoom;
  }

  /**
   * Commits what the destination has outlived.
   *
   * @param isAtEnd whether everything that there is was read
   * @return false when something spoke against it and the shard was rewound instead
   */
  public boolean confirm(long nowNs, boolean isAtEnd) {
    counters.set(ReaderCounter.UNSENT_NUMBER, unsentNumber());
    if (!isClear(nowNs)) {
      return false;
    }
    if (endpoint.hasMoved(nowNs)) {
      rewind(nowNs);
      return false;
    }
    inDoubt.accepted(nowNs, acceptedPlace(), endpoint.takenBytes());
    long outlivedNs = endpoint.outlivedNs(nowNs, doubtWindowNs);
    if (outlivedNs != Endpoint.NEVER) {
      Mark settled = inDoubt.settled(outlivedNs, endpoint.acknowledgedBytes());
      if (settled != null) {
        account.commit(settled);
      }
    }
    if (!outbox.hasSealed() && isAtEnd) {
      endpoint.caughtUp(nowNs);
    }
    return true;
  }

  /**
   * The clean end, first part: sends what is pending. To be asked until it says yes, or until there
   * is no more time; then {@link #finish}.
   *
   * @return whether nothing more is to be waited for: all is sent and acknowledged, or never will
   *     be
   */
  public boolean settles(long nowNs) {
    outbox.seal();
    if (sendDue(nowNs) < 0) {
      return true;
    }
    boolean hasMore = outbox.hasSealed() && endpoint.maySend(nowNs);
    return !hasMore && endpoint.isSettled();
  }

  /** Waits a little for what {@link #settles} asks for. */
  public void await(long timeoutNs) {
    endpoint.settle(timeoutNs);
  }

  /** The clean end, second part: commits what was accepted and not refused. */
  public void finish(long nowNs) {
    boolean allAcknowledged = endpoint.isAcknowledged();
    if (isClear(nowNs) && allAcknowledged && endpoint.isTrusted()) {
      account.commit(acceptedPlace());
    }
    beginAgain();
  }

  /**
   * With nothing pending or in doubt: what came before this number and is not committed is lost.
   */
  public void lose(long beforeNumber) {
    account.lose(beforeNumber);
    reached.set(account.committed());
  }

  /** The same for a reader that is not open: what came before this number is lost to it. */
  public static void lose(
      ReaderFile file, String readerName, JournalReader journal, long beforeNumber) {
    new Account(readerName, file, journal).lose(beforeNumber);
  }

  private boolean isClear(long nowNs) {
    int errors = endpoint.takeErrors();
    counters.add(ReaderCounter.REFUSALS, errors);
    if (errors > 0 && endpoint.isUsable()) {
      rewind(nowNs);
      return false;
    }
    if (!endpoint.takeProbeResult(nowNs)) {
      rewound();
      return false;
    }
    return true;
  }

  /** Everything before this place was accepted or rejected. */
  private Mark acceptedPlace() {
    boolean isEmpty = outbox.isEmpty();
    accepted.set(isEmpty ? reached : outbox.oldestMark());
    accepted.departed.set(isEmpty ? outbox.departed() : outbox.departedBeforeOldest());
    return accepted;
  }

  private void rewind(long nowNs) {
    endpoint.refused(nowNs);
    rewound();
  }

  private void rewound() {
    counters.add(ReaderCounter.REWINDS, 1);
    beginAgain();
  }

  /** Gives up what is pending and in doubt: reading begins again at the committed position. */
  private void beginAgain() {
    account.giveUpWhatIsOpen();
    clear();
  }

  private void clear() {
    Mark committed = account.committed();
    reached.set(committed);
    outbox.clear(committed.departed);
    inDoubt.clear(committed.number);
    isFull = false;
  }
}
