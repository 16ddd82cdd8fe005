package io.penstock.ingest;

import io.penstock.counters.CounterFile;
import io.penstock.counters.IngestCounter;
import io.penstock.crash.CrashPoint;
import io.penstock.daemon.ThreadAllocation;
import io.penstock.journal.AppendResult;
import io.penstock.journal.BlockAllocator;
import io.penstock.journal.JournalWriter;
import io.penstock.net.SocketMemory;
import io.penstock.net.UdpPoll;
import io.penstock.net.UdpReceiver;
import io.penstock.net.WakeUp;
import io.penstock.service.DataLoop;
import io.penstock.shard.Layout;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongConsumer;
import java.util.function.Supplier;
import org.agrona.concurrent.Agent;
import org.agrona.concurrent.AgentTerminationException;
import org.agrona.concurrent.EpochClock;
import org.agrona.concurrent.EpochNanoClock;
import org.agrona.concurrent.NanoClock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Receives and appends: the thread that owns the socket and the journal's appender.
 *
 * <p>It waits for nothing but the network. A receive brings up to a few hundred datagrams; they
 * become one record, copied once from the receive slots. {@code received} is stored before the
 * append and the journal's number after it, so a kill anywhere between is a difference that the
 * next start counts as {@code dropped_crash}.
 */
final class ReceiveAgent implements Agent {
  private static final Logger LOG = LoggerFactory.getLogger(ReceiveAgent.class);

  private static final int AWAIT_MS = 250;
  private static final long HOUSEKEEPING_INTERVAL_NS = 500_000_000;
  private static final long DRAIN_AT_END_NS = 250_000_000;
  private static final long HEAD_START_NS = 200_000_000;
  private static final long HEAD_START_POLL_NS = 500_000;

  private final UdpReceiver[] receivers;
  private final UdpPoll poll;
  private final int slots;
  private final CounterFile counters;
  private final NanoClock nanoClock;
  private final EpochClock epochClock;
  private final EpochNanoClock receiveClock;
  private final BlockAllocator allocator;
  private final long headStartBytes;
  private final Supplier<JournalWriter> openJournal;
  private final LongConsumer listening;
  private final Gathering gathering;
  private final DataLoop dataLoop;
  private final ClockSteps clockSteps;
  private final KernelDrops kernelDrops;
  private final RecentTraffic recentTraffic;
  private final WakeUp wakeUp;
  private final ThreadAllocation allocation = new ThreadAllocation();

  private JournalWriter journal;
  private long housekeepingAtNs;
  private long rollsBefore;
  private long roundBytes;
  private int roundDatagrams;
  private long bytesInUse;
  private volatile boolean stopping;
  private final AtomicReference<Layout> nextLayout = new AtomicReference<>();

  ReceiveAgent(
      List<UdpReceiver> receivers,
      KernelDrops kernelDrops,
      int slots,
      WakeUp wakeUp,
      CounterFile counters,
      NanoClock nanoClock,
      EpochClock epochClock,
      EpochNanoClock receiveClock,
      BlockAllocator allocator,
      long headStartBytes,
      Supplier<JournalWriter> openJournal,
      LongConsumer listening,
      Gathering gathering,
      DataLoop dataLoop) {
    this.receivers = receivers.toArray(UdpReceiver[]::new);
    this.poll = UdpPoll.of(wakeUp, this.receivers);
    this.kernelDrops = kernelDrops;
    this.slots = slots;
    this.wakeUp = wakeUp;
    this.counters = counters;
    this.nanoClock = nanoClock;
    this.epochClock = epochClock;
    this.receiveClock = receiveClock;
    this.allocator = allocator;
    this.headStartBytes = headStartBytes;
    this.openJournal = openJournal;
    this.listening = listening;
    this.gathering = gathering;
    this.dataLoop = dataLoop;
    this.clockSteps = new ClockSteps(nanoClock, epochClock);
    this.recentTraffic = new RecentTraffic(counters, nanoClock.nanoTime());
  }

  @Override
  public String roleName() {
    return "receive";
  }

  @Override
  public void onStart() {
    clockSteps.lookNs(); // from here on a step is seen
    journal = openJournal.get();
    rollsBefore = counters.get(IngestCounter.ROLLS);
    countWhatACrashTook();
    countStepBeforeStart();
    letAllocatorGetAhead();
    housekeepingAtNs = nanoClock.nanoTime();
    listening.accept(journal.nextNumber()); // all that the start had to count is counted
    dataLoop.begins(housekeepingAtNs);
  }

  /**
   * What waits in the socket comes in one rush, faster than blocks are allocated from nothing: a
   * moment now saves thousands of datagrams from {@code disk_slow}.
   */
  private void letAllocatorGetAhead() {
    long untilNs = nanoClock.nanoTime() + HEAD_START_NS;
    while (allocator.aheadBytes() < headStartBytes
        && !allocator.isDiskFull()
        && nanoClock.nanoTime() - untilNs < 0) {
      LockSupport.parkNanos(HEAD_START_POLL_NS);
    }
  }

  /** Asks the agent to take what the socket still holds, and end; any thread. */
  void stop() {
    stopping = true;
    wakeUp.signal();
  }

  /** Asks the agent to begin a file with another layout as soon as one is ready; any thread. */
  void follow(Layout layout) {
    nextLayout.set(layout);
    wakeUp.signal();
  }

  private void changeLayout(Layout layout) {
    if (journal.setLayout(layout)) {
      nextLayout.compareAndSet(layout, null);
      counters.set(IngestCounter.LAYOUT_SHARDS, layout.shards());
    }
  }

  @Override
  public int doWork() {
    if (stopping) {
      drain();
      throw new AgentTerminationException();
    }
    if (nextLayout.getPlain() != null) {
      changeLayout(nextLayout.get());
    }
    long nowNs = nanoClock.nanoTime();
    boolean isLookDue = nowNs - housekeepingAtNs >= 0;
    if (isLookDue) {
      keepHouse(nowNs);
    }
    int filled = receive();
    if (isLookDue && filled < slots) {
      recentTraffic.emptied(bytesInUse, roundDatagrams);
    }
    dataLoop.wentRound(nowNs);
    if (filled == 0) {
      poll.await(AWAIT_MS);
    } else if (filled < slots) {
      counters.add(IngestCounter.GATHERING_PAUSES, 1);
      LockSupport.parkNanos(gathering.pauseNs(nowNs, roundDatagrams, roundBytes));
    }
    return filled;
  }

  /**
   * One receive from each socket, so that none keeps another waiting.
   *
   * @return the most slots that any of them filled
   */
  private int receive() {
    roundDatagrams = 0;
    roundBytes = 0;
    int most = 0;
    for (UdpReceiver receiver : receivers) {
      int filled = receiver.receive();
      if (filled > 0) {
        append(receiver, filled);
        most = Math.max(most, filled);
      }
    }
    return most;
  }

  private void append(UdpReceiver receiver, int filled) {
    count(receiver, filled);
    CrashPoint.AFTER_RECEIVE_BEFORE_APPEND.pass();
    journal.begin(receiveClock.nanoTime());
    int truncated = 0;
    for (int slot = 0; slot < filled; slot++) {
      if (receiver.truncated(slot)) {
        truncated += datagramsIn(receiver, slot);
      } else if (!add(receiver, slot)) {
        flush();
        journal.begin(receiveClock.nanoTime());
        if (!add(receiver, slot)) {
          throw new IllegalStateException("an empty record has no room for one slot");
        }
      }
    }
    if (truncated > 0) {
      counters.add(IngestCounter.DROPPED_TRUNCATED, truncated);
    }
    flush();
  }

  /** What was received is counted before anything is done with it. */
  private void count(UdpReceiver receiver, int filled) {
    int datagrams = 0;
    long bytes = 0;
    for (int slot = 0; slot < filled; slot++) {
      datagrams += datagramsIn(receiver, slot);
      bytes += receiver.length(slot);
    }
    counters.add(IngestCounter.RECEIVE_CALLS, 1);
    counters.add(IngestCounter.RECEIVED_BYTES, bytes);
    counters.add(IngestCounter.RECEIVED_DATAGRAMS, datagrams);
    roundDatagrams += datagrams;
    roundBytes += bytes;
  }

  private static int datagramsIn(UdpReceiver receiver, int slot) {
    int length = receiver.length(slot);
    int segmentBytes = receiver.segmentBytes(slot);
    return segmentBytes >= length ? 1 : (length + segmentBytes - 1) / segmentBytes;
  }

  private boolean add(UdpReceiver receiver, int slot) {
    int length = receiver.length(slot);
    int segmentBytes = receiver.segmentBytes(slot);
    int offset = receiver.offset(slot);
    return segmentBytes >= length
        ? journal.add(receiver.buffer(), offset, length)
        : journal.addSegments(receiver.buffer(), offset, length, segmentBytes);
  }

  private void flush() {
    int datagrams = journal.staged();
    if (datagrams == 0) {
      return;
    }
    AppendResult result = journal.append();
    CrashPoint.AFTER_APPEND.pass();
    switch (result) {
      case APPENDED -> {
        counters.add(IngestCounter.APPENDED_RECORDS, 1);
        counters.set(IngestCounter.APPENDED_BYTES, journal.payloadBytes());
        counters.set(IngestCounter.LAST_RECEIVE_TIME_NS, journal.lastReceiveTimeNs());
        counters.set(IngestCounter.NEXT_NUMBER, journal.nextNumber());
      }
      case DISK_SLOW -> counters.add(IngestCounter.DROPPED_DISK_SLOW, datagrams);
      case DISK_FULL -> counters.add(IngestCounter.DROPPED_DISK_FULL, datagrams);
      case JOURNAL_FULL -> counters.add(IngestCounter.DROPPED_JOURNAL_FULL, datagrams);
    }
  }

  /** What was received before a kill and is in no record and under no reason: the kill took it. */
  private void countWhatACrashTook() {
    counters.set(IngestCounter.NEXT_NUMBER, journal.nextNumber());
    long unaccounted =
        counters.get(IngestCounter.RECEIVED_DATAGRAMS)
            - (journal.nextNumber() - counters.get(IngestCounter.BASE_NUMBER))
            - counters.get(IngestCounter.DROPPED_DISK_SLOW)
            - counters.get(IngestCounter.DROPPED_DISK_FULL)
            - counters.get(IngestCounter.DROPPED_JOURNAL_FULL)
            - counters.get(IngestCounter.DROPPED_TRUNCATED)
            - counters.get(IngestCounter.DROPPED_CRASH);
    counters.add(IngestCounter.DROPPED_CRASH, unaccounted);
  }

  private void keepHouse(long nowNs) {
    housekeepingAtNs = nowNs + HOUSEKEEPING_INTERVAL_NS;
    lookAtSockets(nowNs);
    recentTraffic.look(nowNs, counters.get(IngestCounter.RECEIVED_DATAGRAMS));
    counters.set(IngestCounter.ROLLS, rollsBefore + journal.rolls());
    counters.set(IngestCounter.ALLOCATED_AHEAD_BYTES, allocator.aheadBytes());
    counters.set(IngestCounter.DISK_REFUSALS, allocator.refusals());
    counters.set(IngestCounter.THREAD_ALLOCATED_BYTES, allocation.bytes());
    long stepNs = clockSteps.lookNs();
    if (stepNs != 0) {
      countStep(stepNs);
    }
    counters.heartbeat(epochClock.time());
  }

  private void lookAtSockets(long nowNs) {
    bytesInUse = 0;
    for (int i = 0; i < receivers.length; i++) {
      SocketMemory memory = receivers[i].memory();
      kernelDrops.look(i, memory.drops());
      bytesInUse += memory.bytesInUse();
    }
    kernelDrops.show(nowNs);
    counters.set(IngestCounter.RECEIVE_BUFFER_USED_BYTES, bytesInUse);
  }

  /** Forward, a step while nobody looked cannot be told from the time that went by. */
  private void countStepBeforeStart() {
    long behindNs = journal.lastReceiveTimeNs() - receiveClock.nanoTime();
    if (behindNs >= ClockSteps.STEP_NS) {
      countStep(-behindNs);
    }
  }

  private void countStep(long stepNs) {
    boolean isBack = stepNs < 0;
    counters.add(isBack ? IngestCounter.CLOCK_STEPS_BACK : IngestCounter.CLOCK_STEPS_FORWARD, 1);
    LOG.warn(
        "the wall clock was set {} by {}; {}",
        isBack ? "back" : "forward",
        Duration.ofNanos(Math.abs(stepNs)).truncatedTo(ChronoUnit.MILLIS),
        isBack
            ? "receive times stand still until it is past " + newestRecord()
            : "receive times go with it, and do not come back");
  }

  private Instant newestRecord() {
    return Instant.ofEpochMilli(journal.lastReceiveTimeNs() / 1_000_000);
  }

  private void drain() {
    long untilNs = nanoClock.nanoTime() + DRAIN_AT_END_NS;
    int filled;
    do {
      filled = receive();
    } while (filled > 0 && nanoClock.nanoTime() - untilNs < 0);
  }

  @Override
  public void onClose() {
    if (journal != null) {
      keepHouse(nanoClock.nanoTime());
      journal.close();
    }
    counters.heartbeatEnd();
  }
}
