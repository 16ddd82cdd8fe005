package io.penstock.worker;

import io.penstock.config.ConfigurationException;
import io.penstock.daemon.ProgramException;
import io.penstock.journal.JournalReader;
import io.penstock.journal.record.JournalException;
import io.penstock.os.NoRoomException;
import io.penstock.pack.Packer;
import io.penstock.reader.Begun;
import io.penstock.reader.ReaderPhase;
import io.penstock.reader.ReaderPlan;
import io.penstock.reader.Stretch;
import io.penstock.shard.ReaderName;
import io.penstock.worker.reading.JournalHead;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which shards there are to be read, and which of them are open.
 *
 * <p>The journal says it, not the configuration: a shard lives from the layout record that
 * introduces it to the one that leaves it out, and a reader that had begun continues until it has
 * sent what came before that. So a reader with a backlog keeps its layout.
 */
final class Roster implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Roster.class);

  /** How many shards of a process have an outbox of full size; the others have a small one. */
  private static final int FULL_OUTBOXES = 64;

  private final Surroundings surroundings;
  private final ShardSelection selection;
  private final JournalHead head;
  private final OpeningFailures failures = new OpeningFailures();
  private final ReaderPlans plans;
  private final ReaderLocks locks;
  private final ShardOpener opener;

  private WorkerOptions options;
  private final Queue<ReaderName> toOpen = new ArrayDeque<>();
  private List<Stretch> toOpenBy = List.of();

  Roster(
      Surroundings surroundings,
      JournalReader journal,
      JournalHead head,
      ShardSelection selection,
      WorkerOptions options) {
    this.surroundings = surroundings;
    this.head = head;
    this.selection = selection;
    this.options = options;
    this.plans = new ReaderPlans(surroundings.data(), journal, head, failures);
    this.locks = new ReaderLocks(surroundings);
    this.opener = new ShardOpener(surroundings, journal);
  }

  /** Looks which shards are to be read by this thread and are not open yet; {@link #open} them. */
  void look() throws IOException {
    toOpenBy = plans.stretches();
    toOpen.clear();
    for (ReaderName name : plans.everSeen(toOpenBy)) {
      boolean hasServer = !name.isMirror() || options.destination(name).isPresent();
      if (selection.owns(name.shard()) && hasServer && !locks.holds(name)) {
        toOpen.add(name);
      }
    }
  }

  /**
   * Opens shards for some milliseconds, at least one; those that are open already have their turn
   * in between. One that cannot be opened costs the others nothing; it is tried again.
   *
   * @throws io.penstock.daemon.ProgramException when another process reads one of them
   */
  List<Shard> open() {
    List<Shard> opened = new ArrayList<>();
    long beganNs = surroundings.nanoClock().nanoTime();
    do {
      ReaderName name = toOpen.poll();
      if (name == null) {
        break;
      }
      openIfDue(name, toOpenBy, opened);
    } while (surroundings.nanoClock().nanoTime() - beganNs < ShardAgent.SLICE_NS);
    return opened;
  }

  /** Whether {@link #open} has not come to the end. */
  boolean hasMoreToOpen() {
    return !toOpen.isEmpty();
  }

  private void openIfDue(ReaderName name, List<Stretch> stretches, List<Shard> opened) {
    try {
      if (locks.isAskedFor(name)) {
        return;
      }
      ReaderPlan plan = plans.planOf(name, stretches);
      if (plan.phase() == ReaderPhase.OVER) {
        retire(name, plan);
      } else if (plan.phase().isToBeRead()) {
        opened.add(open(name, plan, stretches));
      }
      locks.returned(name);
      failures.resolved(name);
    } catch (ProgramException e) {
      if (!locks.isHeldByATool(name)) {
        throw e;
      }
      if (!locks.isLetGo(name)) {
        failures.report(name, e.getMessage() + "; it is tried again");
      }
    } catch (IOException | JournalException | ConfigurationException e) {
      locks.release(name);
      failures.report(
          name,
          e instanceof NoRoomException
              ? "cannot begin, the disk is full; it is tried again"
              : "cannot be opened: "
                  + e.getMessage()
                  + "; the other shards flow, and it is tried again every few seconds. penstock"
                  + " repair says how to mend it, and may run beside this worker");
    }
  }

  private Shard open(ReaderName name, ReaderPlan plan, List<Stretch> stretches) throws IOException {
    locks.acquire(name);
    Route route = Route.of(name, options, stretches);
    return opener.open(name, plan, route, head.number(), outboxSize());
  }

  /** Of many shards most are small, and memory must suffice for all that may be configured. */
  private Packer.Size outboxSize() {
    int full = Math.max(1, FULL_OUTBOXES / selection.threads());
    return locks.count() <= full ? Packer.Size.FULL : Packer.Size.SMALL;
  }

  /** Retires a reader that has nothing left and that no process has open. */
  private void retire(ReaderName name, ReaderPlan plan) throws IOException {
    locks.acquire(name);
    try {
      opener.retire(name, plan.number(), plans.endOf(name, plan));
    } finally {
      locks.release(name);
    }
  }

  /** Whether a reader is away for a moment: {@link #open} is to be asked again soon. */
  boolean isWaiting() {
    return locks.isAnyLetGo();
  }

  /** Lets a shard go because a tool asks for it; it is opened again when that is done. */
  void letGo(Shard shard) {
    LOG.info("{}: released to a tool; resumes when the tool is done", shard.name());
    locks.letGo(shard.name());
    release(shard);
  }

  /**
   * Ends those of the open shards for which nothing is left in the journal, whether their servers
   * live or not.
   *
   * @return those that now need nothing more, to be ended as retired
   */
  List<Shard> endOver(List<Shard> open) {
    List<Shard> over = new ArrayList<>();
    List<Stretch> stretches = plans.stretches();
    for (Shard shard : open) {
      if (shard.hasNothingOpen()) {
        String name = shard.name().toString();
        ReaderPlan plan = ReaderPlan.of(name, stretches, new Begun(shard.needs(), false));
        if (plan.phase() == ReaderPhase.OVER) {
          shard.lose(plans.endOf(shard.name(), plan));
          over.add(shard);
        }
      }
    }
    return over;
  }

  /**
   * Uses other options from now on.
   *
   * @return of the open shards, those that must be reopened for it
   */
  List<Shard> follow(WorkerOptions next, List<Shard> open) {
    List<Stretch> stretches = plans.stretches();
    List<Shard> changed = new ArrayList<>();
    for (Shard shard : open) {
      Route before = Route.of(shard.name(), options, stretches);
      if (!before.equals(Route.of(shard.name(), next, stretches))) {
        changed.add(shard);
      }
    }
    options = next;
    toOpen.clear();
    return changed;
  }

  /** Lets a shard go: it is drained, or the process ends. */
  void release(Shard shard) {
    shard.close();
    locks.release(shard.name());
  }

  /** Sees to it that its locks still exclude others, whatever became of their files. */
  void keepLocks() {
    locks.keep();
  }

  @Override
  public void close() {
    locks.close();
  }
}
