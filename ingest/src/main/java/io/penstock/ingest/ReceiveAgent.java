package io.penstock.ingest;

import io.penstock.counters.CounterFile;
import io.penstock.counters.IngestCounter;
import io.penstock.daemon.ThreadAllocation;
import io.penstock.journal.BlockAllocator;
import io.penstock.journal.JournalWriter;
import io.penstock.net.Input;
import io.penstock.net.InputPoll;
import io.penstock.net.ReceiveSlots;
import io.penstock.net.SocketMemory;
import io.penstock.net.StreamInputs;
import io.penstock.net.UdpReceiver;
import io.penstock.net.UnixDatagramReceiver;
import io.penstock.net.WakeUp;
import io.penstock.os.BootClock;
import io.penstock.service.DataLoop;
import io.penstock.shard.Layout;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
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
 * Receives and appends: the thread that owns the inputs and the journal's appender.
 *
 * <p>It waits for nothing but the network. A round takes a bounded amount from each input, UDP
 * first. A receive brings up to a few hundred datagrams; they become one record, copied once from
 * the receive slots, and so does what the streams of a round hold.
 */
final class ReceiveAgent implements Agent {
  private static final Logger LOG = LoggerFactory.getLogger(ReceiveAgent.class);

  private static final int AWAIT_MS = 250;
  private static final long HOUSEKEEPING_INTERVAL_NS = 500_000_000;
  private static final long DRAIN_AT_END_NS = 250_000_000;
  private static final long TROUBLE_PAUSE_NS = 1_000_000;
  private static final long HEAD_START_NS = 200_000_000;
  private static final long HEAD_START_BYTES_MIN = 8 << 20; // and what comes meanwhile is less
  private static final long HEAD_START_POLL_NS = 500_000;

  private final UdpReceiver[] udp;
  private final UnixDatagramReceiver[] unix;
  private final StreamClients streams;
  private final Input[] all;
  private final ReceiveSlots slots;
  private final int unixBusyDatagrams;
  private final Intake intake;
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
  private final SocketTroubles troubles;
  private final SocketFiles files;
  private final Away away;
  private final BootClock bootClock = new BootClock();
  private final WakeUp wakeUp;
  private final ThreadAllocation allocation = new ThreadAllocation();

  private JournalWriter journal;
  private InputPoll poll;
  private long housekeepingAtNs;
  private long rollsBefore;
  private boolean isIdle;
  private long udpDatagrams;
  private long bytesInUse;
  private volatile boolean stopping;
  private final AtomicReference<Layout> nextLayout = new AtomicReference<>();

  ReceiveAgent(
      Inputs inputs,
      KernelDrops kernelDrops,
      Intake intake,
      StreamClients streams,
      Away away,
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
    this.udp = inputs.udp().toArray(UdpReceiver[]::new);
    this.unix = inputs.unix().toArray(UnixDatagramReceiver[]::new);
    this.unixBusyDatagrams = UnixDatagramReceiver.queueDatagrams() / 4;
    this.streams = streams;
    this.all = inputs.all();
    this.poll = InputPoll.of(wakeUp, all);
    this.files = new SocketFiles(inputs.boundFiles(), counters, nanoClock.nanoTime());
    this.slots = inputs.slots();
    this.intake = intake;
    this.kernelDrops = kernelDrops;
    this.away = away;
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
    this.troubles = new SocketTroubles(inputs.slots(), counters);
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
    intake.open(journal);
    rollsBefore = counters.get(IngestCounter.ROLLS);
    countStepBeforeStart();
    letAllocatorGetAhead();
    housekeepingAtNs = nanoClock.nanoTime();
    listening.accept(journal.nextNumber()); // all that the start had to count is counted
    dataLoop.begins(housekeepingAtNs);
  }

  /**
   * What waits in the sockets comes in one rush, faster than blocks are allocated from nothing: a
   * moment now saves thousands of datagrams from {@code disk_slow}. Where little waits, the moment
   * is short.
   */
  private void letAllocatorGetAhead() {
    long untilNs = nanoClock.nanoTime() + HEAD_START_NS;
    while (allocator.aheadBytes() < Math.min(headStartBytes, HEAD_START_BYTES_MIN + 2 * waiting())
        && !allocator.isDiskFull()
        && nanoClock.nanoTime() - untilNs < 0) {
      LockSupport.parkNanos(HEAD_START_POLL_NS);
    }
  }

  /** Bytes in the sockets' buffers by the kernel's account, which is more than their payload. */
  private long waiting() {
    long bytes = 0;
    for (UdpReceiver receiver : udp) {
      bytes += receiver.memory().bytesInUse();
    }
    return bytes;
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
    intake.beginRound();
    int filled = receiveUdp();
    if (isLookDue && filled < slots.count()) {
      recentTraffic.emptied(bytesInUse, intake.roundDatagrams());
    }
    boolean isMoreWaiting = filled == slots.count() | receiveUnix() | receiveStreams(nowNs);
    dataLoop.wentRound(nowNs);
    if (troubles.isNew()) {
      LockSupport.parkNanos(TROUBLE_PAUSE_NS); // a socket that is ready with an error may stay so
    } else if (isIdle) {
      if (!poll.await(AWAIT_MS)) {
        wakeUp.clear(); // what it was signalled for is looked at first in the next round
      }
    } else if (!isMoreWaiting) {
      counters.add(IngestCounter.GATHERING_PAUSES, 1);
      LockSupport.parkNanos(gathering.pauseNs(nowNs, intake.roundDatagrams(), intake.roundBytes()));
    }
    return intake.roundDatagrams();
  }

  /**
   * One receive from each socket, so that none keeps another waiting.
   *
   * @return the most slots that any of them filled
   */
  private int receiveUdp() {
    int most = 0;
    for (UdpReceiver receiver : udp) {
      int filled = receiver.receive();
      if (filled > 0) {
        intake.receive(slots, filled);
        most = Math.max(most, filled);
      }
    }
    udpDatagrams += intake.roundDatagrams();
    isIdle = most == 0;
    return most;
  }

  /** The same of Unix sockets, whose senders wait when few datagrams are in the queue. */
  private boolean receiveUnix() {
    boolean isBusy = false;
    for (UnixDatagramReceiver receiver : unix) {
      int filled = receiver.receive();
      if (filled > 0) {
        intake.receiveLocal(slots, filled);
        counters.add(IngestCounter.RECEIVED_UNIX_DATAGRAMS, filled);
        isBusy |= filled > unixBusyDatagrams;
        isIdle = false;
      }
    }
    return isBusy;
  }

  private boolean receiveStreams(long nowNs) {
    int served = streams == null ? 0 : streams.round(nowNs);
    isIdle &= served == 0;
    return served == StreamInputs.EVENTS_MAX;
  }

  private void keepHouse(long nowNs) {
    housekeepingAtNs = nowNs + HOUSEKEEPING_INTERVAL_NS;
    lookAtSockets(nowNs);
    troubles.look();
    if (files.look(nowNs)) {
      poll = InputPoll.of(wakeUp, all);
    }
    recentTraffic.look(nowNs, udpDatagrams);
    if (streams != null) {
      streams.keepHouse(nowNs);
    }
    counters.set(IngestCounter.ROLLS, rollsBefore + journal.rolls());
    counters.set(IngestCounter.ALLOCATED_AHEAD_BYTES, allocator.aheadBytes());
    counters.set(IngestCounter.DISK_REFUSALS, allocator.refusals());
    counters.set(IngestCounter.THREAD_ALLOCATED_BYTES, allocation.bytes());
    long stepNs = clockSteps.lookNs();
    if (stepNs != 0) {
      countStep(stepNs);
    }
    long epochMs = epochClock.time();
    away.listens(bootClock.nanoTime(), epochMs);
    counters.heartbeat(epochMs);
  }

  private void lookAtSockets(long nowNs) {
    bytesInUse = 0;
    for (int i = 0; i < udp.length; i++) {
      SocketMemory memory = udp[i].memory();
      kernelDrops.look(i, memory.drops());
      bytesInUse += memory.bytesInUse();
    }
    kernelDrops.show(nowNs);
    counters.set(IngestCounter.RECEIVE_BUFFER_USED_BYTES, bytesInUse);
  }

  /** A step forward between two runs cannot be distinguished from the time that passed. */
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
            ? "receive times do not advance until it is past " + newestRecord()
            : "receive times go with it, and do not come back");
  }

  private Instant newestRecord() {
    return Instant.ofEpochMilli(journal.lastReceiveTimeNs() / 1_000_000);
  }

  private void drain() {
    long nowNs = nanoClock.nanoTime();
    long untilNs = nowNs + DRAIN_AT_END_NS;
    if (streams != null) {
      streams.stopAccepting();
    }
    do {
      intake.beginRound();
      receiveUdp();
      receiveUnix();
      receiveStreams(nowNs);
    } while (!isIdle && nanoClock.nanoTime() - untilNs < 0);
    if (streams != null) {
      streams.end();
    }
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
