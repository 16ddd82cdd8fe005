package io.penstock.ingest;

import io.penstock.amounts.Amounts;
import io.penstock.config.Configuration;
import io.penstock.config.DataDirectory;
import io.penstock.config.HandedOver;
import io.penstock.config.IngestSettings;
import io.penstock.config.RetentionSettings;
import io.penstock.counters.CounterFile;
import io.penstock.counters.FileKind;
import io.penstock.counters.IngestCounter;
import io.penstock.counters.InputNames;
import io.penstock.daemon.DataDisk;
import io.penstock.daemon.DataFolders;
import io.penstock.daemon.ExitCode;
import io.penstock.daemon.FailStop;
import io.penstock.daemon.FirstFailure;
import io.penstock.daemon.NamedLock;
import io.penstock.daemon.ProgramException;
import io.penstock.daemon.StopSignal;
import io.penstock.journal.BlockAllocator;
import io.penstock.journal.DiskRoom;
import io.penstock.journal.JournalOptions;
import io.penstock.journal.JournalReader;
import io.penstock.journal.JournalRetention;
import io.penstock.journal.JournalSync;
import io.penstock.journal.JournalWriter;
import io.penstock.journal.record.JournalException;
import io.penstock.net.InheritedSocket;
import io.penstock.net.WakeUp;
import io.penstock.os.BootClock;
import io.penstock.os.HostFiles;
import io.penstock.reader.ReaderFile;
import io.penstock.service.ServiceManager;
import io.penstock.shard.Layout;
import io.penstock.shard.Moves;
import io.penstock.shard.Uneven;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.agrona.CloseHelper;
import org.agrona.concurrent.Agent;
import org.agrona.concurrent.AgentRunner;
import org.agrona.concurrent.BackoffIdleStrategy;
import org.agrona.concurrent.NoOpIdleStrategy;
import org.agrona.concurrent.OffsetEpochNanoClock;
import org.agrona.concurrent.SleepingMillisIdleStrategy;
import org.agrona.concurrent.SystemEpochClock;
import org.agrona.concurrent.SystemNanoClock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The ingest process: its socket, its journal, its threads, from start to clean end. */
final class Ingest {
  private static final Logger LOG = LoggerFactory.getLogger(Ingest.class);
  private static final long LOCK_INTERVAL_MS = 5_000;

  // What is allocated ahead lasts for some hundred milliseconds at any rate.
  private static final long ALLOCATOR_SLEEP_MIN_NS = 10_000_000;
  private static final long ALLOCATOR_SLEEP_MAX_NS = 50_000_000;

  // Looks that are not due do nothing, so this is how late one may come. A thread that wakes for
  // nothing costs more than its looks do.
  private static final int SYNC_SLEEP_MS = 20;
  private static final int AUDIT_SLEEP_MS = 250;
  private static final int RETAIN_SLEEP_MS = 125; // half of a look's interval

  // Receive times follow the wall clock, by a look at it every second.
  private static final int CLOCK_TRIES = 10;
  private static final long CLOCK_PRECISION_NS = 1_000;
  private static final long CLOCK_RESAMPLE_NS = 1_000_000_000;

  private final Configuration configuration;
  private final StopSignal stop;
  private final FirstFailure failure;
  private final ServiceManager manager;
  private volatile Configuration latest;
  private volatile Consumer<Layout> follower;
  private volatile boolean isJournalOpen;

  Ingest(
      Configuration configuration, StopSignal stop, FirstFailure failure, ServiceManager manager) {
    this.configuration = configuration;
    this.stop = stop;
    this.failure = failure;
    this.manager = manager;
  }

  /** Runs until the stop signal; what ingest was given is kept or counted when this returns. */
  void run() throws InterruptedException, IOException {
    DataDirectory data = configuration.dataDirectory();
    new DataFolders(data).create();
    DataDisk.check(configuration);
    LOG.info("configuration: {}", configuration.inOneLine());
    Uneven.warning(configuration.shards().hash(), configuration.destinations().size())
        .ifPresent(LOG::warn);
    try (NamedLock lock = NamedLock.acquire(data, "ingest", "penstock ingest");
        Inputs inputs = openInputs();
        WakeUp wakeUp = WakeUp.create();
        CounterFile counters = openCounters(data.ingestCounters())) {
      describe(inputs, counters);
      Away away = new Away(counters, BootId.now());
      tellAway(away, inputs, counters);
      ReceiveTrace.begin(data.ingestReceives(), inputs.slots(), counters);
      receive(inputs, wakeUp, counters, lock, away);
      tellStop(counters);
    }
  }

  private static void tellAway(Away away, Inputs inputs, CounterFile counters) throws IOException {
    boolean wasHeld =
        inputs.areAllInherited() && KernelDrops.knows(counters, inputs.identities(), BootId.now());
    long awayMs =
        away.begins(wasHeld, new BootClock().nanoTime(), SystemEpochClock.INSTANCE.time());
    long perSecond = counters.get(IngestCounter.AWAY_LAST_PER_SECOND);
    if (awayMs >= 0) {
      LOG.info(
          "no ingest listened for {} before this start; what clients sent then, at {} datagrams/s"
              + " before, is in no count",
          Amounts.wholeDuration(TimeUnit.MILLISECONDS.toNanos(awayMs)),
          Amounts.count(perSecond));
    }
  }

  private void tellStop(CounterFile counters) {
    if (failure.exitCode() == ExitCode.OK) {
      LOG.info("stopped ({}): {}", stop.reason(), status(counters).endLine());
    }
  }

  /**
   * Counters that cannot be read do not stop ingest: they are set aside, and counting starts at
   * zero.
   */
  private static CounterFile openCounters(Path file) {
    try {
      if (CounterFile.isDamaged(file, FileKind.INGEST)) {
        Path aside =
            file.resolveSibling(file.getFileName() + ".torn-" + System.currentTimeMillis());
        Files.move(file, aside);
        LOG.warn(
            "{} is damaged and kept as {}; counting starts at zero", file, aside.getFileName());
      }
      return CounterFile.openWritable(file, FileKind.INGEST);
    } catch (IOException e) {
      throw new ProgramException(
          ExitCode.FAILED, file + ": nothing can be counted: " + e.getMessage(), e);
    }
  }

  /** Changes what can change while it runs; any thread. */
  void follow(Configuration next) {
    Configuration last = latest == null ? configuration : latest;
    Moves.warnings(last.layout(), next.layout()).forEach(LOG::warn);
    latest = next;
    followLatest();
  }

  private void followLatest() {
    Configuration next = latest;
    Consumer<Layout> receiving = follower;
    if (next != null && receiving != null) {
      Uneven.warning(next.shards().hash(), next.destinations().size()).ifPresent(LOG::warn);
      receiving.accept(next.layout());
    }
  }

  /** Sockets come before the journal: what arrives meanwhile waits in their buffers. */
  private Inputs openInputs() {
    try {
      List<InheritedSocket> inherited =
          InheritedSocket.adopt(System.getenv(), ProcessHandle.current().pid());
      return Inputs.open(configuration, inherited);
    } catch (IOException e) {
      throw new ProgramException(ExitCode.ADDRESS, e.getMessage(), e);
    }
  }

  private void describe(Inputs inputs, CounterFile counters) {
    long asked = configuration.ingest().receiveBufferBytes();
    long granted = inputs.grantedBufferBytes();
    counters.set(IngestCounter.RECEIVE_BUFFER_ASKED_BYTES, asked);
    counters.set(IngestCounter.RECEIVE_BUFFER_GRANTED_BYTES, granted);
    counters.set(IngestCounter.BOUND_PORT, inputs.port());
    counters.set(IngestCounter.SOCKETS_INHERITED, inputs.inherited());
    InputNames.write(counters, inputs.names());
    HandedOver.warning(configuration, inputs.names())
        .ifPresent(text -> LOG.warn("{}. {}", text, HandedOver.REMEDY));
    if (granted < 2 * asked) { // the kernel doubles what it grants, for its own needs
      LOG.warn(
          "the kernel grants a receive buffer of {} bytes where {} were asked for; raise it with"
              + " sysctl -w net.core.rmem_max={} or run with CAP_NET_ADMIN",
          granted / 2,
          asked,
          asked);
    }
    BufferCover.sentence(granted, counters).ifPresent(LOG::info);
  }

  private void receive(
      Inputs inputs, WakeUp wakeUp, CounterFile counters, NamedLock lock, Away away)
      throws InterruptedException, IOException {
    JournalOptions options = JournalOptions.of(configuration);
    if (options.allocateAheadBytes() > 2 * options.rollBytes()) {
      LOG.info(
          "allocate_ahead is bounded by twice roll_bytes: {} bytes are kept ready, and a burst of more"
              + " is dropped as disk_slow; larger files keep more",
          2 * options.rollBytes());
    }
    RetentionSettings keeping = configuration.journal().retention();
    DiskRoom disk = DiskRoom.of(options.directory(), keeping.freeSoft(), keeping.freeHard());
    BlockAllocator allocator = BlockAllocator.of(options, HostFiles::punchHole, disk);
    Intake intake =
        new Intake(
            counters,
            new OffsetEpochNanoClock(CLOCK_TRIES, CLOCK_PRECISION_NS, CLOCK_RESAMPLE_NS),
            inputs.filter().orElse(null));
    ReceiveAgent agent =
        new ReceiveAgent(
            inputs,
            KernelDrops.of(
                counters, inputs.identities(), BootId.now(), SystemNanoClock.INSTANCE.nanoTime()),
            intake,
            streamClients(inputs, intake, counters),
            away,
            wakeUp,
            counters,
            SystemNanoClock.INSTANCE,
            SystemEpochClock.INSTANCE,
            new OffsetEpochNanoClock(CLOCK_TRIES, CLOCK_PRECISION_NS, CLOCK_RESAMPLE_NS),
            allocator,
            Math.min(options.allocateAheadBytes(), options.rollBytes()) / 2,
            () -> open(options, allocator, counters),
            nextNumber -> announce(options, inputs, nextNumber),
            new Gathering(configuration.ingest().gatherNs(), inputs.grantedBufferBytes()),
            manager.dataLoops(1).getFirst());
    follower = agent::follow;
    followLatest();
    AgentRunner allocating =
        FailStop.runner(
            new BackoffIdleStrategy(0, 0, ALLOCATOR_SLEEP_MIN_NS, ALLOCATOR_SLEEP_MAX_NS),
            failure,
            allocator);
    AgentRunner.startOnThread(allocating);
    Thread receiving =
        AgentRunner.startOnThread(FailStop.runner(NoOpIdleStrategy.INSTANCE, failure, agent));
    AuditDesk desk = new AuditDesk();
    AgentRunner retaining =
        calmRunner(retainAgent(options, counters, disk, allocator, desk), RETAIN_SLEEP_MS);
    AgentRunner.startOnThread(retaining);
    AuditAgent audit = auditAgent(options, desk);
    AgentRunner auditing = calmRunner(audit, AUDIT_SLEEP_MS);
    AgentRunner.startOnThread(auditing);
    AgentRunner syncing = null;
    if (configuration.journal().fsyncIntervalNs() > 0) {
      syncing = calmRunner(syncAgent(options, counters), SYNC_SLEEP_MS);
      AgentRunner.startOnThread(syncing);
    }
    awaitStop(counters, lock);
    audit.stop();
    agent.stop();
    receiving.join();
    CloseHelper.closeAll(
        auditing, retaining, allocating, syncing); // they sleep: the writer has ended
  }

  /** Reports the status to a service manager every few seconds, if there is one. */
  private void awaitStop(CounterFile counters, NamedLock lock) {
    if (manager.isListening()) {
      IngestStatus status = status(counters);
      stop.await(
          ServiceManager.STATUS_INTERVAL_MS,
          () -> {
            keep(lock);
            manager.status(status.line());
          });
    } else {
      stop.await(LOCK_INTERVAL_MS, () -> keep(lock));
    }
    manager.stopping(stop.reason());
  }

  /** Another ingest that has the lock now writes the same journal: then this one ends. */
  private void keep(NamedLock lock) {
    try {
      lock.keep();
    } catch (ProgramException lost) {
      failure.onError(lost);
    }
  }

  private IngestStatus status(CounterFile counters) {
    DataDirectory data = configuration.dataDirectory();
    return new IngestStatus(
        counters,
        () -> IngestStatus.readers(data, readerNames(), counters),
        SystemNanoClock.INSTANCE);
  }

  /** Null when ingest listens on no stream: the receive loop then has nothing to ask. */
  private StreamClients streamClients(Inputs inputs, Intake intake, CounterFile counters) {
    IngestSettings settings = configuration.ingest();
    return inputs
        .streams()
        .map(
            streams ->
                new StreamClients(
                    streams, intake, counters, settings.maxLineBytes(), settings.idleNs()))
        .orElse(null);
  }

  private AgentRunner calmRunner(Agent agent, int sleepMs) {
    return FailStop.runner(new SleepingMillisIdleStrategy(sleepMs), failure, agent);
  }

  private RetainAgent retainAgent(
      JournalOptions options,
      CounterFile counters,
      DiskRoom disk,
      BlockAllocator allocator,
      AuditDesk desk) {
    counters.set(IngestCounter.HEADROOM_SECONDS, Headroom.UNKNOWN);
    Path readers = configuration.dataDirectory().readers();
    return new RetainAgent(
        readers,
        counters,
        SystemNanoClock.INSTANCE,
        () ->
            isJournalOpen && JournalReader.exists(options.directory())
                ? JournalRetention.open(options)
                : null,
        new RetentionRules(configuration.journal().retention()),
        disk,
        allocator,
        new Inventory(HostFiles::allocatedBytes),
        new Holders(readers, this::readerNames),
        desk);
  }

  private AuditAgent auditAgent(JournalOptions options, AuditDesk desk) {
    DataDirectory data = configuration.dataDirectory();
    return new AuditAgent(
        desk,
        options,
        data.readers(),
        data.auditLedger(),
        SystemNanoClock.INSTANCE,
        SystemEpochClock.INSTANCE);
  }

  /** Of the configuration that is followed now. */
  private List<String> readerNames() {
    Configuration next = latest;
    return next == null ? configuration.readerNames() : next.readerNames();
  }

  private SyncAgent syncAgent(JournalOptions options, CounterFile counters) {
    return new SyncAgent(
        JournalSync.of(options),
        counters,
        SystemNanoClock.INSTANCE,
        SystemEpochClock.INSTANCE,
        configuration.journal().fsyncIntervalNs());
  }

  /** No position is further ahead of what ingest has counted: nine years at a million a second. */
  private static final long AHEAD_MAX = 1L << 48;

  /**
   * The furthest position that any reader has committed, those that were put aside included. After
   * a power cut the journal may end before it; a number that was given out once is not given out
   * again, or its datagram would be passed over.
   */
  private long furthestPosition(long counted) {
    long furthest = counted;
    Path folder = configuration.dataDirectory().readers();
    try (DirectoryStream<Path> readers = Files.newDirectoryStream(folder)) {
      for (Path file : readers) {
        try (ReaderFile reader = ReaderFile.openReadOnly(file)) {
          long number = reader.position().number();
          if (number - counted > AHEAD_MAX) {
            LOG.warn("{}: position {} cannot be right and is ignored", file, number);
          } else {
            furthest = Math.max(furthest, number);
          }
        } catch (JournalException | IOException e) {
          if (file.getFileName().toString().indexOf('.') < 0) { // else it was put aside for that
            LOG.warn("{}: {}; its position is not known", file, e.getMessage());
          }
        }
      }
    } catch (IOException | DirectoryIteratorException e) {
      throw new ProgramException(
          ExitCode.BROKEN_PROMISE, folder + ": positions cannot be read: " + e.getMessage(), e);
    }
    return furthest;
  }

  private JournalWriter open(
      JournalOptions options, BlockAllocator allocator, CounterFile counters) {
    boolean counted = counters.get(IngestCounter.NEXT_NUMBER) > 0;
    JournalWriter journal =
        open(options, furthestPosition(counters.get(IngestCounter.NEXT_NUMBER)), allocator);
    if (!counted && counters.get(IngestCounter.RECEIVED_DATAGRAMS) == 0) {
      counters.set(IngestCounter.BASE_NUMBER, journal.nextNumber());
    }
    journal
        .layoutBefore()
        .ifPresent(before -> Moves.warnings(before, configuration.layout()).forEach(LOG::warn));
    counters.set(IngestCounter.LAYOUT_SHARDS, configuration.layout().shards());
    isJournalOpen = true;
    return journal;
  }

  private JournalWriter open(JournalOptions options, long numberAtLeast, BlockAllocator allocator) {
    try {
      return JournalWriter.open(options, configuration.layout(), numberAtLeast, allocator);
    } catch (JournalException e) {
      if (e.isNoSpace()) {
        throw new ProgramException(
            ExitCode.FAILED, e.getMessage() + ": " + e.getCause().getMessage(), e);
      }
      throw e;
    }
  }

  private void announce(JournalOptions options, Inputs inputs, long nextNumber) {
    String names = String.join(", ", inputs.names());
    if (nextNumber == 0) {
      LOG.info("listening on {}, empty journal in {}", names, options.directory());
    } else {
      LOG.info(
          "listening on {}, journal in {} continues at datagram {}",
          names,
          options.directory(),
          nextNumber);
    }
  }
}
