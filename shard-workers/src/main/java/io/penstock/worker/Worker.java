package io.penstock.worker;

import io.penstock.backlog.OldestInJournal;
import io.penstock.backlog.ReaderStanding;
import io.penstock.config.Configuration;
import io.penstock.config.DataDirectory;
import io.penstock.counters.CounterFile;
import io.penstock.counters.FileKind;
import io.penstock.daemon.DataDisk;
import io.penstock.daemon.DataFolders;
import io.penstock.daemon.ExitCode;
import io.penstock.daemon.FailStop;
import io.penstock.daemon.FirstFailure;
import io.penstock.daemon.StopSignal;
import io.penstock.journal.Access;
import io.penstock.journal.JournalOptions;
import io.penstock.journal.JournalReader;
import io.penstock.service.DataLoop;
import io.penstock.service.ServiceManager;
import io.penstock.worker.destination.Network;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.agrona.concurrent.AgentRunner;
import org.agrona.concurrent.SystemEpochClock;
import org.agrona.concurrent.SystemNanoClock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The worker process: its threads, from start to clean end. */
final class Worker {
  private static final Logger LOG = LoggerFactory.getLogger(Worker.class);
  private static final long JOURNAL_POLL_MS = 100;
  private static final int POLLS_PER_MESSAGE = 30;
  private static final long START_EXTENSION_MS = 30_000;

  private static final long END_LOOK_MS = 2_000;
  private static final long END_EXTENSION_MS = 10_000;
  private static final long END_NS_MAX = TimeUnit.MINUTES.toNanos(2);

  private final Configuration configuration;
  private final ShardSelection selection;
  private final StopSignal stop;
  private final FirstFailure failure;
  private final ServiceManager manager;
  private final List<ShardAgent> agents = new CopyOnWriteArrayList<>();
  private volatile Configuration latest;

  Worker(
      Configuration configuration,
      ShardSelection selection,
      StopSignal stop,
      FirstFailure failure,
      ServiceManager manager) {
    this.configuration = configuration;
    this.selection = selection;
    this.stop = stop;
    this.failure = failure;
    this.manager = manager;
  }

  /** Runs until the stop signal; every position is exact when this returns. */
  void run() throws InterruptedException, IOException {
    LOG.info("configuration: {}", configuration.inOneLine());
    configuration.sharedDestinations().forEach(LOG::warn);
    DataDirectory data = configuration.dataDirectory();
    new DataFolders(data).check();
    if (!awaitJournal(data.journal())) {
      return;
    }
    new DataFolders(data).create();
    DataDisk.check(configuration);
    WorkerOptions options = WorkerOptions.of(configuration);
    List<DataLoop> loops = manager.dataLoops(configuration.threads());
    List<Thread> threads = new ArrayList<>();
    for (int thread = 0; thread < configuration.threads(); thread++) {
      ShardAgent agent =
          new ShardAgent(
              surroundings(data), selection.ofThread(thread), options, loops.get(thread));
      agents.add(agent);
      AgentRunner runner =
          FailStop.runner(
              new WorkerIdle(options.forward().pollIntervalNs()), failure, agent, agent::abandon);
      threads.add(AgentRunner.startOnThread(runner));
    }
    followLatest();
    awaitStop(data);
    agents.forEach(ShardAgent::stop);
    awaitEnd(threads);
    if (failure.exitCode() == ExitCode.OK) {
      LOG.info("stopped ({}): {}", stop.reason(), status(data));
    }
  }

  /** That of one thread. */
  private Surroundings surroundings(DataDirectory data) {
    return new Surroundings(
        SystemNanoClock.INSTANCE,
        SystemEpochClock.INSTANCE,
        data,
        this::openJournal,
        Network.ofHost().butNotTo(configuration.ownAddresses()));
  }

  /** Waits for the stop; reports the status to a listening service manager now and then. */
  private void awaitStop(DataDirectory data) {
    if (manager.isListening()) {
      stop.await(ServiceManager.STATUS_INTERVAL_MS, () -> manager.status(status(data)));
    } else {
      stop.await();
    }
    manager.stopping(stop.reason());
  }

  private String status(DataDirectory data) {
    long nowMs = System.currentTimeMillis();
    try (CounterFile ingest = CounterFile.openReadOnly(data.ingestCounters(), FileKind.INGEST);
        OldestInJournal oldest = OldestInJournal.in(data.journal())) {
      return WorkerStatus.line(
          agents.stream()
              .flatMap(agent -> agent.readers().stream())
              .map(data.readers()::resolve)
              .flatMap(file -> ReaderStanding.of(file, ingest, nowMs, oldest).stream())
              .toList());
    } catch (IOException e) {
      return "ingest has not begun to count yet";
    }
  }

  /** Streams may take a moment each to acknowledge what was sent; it is bounded all the same. */
  private void awaitEnd(List<Thread> threads) throws InterruptedException {
    long beganNs = System.nanoTime();
    for (Thread thread : threads) {
      while (!thread.join(Duration.ofMillis(END_LOOK_MS))) {
        if (System.nanoTime() - beganNs < END_NS_MAX) {
          manager.stillStopping("ending: waiting for what was sent", END_EXTENSION_MS);
        }
      }
    }
  }

  /** Changes what can change while it runs; any thread. */
  void follow(Configuration next) {
    next.sharedDestinations().forEach(LOG::warn);
    latest = next;
    followLatest();
  }

  private void followLatest() {
    Configuration next = latest;
    if (next != null) {
      agents.forEach(agent -> agent.follow(WorkerOptions.of(next)));
    }
  }

  private JournalReader openJournal() {
    JournalOptions options = JournalOptions.of(configuration);
    JournalReader journal = JournalReader.open(options, Access.NAMED_POSITIONS);
    if (!journal.hasNamedPositions()) {
      LOG.warn(
          "{} cannot be used: the journal is read without it, and positions are not stored for"
              + " Chronicle's own tools; ingest creates it again at its next start",
          options.metadataFile());
    }
    return journal;
  }

  private boolean awaitJournal(Path directory) throws InterruptedException {
    if (!JournalReader.exists(directory)) {
      LOG.info("no journal in {} yet; waiting for ingest to begin one", directory);
    }
    for (int polls = 0; !JournalReader.exists(directory); polls++) {
      if (polls % POLLS_PER_MESSAGE == 0) {
        manager.starting("waiting for ingest to begin a journal", START_EXTENSION_MS);
      }
      if (stop.await(JOURNAL_POLL_MS)) {
        return false;
      }
    }
    return true;
  }
}
