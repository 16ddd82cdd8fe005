package io.penstock.worker;

import io.penstock.config.ForwardSettings;
import io.penstock.counters.CounterFile;
import io.penstock.counters.ReaderCounter;
import io.penstock.counters.ReaderState;
import io.penstock.journal.JournalReader;
import io.penstock.journal.ReaderFile;
import io.penstock.pack.Packer;
import io.penstock.shard.ReaderName;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One shard: a reader of the journal with its file and its destination. {@link Member} reads for
 * it, {@link Delivery} sends and commits, {@link Account} keeps the books; this says how it stands,
 * and obeys whoever paused it. Owned by one {@link ShardAgent}.
 */
final class Shard implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Shard.class);

  private final ReaderName name;
  private final ReaderFile file;
  private final CounterFile counters;
  private final DestinationSocket destination;
  private final Account account;
  private final Outbox outbox;
  private final Member member;
  private final Delivery delivery;
  private final Vitals vitals;

  private boolean isPaused;

  Shard(
      ReaderName name,
      ReaderFile file,
      JournalReader journal,
      DestinationSocket destination,
      ForwardSettings forward,
      Packer.Size outboxSize) {
    this.name = name;
    this.file = file;
    this.counters = file.counters();
    this.destination = destination;
    this.outbox = Outbox.of(forward, outboxSize);
    this.account = new Account(name.toString(), file, journal);
    Availability availability = destination.availability();
    this.member = new Member(name, counters, account, outbox, availability, forward);
    this.delivery = new Delivery(member, account, outbox, destination, forward);
    this.vitals = new Vitals(counters);
  }

  ReaderName name() {
    return name;
  }

  CounterFile counters() {
    return counters;
  }

  /** How its group sees it. */
  Member member() {
    return member;
  }

  /** Ends in this state: the process ends, or the shard is no more. */
  void end(ReaderState state) {
    counters.set(ReaderCounter.STATE, state.ordinal());
    counters.heartbeatEnd();
  }

  /** Says that it lives, and how it stands; obeys whoever paused it. */
  void keepHouse(long nowNs, long epochMs, long decidingNs, JournalHead head) {
    counters.heartbeat(epochMs);
    obey(decidingNs);
    vitals.show(state(decidingNs), nowNs, epochMs);
    vitals.show(destination.availability(), destination.heard());
    vitals.show(nowNs, head, member.cursor(), member.pace());
    vitals.showWaiting(nowNs, head.number(), unsentNumber());
  }

  /** Waits if somebody has paused it, and goes on when nobody has any more. */
  void obey(long wallNs) {
    boolean wasPaused = isPaused;
    isPaused = file.pausedUntilEpochMs() > wallNs / 1_000_000;
    if (isPaused != wasPaused) {
      LOG.info(
          isPaused
              ? "{}: paused; its lines wait in the journal from datagram {} on"
              : "{}: goes on from datagram {}",
          name,
          member.needs());
    }
  }

  /** Whether a tool wants to change its file. */
  boolean isAskedToLetGo(long epochMs) {
    return file.isAskedToLetGo(epochMs);
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
    Group group = member.group();
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

  /** Whether it may read: its destination can be sent to, and nobody has paused it. */
  boolean isReady(long nowNs) {
    return destination.isReady(nowNs, !outbox.isEmpty()) && !isPaused;
  }

  /** Whether it must not be read for: somebody has paused it, it retires, or others wait for it. */
  boolean mustLeave(long nowNs) {
    return isPaused || member.isRetiring() || member.isHoldingUp(nowNs);
  }

  /**
   * Sends what is due.
   *
   * @return datagrams sent, or -1 when the destination refused and the shard was rewound
   */
  int send(long nowNs) {
    int sent = delivery.send(nowNs);
    member.lookAtRoom(nowNs);
    return sent;
  }

  /**
   * Commits what the destination has outlived.
   *
   * @return false when something spoke against it and the shard was rewound instead
   */
  boolean confirm(long nowNs) {
    counters.set(ReaderCounter.UNSENT_NUMBER, unsentNumber());
    return delivery.confirm(nowNs);
  }

  /** Whether it reads with nobody, and nothing is pending or in doubt. */
  boolean hasNothingOpen() {
    return member.group() == null && outbox.isEmpty() && member.hasNothingInDoubt();
  }

  /** Nothing of its own is left in the journal: what it needed before a number is lost. */
  void lose(long beforeNumber) {
    account.lose(beforeNumber);
    member.beginAtCommitted();
  }

  /** Everything before this number is sent, or concerns other shards. */
  private long unsentNumber() {
    return outbox.isEmpty() ? member.needs() : outbox.oldestMark().number;
  }

  /** The clean end begins: nothing is read any more; see {@link Delivery#settles}. */
  boolean settles(long nowNs) {
    return delivery.settles(nowNs);
  }

  /** Waits a little for what {@link #settles} asks for; only where nobody else is kept waiting. */
  void await(long timeoutNs) {
    delivery.await(timeoutNs);
  }

  /** Commits what was accepted and not refused, and says that it has stopped. */
  void finish(long nowNs) {
    delivery.finish(nowNs);
    end(ReaderState.STOPPED);
  }

  @Override
  public void close() {
    destination.close();
    file.close();
  }
}
