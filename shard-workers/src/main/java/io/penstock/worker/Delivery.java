package io.penstock.worker;

import io.penstock.config.ForwardSettings;
import io.penstock.config.Health;
import io.penstock.counters.CounterFile;
import io.penstock.counters.ReaderCounter;
import io.penstock.crash.CrashPoint;
import io.penstock.net.SendResult;

/**
 * A shard's lines on their way from its outbox to the committed position: sent, in doubt, outlived.
 *
 * <p>Only errors rewind. A rewind goes back to the committed position and repeats a suffix in
 * order, so the order within a series holds. Owned by the thread of its shard.
 */
final class Delivery {
  private final Member member;
  private final CounterFile counters;
  private final Account account;
  private final Outbox outbox;
  private final DestinationSocket destination;
  private final InDoubt inDoubt;
  private final long doubtWindowNs;
  private final long flushIntervalNs;
  private final Mark accepted = new Mark();

  Delivery(
      Member member,
      Account account,
      Outbox outbox,
      DestinationSocket destination,
      ForwardSettings forward) {
    this.member = member;
    this.counters = member.counters();
    this.account = account;
    this.outbox = outbox;
    this.destination = destination;
    this.inDoubt = new InDoubt(expectedDoubtNs(forward));
    this.doubtWindowNs = forward.doubtWindowNs();
    this.flushIntervalNs = forward.flushIntervalNs();
    outbox.clear(account.committed().departed);
    inDoubt.clear(member.needs());
  }

  private static long expectedDoubtNs(ForwardSettings forward) {
    return forward.health().equals(Health.NONE)
        ? forward.doubtWindowNs()
        : forward.healthIntervalNs() + forward.healthTimeoutNs();
  }

  /**
   * Sends what is due.
   *
   * @return datagrams sent, or -1 when the destination refused and the shard was rewound
   */
  int send(long nowNs) {
    int sent = 0;
    while (isDue(nowNs) && destination.maySend(nowNs)) {
      int lines = outbox.headLines();
      int length = outbox.headLength();
      account.sending(lines);
      CrashPoint.BEFORE_SEND.pass();
      SendResult result = destination.send(outbox.buffer(), outbox.headOffset(), length, nowNs);
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
    if (!outbox.hasSealed() && member.group() != null && member.group().isAtEnd()) {
      destination.availability().caughtUp(nowNs);
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
  boolean settles(long nowNs) {
    outbox.seal();
    if (send(nowNs) < 0) {
      return true;
    }
    boolean hasMore = outbox.hasSealed() && destination.maySend(nowNs);
    return !hasMore && destination.isSettled();
  }

  /** Waits a little for what {@link #settles} asks for. */
  void await(long timeoutNs) {
    destination.settle(timeoutNs);
  }

  /** The clean end, second part: commits what was accepted and not refused. */
  void finish(long nowNs) {
    boolean allAcknowledged = destination.isAcknowledged();
    if (isClear(nowNs) && allAcknowledged && destination.availability().isTrusted()) {
      account.commit(acceptedPlace());
    }
    beginAgain();
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
    boolean isEmpty = outbox.isEmpty();
    accepted.set(isEmpty ? member.cursor() : outbox.oldestMark());
    accepted.departed.set(isEmpty ? outbox.departed() : outbox.departedBeforeOldest());
    return accepted;
  }

  private void rewind(long nowNs) {
    destination.refused(nowNs);
    rewound();
  }

  private void rewound() {
    if (destination.availability().wasRecovering()) {
      member.pace().trouble();
    }
    counters.add(ReaderCounter.REWINDS, 1);
    beginAgain();
  }

  /** Gives up what is pending and in doubt: reading begins again at the committed position. */
  private void beginAgain() {
    account.giveUpWhatIsOpen();
    outbox.clear(account.committed().departed);
    member.beginAtCommitted();
    inDoubt.clear(member.needs());
  }
}
