package io.penstock.worker;

import io.penstock.counters.CounterFile;
import io.penstock.counters.ReaderCounter;
import io.penstock.counters.ReaderState;
import io.penstock.reader.ReaderFile;
import io.penstock.shard.ReaderName;
import io.penstock.worker.destination.Endpoint;
import io.penstock.worker.reading.JournalHead;
import io.penstock.worker.reading.Reader;
import io.penstock.worker.reading.Reading;
import io.penstock.worker.sending.Sender;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One shard: a {@link Reader} of the journal, a {@link Sender} of what that reads, and the {@link
 * Endpoint} that it is sent to, with the file that holds its position. It makes the three work
 * together, shows their state, and pauses when a tool asks for it. Owned by one {@link ShardAgent}.
 */
final class Shard implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Shard.class);

  private final ReaderName name;
  private final ReaderFile file;
  private final CounterFile counters;
  private final Endpoint endpoint;
  private final Sender sender;
  private final Reader reader;
  private final ShardGauges gauges;

  private boolean isPaused;

  Shard(ReaderName name, ReaderFile file, Endpoint endpoint, Sender sender, Reader reader) {
    this.name = name;
    this.file = file;
    this.counters = file.counters();
    this.endpoint = endpoint;
    this.sender = sender;
    this.reader = reader;
    this.gauges = new ShardGauges(counters);
  }

  ReaderName name() {
    return name;
  }

  /** What it reads; for the groups. */
  Reader reader() {
    return reader;
  }

  /** Ends in this state: the process ends, or the shard is no more. */
  void end(ReaderState state) {
    counters.set(ReaderCounter.STATE, state.ordinal());
    counters.heartbeatEnd();
  }

  /** Writes the heartbeat and the state; pauses when told to. */
  void housekeeping(
      long nowNs,
      long epochMs,
      long decidingNs,
      long allocatedBytes,
      Reading reading,
      JournalHead head) {
    counters.set(ReaderCounter.THREAD_ALLOCATED_BYTES, allocatedBytes);
    counters.heartbeat(epochMs);
    followPause(decidingNs);
    gauges.show(state(reading), nowNs, epochMs);
    gauges.show(endpoint);
    reader.housekeeping(nowNs, head);
    gauges.showWaiting(nowNs, head.number(), sender.unsentNumber());
  }

  /** Waits while a tool has paused it. */
  void followPause(long wallNs) {
    boolean wasPaused = isPaused;
    isPaused = file.pausedUntilEpochMs() > wallNs / 1_000_000;
    if (isPaused != wasPaused) {
      LOG.info(
          isPaused
              ? "{}: paused at datagram {}; its lines stay queued in the journal"
              : "{}: resumed at datagram {}",
          name,
          reader.needs());
    }
  }

  /** Whether a tool wants to change its file. */
  boolean isAskedToLetGo(long epochMs) {
    return file.isAskedToLetGo(epochMs);
  }

  private ReaderState state(Reading reading) {
    if (isPaused) {
      return ReaderState.PAUSED;
    }
    return switch (endpoint.state()) {
      case SUSPECT -> ReaderState.SUSPECT;
      case DOWN -> ReaderState.DOWN;
      case RECOVERING -> ReaderState.RECOVERING;
      case UP -> stateOf(reading);
    };
  }

  private ReaderState stateOf(Reading reading) {
    return switch (reading) {
      case NOT_READING -> endpoint.isConnected() ? ReaderState.CATCHING_UP : ReaderState.STARTING;
      case STUCK -> ReaderState.STUCK;
      case AT_END -> ReaderState.CAUGHT_UP;
      case PACED -> ReaderState.CATCHING_UP;
      case FREELY -> ReaderState.READING;
    };
  }

  /**
   * Advances what its destination waits for.
   *
   * @return whether it may be read for and is not: its destination can be sent to, it is not paused
   *     and does not retire
   */
  boolean advance(long nowNs) {
    return endpoint.advance(nowNs, !sender.isEmpty())
        && !isPaused
        && !reader.isReading()
        && !reader.isRetiring();
  }

  /** Whether no layout has a place for it, and all before that is committed. */
  boolean isDrained() {
    return reader.isDrained();
  }

  /** First number of the next record that it needs. */
  long needs() {
    return reader.needs();
  }

  /** Whether it must not be read for: it is paused, it retires, or others wait for it. */
  boolean mustLeave(long nowNs) {
    return isPaused || reader.isRetiring() || reader.isHoldingUp(nowNs);
  }

  /**
   * Sends what is due.
   *
   * @return datagrams sent, or -1 when the destination refused and the shard was rewound
   */
  int send(long nowNs) {
    int sent = sender.send(nowNs);
    if (sent < 0) {
      readAgain();
    }
    return sent;
  }

  /**
   * Commits what the destination has outlived.
   *
   * @param isAtEnd whether everything that there is was read for it
   * @return false when something spoke against it and the shard was rewound instead
   */
  boolean confirm(long nowNs, boolean isAtEnd) {
    if (sender.confirm(nowNs, isAtEnd)) {
      return true;
    }
    readAgain();
    return false;
  }

  /** After a rewind. */
  private void readAgain() {
    if (endpoint.wasRecovering()) {
      reader.slowDown();
    }
    reader.beginAgain();
  }

  /** Whether it is in no group, and nothing is pending or in doubt. */
  boolean hasNothingOpen() {
    return !reader.isReading() && sender.isEmpty() && reader.hasNothingInDoubt();
  }

  /** Nothing of its own is left in the journal: what it needed before a number is lost. */
  void lose(long beforeNumber) {
    sender.lose(beforeNumber);
    reader.beginAgain();
  }

  /** The clean end begins: nothing is read any more; see {@link Sender#settles}. */
  boolean settles(long nowNs) {
    return sender.settles(nowNs);
  }

  /**
   * Waits a little for what {@link #settles} asks for; only where no other shard is kept waiting.
   */
  void await(long timeoutNs) {
    sender.await(timeoutNs);
  }

  /** Commits what was accepted and not refused, and says that it has stopped. */
  void finish(long nowNs) {
    sender.finish(nowNs);
    reader.beginAgain();
    end(ReaderState.STOPPED);
  }

  @Override
  public void close() {
    endpoint.close();
    file.close();
  }
}
