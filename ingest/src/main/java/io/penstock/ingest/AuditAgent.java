package io.penstock.ingest;

import io.penstock.audit.Auditor;
import io.penstock.audit.LedgerFile;
import io.penstock.audit.ReaderLife;
import io.penstock.journal.JournalOptions;
import io.penstock.journal.NumberRange;
import io.penstock.journal.record.JournalException;
import io.penstock.os.ThreadPriority;
import io.penstock.reader.Position;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.agrona.concurrent.Agent;
import org.agrona.concurrent.EpochClock;
import org.agrona.concurrent.NanoClock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Audits each closed roll file that its readers have passed, so that the balance can be proven
 * after the file is deleted.
 *
 * <p>A file waits until every reader has passed it. If retention may delete it soon, it is audited
 * for those that have. The thread has the lowest priority and a quarter of one processor; only
 * retention waits for it, and not for long. It retries what fails; its failures end no process.
 * With one roll file it has nothing to do and looks at nothing.
 */
final class AuditAgent implements Agent {
  private static final Logger LOG = LoggerFactory.getLogger(AuditAgent.class);

  private static final int NICE = 19;
  private static final long LOOK_INTERVAL_NS = TimeUnit.SECONDS.toNanos(1);
  private static final long TROUBLE_INTERVAL_NS = TimeUnit.SECONDS.toNanos(10);

  /** Of one processor: it works for a slice and rests for three. */
  private static final long SLICE_NS = TimeUnit.MILLISECONDS.toNanos(5);

  private static final int RESTS_PER_SLICE = 3;

  /** A slice that took longer had to wait for the processor itself. */
  private static final long SLICE_MAX_NS = 4 * SLICE_NS;

  /** The agent is to end: what was counted so far of a file is thrown away. */
  private static final class Ended extends RuntimeException {
    private static final long serialVersionUID = 1;
  }

  private final AuditDesk desk;
  private final JournalOptions options;
  private final Path readersFolder;
  private final Path ledgerFile;
  private final NanoClock clock;
  private final EpochClock epochClock;
  private final Set<ReaderLife> known = new HashSet<>();
  private final Set<Path> unreadable = new HashSet<>();

  private LedgerFile ledger;
  private Auditor auditor;
  private long lookAtNs;
  private long sliceBeganNs;

  /** All files before it were audited for everybody. */
  private long doneTo;

  private boolean hasFailed;
  private volatile boolean isStopping;

  AuditAgent(
      AuditDesk desk,
      JournalOptions options,
      Path readersFolder,
      Path ledgerFile,
      NanoClock clock,
      EpochClock epochClock) {
    this.desk = desk;
    this.options = options;
    this.readersFolder = readersFolder;
    this.ledgerFile = ledgerFile;
    this.clock = clock;
    this.epochClock = epochClock;
    this.lookAtNs = clock.nanoTime();
  }

  @Override
  public String roleName() {
    return "audit";
  }

  @Override
  public void onStart() {
    ThreadPriority.lower(NICE);
  }

  /** Gives up the file at hand: a stop does not wait for it. Any thread. */
  void stop() {
    isStopping = true;
  }

  @Override
  public int doWork() {
    long nowNs = clock.nanoTime();
    AuditDesk.Files files = desk.files();
    if (nowNs - lookAtNs < 0 || (files.closed().isEmpty() && desk.nextUnaudited() == null)) {
      return 0;
    }
    lookAtNs = nowNs + LOOK_INTERVAL_NS;
    try {
      int work = look(files);
      hasFailed = false;
      return work;
    } catch (Ended e) {
      return 0;
    } catch (IOException | UncheckedIOException | DirectoryIteratorException | JournalException e) {
      lookAtNs = nowNs + TROUBLE_INTERVAL_NS;
      complain(e);
      return 0;
    }
  }

  private int look(AuditDesk.Files files) throws IOException {
    open();
    noteUnaudited();
    boolean isUpToDate = files.closed().isEmpty() || files.closed().getLast().endNumber() <= doneTo;
    Map<ReaderLife, Position> readers = auditor.readers();
    for (ReaderLife life : readers.keySet()) {
      if (known.add(life)) {
        doneTo = Math.min(doneTo, life.start());
        isUpToDate = false;
      }
    }
    if (isUpToDate) {
      return 0;
    }
    int audited = audit(files, readers);
    if (!files.closed().isEmpty()) {
      auditor.compact(files.closed().getFirst().firstNumber(), readers);
    }
    return audited;
  }

  private void open() throws IOException {
    if (ledger == null) {
      ledger = LedgerFile.open(ledgerFile, epochClock.time());
      auditor = new Auditor(options, readersFolder, ledger);
      if (ledger.ledger().damagedLines() > 0) {
        LOG.warn(
            "{}: {} lines are damaged; kept a copy, and what they said is unproven",
            ledgerFile,
            ledger.ledger().damagedLines());
      }
    }
  }

  private void noteUnaudited() throws IOException {
    for (AuditDesk.Unaudited one = desk.nextUnaudited(); one != null; one = desk.nextUnaudited()) {
      auditor.unaudited(one.range(), one.reason());
      desk.noted();
    }
  }

  private int audit(AuditDesk.Files files, Map<ReaderLife, Position> readers) throws IOException {
    int audited = 0;
    boolean isDone = true; // for everybody, up to here
    for (Span file : files.closed()) {
      boolean isRead = file.endNumber() <= files.readTo();
      if (file.endNumber() <= doneTo) {
        continue;
      }
      if (!isRead && file.endNumber() > files.wantedTo()) {
        break;
      }
      audited += audit(file, readers);
      isDone &= isRead;
      if (isDone) {
        doneTo = file.endNumber();
      }
      desk.audited(file.endNumber());
    }
    return audited;
  }

  private int audit(Span file, Map<ReaderLife, Position> readers) throws IOException {
    NumberRange range = new NumberRange(file.firstNumber(), file.endNumber());
    if (unreadable.contains(file.path()) || !auditor.isDue(range, readers)) {
      return 0;
    }
    sliceBeganNs = clock.nanoTime();
    try {
      return auditor.audit(range, file.path(), readers, _ -> rest()) ? 1 : 0;
    } catch (JournalException e) {
      if (Thread.currentThread().isInterrupted() || !Files.exists(file.path())) {
        return 0; // it ends, or retention was faster and says so
      }
      unreadable.add(file.path());
      auditor.unaudited(range, "its file could not be read");
      LOG.warn("{}: cannot be audited: {}", file.path(), e.getMessage());
      return 0;
    }
  }

  private void rest() {
    if (isStopping || Thread.currentThread().isInterrupted()) {
      throw new Ended();
    }
    long workedNs = clock.nanoTime() - sliceBeganNs;
    if (workedNs >= SLICE_NS) {
      LockSupport.parkNanos(Math.min(workedNs, SLICE_MAX_NS) * RESTS_PER_SLICE);
      sliceBeganNs = clock.nanoTime();
    }
  }

  private void complain(Exception e) {
    if (!hasFailed && !Thread.currentThread().isInterrupted()) {
      LOG.warn("the audit cannot work and tries again: {}", e.toString());
    }
    hasFailed = true;
  }

  @Override
  public void onClose() {
    if (ledger != null) {
      try {
        ledger.close();
      } catch (IOException e) {
        complain(e); // what it holds is on the disk
      }
    }
  }
}
