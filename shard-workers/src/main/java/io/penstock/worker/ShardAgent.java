package io.penstock.worker;

import io.penstock.counters.ReaderState;
import io.penstock.daemon.SteadyClock;
import io.penstock.daemon.ThreadAllocation;
import io.penstock.journal.JournalReader;
import io.penstock.service.DataLoop;
import io.penstock.worker.reading.Groups;
import io.penstock.worker.reading.JournalHead;
import io.penstock.worker.reading.Reading;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.agrona.CloseHelper;
import org.agrona.concurrent.Agent;
import org.agrona.concurrent.AgentTerminationException;
import org.agrona.concurrent.EpochClock;
import org.agrona.concurrent.NanoClock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A worker thread: reads, routes, sends and commits for the shards that were dealt to it.
 *
 * <p>It owns everything it touches and shares nothing with other threads. It never waits: a
 * destination in trouble costs the other shards only the time of its retries.
 */
final class ShardAgent implements Agent {
  private static final Logger LOG = LoggerFactory.getLogger(ShardAgent.class);

  private static final long CONFIRM_INTERVAL_NS = 10_000_000;
  private static final long HOUSEKEEPING_INTERVAL_NS = 500_000_000;
  private static final int HOUSEKEEPINGS_PER_ROSTER = 10;

  /** How long the beginning of many shards may keep the others from their turn. */
  static final long SLICE_NS = 25_000_000;

  private final Surroundings surroundings;
  private final NanoClock nanoClock;
  private final EpochClock epochClock;
  private final SteadyClock steadyClock;
  private final ShardSelection selection;
  private final AtomicReference<WorkerOptions> toFollow = new AtomicReference<>();
  private final DataLoop dataLoop;

  private final List<Shard> shards = new ArrayList<>();
  private final EndingShards ending = new EndingShards();
  private final ThreadAllocation allocation = new ThreadAllocation();

  private JournalReader journal;
  private Roster roster;
  private JournalHead head;
  private Groups groups;
  private long confirmAtNs;
  private long housekeepingAtNs;
  private boolean rosterChanged;
  private int housekeepings;
  private WorkerOptions options;
  private volatile boolean stopping;
  private volatile List<String> readers = List.of();

  ShardAgent(
      Surroundings surroundings,
      ShardSelection selection,
      WorkerOptions options,
      DataLoop dataLoop) {
    this.surroundings = surroundings;
    this.nanoClock = surroundings.nanoClock();
    this.epochClock = surroundings.epochClock();
    this.steadyClock = new SteadyClock(nanoClock, epochClock);
    this.selection = selection;
    this.options = options;
    this.dataLoop = dataLoop;
  }

  @Override
  public String roleName() {
    return "worker-" + selection.thread();
  }

  @Override
  public void onStart() {
    journal = surroundings.openJournal().get();
    head = new JournalHead(surroundings.data());
    roster = new Roster(surroundings, journal, head, selection, options);
    confirmAtNs = nanoClock.nanoTime();
    housekeepingAtNs = confirmAtNs;
    groups = new Groups(journal, options.forward().groupWindowBytes());
    openShards();
    if (shards.isEmpty()) {
      LOG.info("thread {} has no shard in the journal's layouts yet; waiting", selection.thread());
    }
    dataLoop.begins(nanoClock.nanoTime());
  }

  /** Names of the readers that it reads for now; any thread. */
  List<String> readers() {
    return readers;
  }

  private void showReaders() {
    readers = shards.stream().map(shard -> shard.name().toString()).toList();
  }

  /** Asks the agent to end; any thread. */
  void stop() {
    stopping = true;
  }

  /** Has the agent change to these options; any thread. */
  void follow(WorkerOptions next) {
    toFollow.set(next);
  }

  @Override
  public int doWork() {
    if (stopping) {
      throw new AgentTerminationException();
    }
    long nowNs = nanoClock.nanoTime();
    if (toFollow.getPlain() != null) {
      change(nowNs, toFollow.getAndSet(null));
    }
    if (roster.hasMoreToOpen()) {
      openMoreShards();
    }
    int work = rejoin(nowNs);
    long wallNs = steadyClock.epochNs();
    work += groups.read(nowNs, wallNs);
    rosterChanged |= groups.takeLayoutChanged();
    work += send(nowNs);
    if (!ending.isEmpty() && ending.advance(nowNs)) {
      openShards();
    }
    if (nowNs - confirmAtNs >= 0) {
      confirmAtNs = nowNs + CONFIRM_INTERVAL_NS;
      confirm(nowNs);
      groups.meet(nowNs, wallNs);
      retire();
      letGo(nowNs);
    }
    if (nowNs - housekeepingAtNs >= 0) {
      housekeepingAtNs = nowNs + HOUSEKEEPING_INTERVAL_NS;
      housekeeping(nowNs);
    }
    dataLoop.wentRound(nowNs);
    return work;
  }

  /**
   * A shard that is to be forwarded otherwise ends as at a clean stop and begins again at its
   * committed position; the others do not notice.
   */
  private void change(long nowNs, WorkerOptions next) {
    options = next;
    List<Shard> changed = roster.follow(next, shards);
    changed.forEach(shard -> end(shard, nowNs, roster::release));
    openShards();
  }

  /** Closes a shard cleanly; the others continue while it waits for acknowledgements. */
  private void end(Shard shard, long nowNs, Consumer<Shard> release) {
    groups.leave(shard.reader());
    shards.remove(shard);
    ending.add(shard, nowNs, release);
  }

  /**
   * Lets shards whose destination is ready again read again, each by itself at first; of many some
   * in this round and some in the next.
   */
  private int rejoin(long nowNs) {
    int joined = 0;
    long beganNs = nanoClock.nanoTime();
    for (int i = 0; i < shards.size(); i++) {
      Shard shard = shards.get(i);
      if (shard.advance(nowNs) && (joined == 0 || nanoClock.nanoTime() - beganNs < SLICE_NS)) {
        groups.begin(shard.reader());
        joined++;
      }
    }
    return joined;
  }

  private int send(long nowNs) {
    int datagrams = 0;
    for (int i = 0; i < shards.size(); i++) {
      Shard shard = shards.get(i);
      int sent = shard.send(nowNs);
      if (sent < 0 || shard.mustLeave(nowNs)) {
        groups.leave(shard.reader());
      }
      datagrams += Math.max(0, sent);
    }
    return datagrams;
  }

  private void confirm(long nowNs) {
    for (int i = 0; i < shards.size(); i++) {
      Shard shard = shards.get(i);
      if (!shard.confirm(nowNs, groups.isAtEnd(shard.reader()))) {
        groups.leave(shard.reader());
      }
    }
  }

  /** Shards that no layout has any more end when they have sent what was theirs. */
  private void retire() {
    for (int i = shards.size() - 1; i >= 0; i--) {
      Shard shard = shards.get(i);
      if (shard.isDrained()) {
        retire(shard);
      }
    }
  }

  /**
   * A shard whose file a tool wants to change ends as at a clean stop, and begins again where that
   * has put it; the others do not notice.
   */
  private void letGo(long nowNs) {
    long epochMs = epochClock.time();
    for (int i = shards.size() - 1; i >= 0; i--) {
      Shard shard = shards.get(i);
      if (shard.isAskedToLetGo(epochMs)) {
        end(shard, nowNs, roster::letGo);
        showReaders();
      }
    }
  }

  private void retire(Shard shard) {
    shard.end(ReaderState.RETIRED);
    groups.leave(shard.reader());
    shards.remove(shard);
    roster.release(shard);
    showReaders();
    rosterChanged = true; // a later layout may have a place for it again
  }

  private void housekeeping(long nowNs) {
    long epochMs = epochClock.time();
    long decidingNs = steadyClock.epochNs();
    long allocated = allocation.bytes();
    for (int i = 0; i < shards.size(); i++) {
      Shard shard = shards.get(i);
      Reading reading = groups.reading(shard.reader(), decidingNs);
      shard.housekeeping(nowNs, epochMs, decidingNs, allocated, reading, head);
    }
    groups.seekWhereStuck(head.number());
    // A layout may be waiting that no group comes to: all are down, or far behind.
    boolean isTurn = ++housekeepings % HOUSEKEEPINGS_PER_ROSTER == 0;
    if (isTurn) {
      roster.keepLocks();
    }
    if (roster.hasMoreToOpen()) {
      return;
    }
    if (rosterChanged || isTurn || shards.isEmpty() || roster.isWaiting()) {
      rosterChanged = false;
      openShards();
    }
  }

  private void openShards() {
    try {
      roster.endOver(shards).forEach(this::retire);
      roster.look();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    openMoreShards();
  }

  private void openMoreShards() {
    List<Shard> opened = roster.open();
    opened.forEach(shard -> shard.followPause(steadyClock.epochNs()));
    shards.addAll(opened);
    showReaders();
  }

  /** The end after a failure: gives locks and sockets back; sends, commits and marks nothing. */
  void abandon() {
    shards.forEach(CloseHelper::quietClose);
    ending.abandon();
    CloseHelper.quietCloseAll(groups, roster, head, journal);
  }

  @Override
  public void onClose() {
    long nowNs = nanoClock.nanoTime();
    List.copyOf(shards).forEach(shard -> end(shard, nowNs, roster::release));
    ending.await(nowNs);
    CloseHelper.closeAll(groups, roster, head, journal);
  }
}
