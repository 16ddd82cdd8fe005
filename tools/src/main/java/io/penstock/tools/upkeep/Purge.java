package io.penstock.tools.upkeep;

import io.penstock.audit.Auditor;
import io.penstock.audit.LedgerFile;
import io.penstock.audit.ReaderLife;
import io.penstock.config.Configuration;
import io.penstock.config.DataDirectory;
import io.penstock.counters.PurgeRequest;
import io.penstock.daemon.ExitCode;
import io.penstock.daemon.NamedLock;
import io.penstock.daemon.ProgramException;
import io.penstock.journal.JournalFile;
import io.penstock.journal.JournalOptions;
import io.penstock.journal.JournalRetention;
import io.penstock.journal.NumberRange;
import io.penstock.journal.record.JournalException;
import io.penstock.reader.Position;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** Deletes the oldest files: by itself with ingest's lock, or by asking the ingest that has it. */
final class Purge implements AutoCloseable {
  private static final long ANSWER_NS = TimeUnit.SECONDS.toNanos(5);
  private static final long PROGRESS_NS = TimeUnit.SECONDS.toNanos(30);
  private static final long POLL_NS = TimeUnit.MILLISECONDS.toNanos(20);

  private final DataDirectory data;
  private final Optional<NamedLock> lock;

  /** What is said of who has the lock; empty with it. */
  private final String held;

  private Purge(DataDirectory data, Optional<NamedLock> lock, String held) {
    this.data = data;
    this.lock = lock;
    this.held = held;
  }

  /** Takes ingest's lock if it is free. */
  static Purge of(DataDirectory data) throws IOException {
    try {
      NamedLock lock = NamedLock.acquire(data, "ingest", "penstock purge");
      return new Purge(data, Optional.of(lock), "");
    } catch (ProgramException e) {
      if (e.exitCode() != ExitCode.LOCKED) {
        throw e;
      }
      return new Purge(data, Optional.empty(), e.getMessage());
    }
  }

  /**
   * Deletes what a plan says, oldest first, so that whatever ends it leaves one unbroken stretch.
   *
   * @return files that were deleted
   */
  int delete(PurgePlan plan, Optional<Configuration> configuration) throws IOException {
    if (plan.files().isEmpty()) {
      return 0;
    }
    if (lock.isEmpty()) {
      return ask(plan);
    }
    refuseIfAnyHasNotBegun(configuration);
    int deleted = 0;
    JournalOptions options = JournalOptions.of(data.journal());
    try (JournalRetention retention = JournalRetention.open(options);
        LedgerFile ledger = LedgerFile.open(data.auditLedger(), System.currentTimeMillis())) {
      Auditor auditor = new Auditor(options, data.readers(), ledger);
      for (int i = 0; i < plan.files().size(); i++) {
        JournalFile file = plan.files().get(i);
        audit(file, plan.endOf(i), auditor);
        if (!retention.files().getFirst().path().equals(file.path()) || !retention.deleteOldest()) {
          break;
        }
        deleted++;
      }
    }
    return deleted;
  }

  /** What goes is counted first, so that the balance can be proven afterwards. */
  private static void audit(JournalFile file, long end, Auditor auditor) throws IOException {
    NumberRange range = new NumberRange(file.firstNumber(), end);
    if (file.firstNumber() < 0 || file.firstNumber() >= end) {
      return; // nothing in it is sound
    }
    Map<ReaderLife, Position> readers = auditor.readers();
    try {
      auditor.audit(range, file.path(), readers, _ -> {});
    } catch (JournalException unreadable) {
      auditor.unaudited(range, "purged, and its file could not be read");
    }
    if (readers.values().stream().anyMatch(one -> one.number() < end)) {
      auditor.unaudited(range, "purged before all had read it");
    }
  }

  /** One that begins afterwards would begin behind the gap, and count no loss. */
  private void refuseIfAnyHasNotBegun(Optional<Configuration> configuration) {
    for (String reader : configuration.map(Configuration::readerNames).orElse(List.of())) {
      if (!Files.exists(data.readers().resolve(reader))) {
        throw new ProgramException(
            ExitCode.FAILED,
            reader + " has never read here: run a worker once, so that it counts what it loses");
      }
    }
  }

  /** Ingest begins the file of a reader that has none, before it deletes what that would miss. */
  private int ask(PurgePlan plan) throws IOException {
    try (PurgeRequest request = PurgeRequest.to(data.ingestCounters())) {
      if (!request.ask(plan.keptFrom())) {
        throw new ProgramException(
            ExitCode.LOCKED,
            "another purge waits for ingest's answer; nothing was done, try again");
      }
      awaitBegin(request);
      awaitEnd(request);
      return Math.toIntExact(request.files());
    }
  }

  private void awaitBegin(PurgeRequest request) {
    long untilNs = System.nanoTime() + ANSWER_NS;
    while (request.isWaiting() && System.nanoTime() - untilNs < 0) {
      LockSupport.parkNanos(POLL_NS);
    }
    if (request.takeBack()) {
      throw new ProgramException(
          ExitCode.LOCKED,
          held
              + ". It was asked to delete the files and did not answer within "
              + TimeUnit.NANOSECONDS.toSeconds(ANSWER_NS)
              + " s; nothing was deleted");
    }
  }

  private static void awaitEnd(PurgeRequest request) {
    long files = request.files();
    long untilNs = System.nanoTime() + PROGRESS_NS;
    while (request.isBegun()) {
      if (request.files() != files) {
        files = request.files();
        untilNs = System.nanoTime() + PROGRESS_NS;
      }
      if (System.nanoTime() - untilNs > 0) {
        throw new ProgramException(
            ExitCode.FAILED, "ingest has deleted " + files + " files, and is still at it");
      }
      LockSupport.parkNanos(POLL_NS);
    }
    if (!request.isDone()) {
      throw new ProgramException(
          ExitCode.FAILED,
          "ingest ended meanwhile; " + request.files() + " files were deleted, ask again");
    }
  }

  @Override
  public void close() {
    lock.ifPresent(NamedLock::close);
  }
}
