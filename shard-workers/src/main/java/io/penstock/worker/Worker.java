package io.penstock.worker;

import io.penstock.config.Configuration;
import io.penstock.config.DataDirectory;
import io.penstock.daemon.DataDisk;
import io.penstock.daemon.FirstFailure;
import io.penstock.daemon.StopSignal;
import io.penstock.journal.Access;
import io.penstock.journal.JournalOptions;
import io.penstock.journal.JournalReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.agrona.concurrent.AgentRunner;
import org.agrona.concurrent.SystemEpochClock;
import org.agrona.concurrent.SystemNanoClock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The worker process: its threads, from start to clean end. */
final class Worker {
  private static final Logger LOG = LoggerFactory.getLogger(Worker.class);
  private static final long JOURNAL_POLL_MS = 100;

  private final Configuration configuration;
  private final ShardSelection selection;
  private final StopSignal stop;
  private final FirstFailure failure;
  private final List<ShardAgent> agents = new CopyOnWriteArrayList<>();
  private volatile Configuration latest;

  Worker(
      Configuration configuration,
      ShardSelection selection,
      StopSignal stop,
      FirstFailure failure) {
    this.configuration = configuration;
    this.selection = selection;
    this.stop = stop;
    this.failure = failure;
  }

  /** Runs until the stop signal; every position is exact when this returns. */
  void run() throws InterruptedException, IOException {
    LOG.info("configuration: {}", configuration.inOneLine());
    DataDirectory data = configuration.dataDirectory();
    data.check();
    if (!awaitJournal(data.journal())) {
      return;
    }
    data.create();
    DataDisk.check(configuration);
    WorkerOptions options = WorkerOptions.of(configuration);
    List<Thread> threads = new ArrayList<>();
    for (int thread = 0; thread < configuration.threads(); thread++) {
      ShardAgent agent =
          new ShardAgent(
              SystemNanoClock.INSTANCE,
              SystemEpochClock.INSTANCE,
              data,
              selection.ofThread(thread),
              options,
              () -> JournalReader.open(JournalOptions.of(configuration), Access.MIRROR_POSITIONS));
      agents.add(agent);
      AgentRunner runner =
          new AgentRunner(new WorkerIdle(options.forward().pollIntervalNs()), failure, null, agent);
      threads.add(AgentRunner.startOnThread(runner));
    }
    followLatest();
    stop.await();
    agents.forEach(ShardAgent::stop);
    for (Thread thread : threads) {
      thread.join();
    }
  }

  /** Changes what can change while it runs; any thread. */
  void follow(Configuration next) {
    latest = next;
    followLatest();
  }

  private void followLatest() {
    Configuration next = latest;
    if (next != null) {
      agents.forEach(agent -> agent.follow(WorkerOptions.of(next)));
    }
  }

  private boolean awaitJournal(Path directory) throws InterruptedException {
    if (!JournalReader.exists(directory)) {
      LOG.info("no journal in {} yet; waiting for ingest to begin one", directory);
    }
    while (!JournalReader.exists(directory)) {
      if (stop.await(JOURNAL_POLL_MS)) {
        return false;
      }
    }
    return true;
  }
}
