package io.penstock.worker;

import io.penstock.config.ConfigurationException;
import io.penstock.config.DataDirectory;
import io.penstock.config.Destination;
import io.penstock.config.ForwardSettings;
import io.penstock.counters.ReaderCounter;
import io.penstock.counters.ReaderState;
import io.penstock.daemon.Holder;
import io.penstock.daemon.NamedLock;
import io.penstock.daemon.ProgramException;
import io.penstock.journal.JournalException;
import io.penstock.journal.JournalReader;
import io.penstock.journal.JournalRepair;
import io.penstock.journal.Losses;
import io.penstock.journal.Position;
import io.penstock.journal.ReaderFile;
import io.penstock.os.NoRoomException;
import io.penstock.pack.Packer;
import io.penstock.reader.Begun;
import io.penstock.reader.ReaderPhase;
import io.penstock.reader.ReaderPlan;
import io.penstock.reader.Stretch;
import io.penstock.shard.ReaderName;
import io.penstock.worker.destination.Endpoint;
import io.penstock.worker.destination.Network;
import io.penstock.worker.reading.JournalHead;
import io.penstock.worker.reading.Reader;
import io.penstock.worker.sending.Sender;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.agrona.concurrent.EpochClock;
import org.agrona.concurrent.NanoClock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which shards there are to be read, and where each begins.
 *
 * <p>The journal says it, not the configuration: a shard lives from the layout record that
 * introduces it to the one that leaves it out, and a reader that had begun goes on until it has
 * sent what came before that. So whoever has a backlog keeps its layout.
 */
final class Roster implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Roster.class);

  /** So many shards of a process have an outbox of full size, those after them a small one. */
  private static final int FULL_OUTBOXES = 64;

  /** As the note beside a lock has it. */
  private static final String COMMAND = "penstock worker";

  /** A tool that asks for longer is not obeyed. */
  private static final long LET_GO_MAX_NS = TimeUnit.MILLISECONDS.toNanos(2 * ReaderFile.LET_GO_MS);

  private final DataDirectory data;
  private final JournalReader journal;
  private final ShardSelection selection;
  private WorkerOptions options;
  private final JournalHead head;
  private final NanoClock nanoClock;
  private final EpochClock epochClock;
  private final Network network;
  private final Map<ReaderName, NamedLock> locks = new HashMap<>();

  /** Why readers cannot be opened, as it was last said. */
  private final Map<ReaderName, String> troubles = new HashMap<>();

  /** Readers that were let go for a tool, and when. */
  private final Map<ReaderName, Long> letGoNs = new HashMap<>();

  private final Queue<ReaderName> toOpen = new ArrayDeque<>();
  private List<Stretch> toOpenBy = List.of();

  Roster(
      DataDirectory data,
      JournalReader journal,
      ShardSelection selection,
      WorkerOptions options,
      JournalHead head,
      NanoClock nanoClock,
      EpochClock epochClock,
      Network network) {
    this.head = head;
    this.epochClock = epochClock;
    this.nanoClock = nanoClock;
    this.network = network;
    this.data = data;
    this.journal = journal;
    this.selection = selection;
    this.options = options;
  }

  /** Looks which shards are to be read by this thread and are not open yet; {@link #open} them. */
  void look() throws IOException {
    toOpenBy = stretches();
    toOpen.clear();
    for (ReaderName name : everSeen(toOpenBy)) {
      boolean hasServer = !name.isMirror() || options.destination(name).isPresent();
      if (selection.owns(name.shard()) && hasServer && !locks.containsKey(name)) {
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
    long beganNs = nanoClock.nanoTime();
    do {
      ReaderName name = toOpen.poll();
      if (name == null) {
        break;
      }
      openIfDue(name, toOpenBy, opened);
    } while (nanoClock.nanoTime() - beganNs < ShardAgent.SLICE_NS);
    return opened;
  }

  /** Whether {@link #open} has not come to the end. */
  boolean hasMoreToOpen() {
    return !toOpen.isEmpty();
  }

  private List<Stretch> stretches() {
    return Stretch.of(journal.layouts());
  }

  /** Whoever a layout has a place for, their mirrors, and whoever has a file. */
  private Set<ReaderName> everSeen(List<Stretch> stretches) throws IOException {
    Set<ReaderName> names = new LinkedHashSet<>();
    for (ReaderName name : ReaderPlan.places(stretches)) {
      names.add(name);
      if (name.followsShards()) {
        names.add(new ReaderName(ReaderName.MIRRORS, name.shard()));
      }
    }
    if (Files.isDirectory(data.readers())) {
      for (Path file : ReaderFile.list(data.readers())) {
        ReaderName.of(file.getFileName().toString()).ifPresent(names::add);
      }
    }
    return names;
  }

  private void openIfDue(ReaderName name, List<Stretch> stretches, List<Shard> opened) {
    try {
      if (isAtATool(name)) {
        return;
      }
      ReaderPlan plan = planOf(name, stretches);
      if (plan.phase() == ReaderPhase.OVER) {
        retire(name, plan);
      } else if (plan.phase().isToBeRead()) {
        opened.add(open(name, plan, stretches));
      }
      letGoNs.remove(name);
      if (troubles.remove(name) != null) {
        LOG.info("{}: the trouble is over", name);
      }
    } catch (ProgramException e) {
      if (!isHeldByATool(name)) {
        throw e;
      }
      if (!letGoNs.containsKey(name)) {
        say(name, e.getMessage() + "; it is tried again");
      }
    } catch (IOException | JournalException | ConfigurationException e) {
      unlock(name);
      say(
          name,
          e instanceof NoRoomException
              ? "cannot begin, the disk is full; it is tried again"
              : "cannot be opened: "
                  + e.getMessage()
                  + "; the other shards flow, and it is tried again every few seconds. penstock"
                  + " repair says how to mend it, and may run beside this worker");
    }
  }

  /** Once for each change. */
  private void say(ReaderName name, String trouble) {
    if (!trouble.equals(troubles.put(name, trouble))) {
      LOG.warn("{}: {}", name, trouble);
    }
  }

  /** A tool asks for a reader before it takes the lock. */
  private boolean isAtATool(ReaderName name) throws IOException {
    Long sinceNs = letGoNs.get(name);
    if (sinceNs == null || nanoClock.nanoTime() - sinceNs > LET_GO_MAX_NS) {
      return false;
    }
    try (ReaderFile file = ReaderFile.openReadOnly(fileOf(name))) {
      return file.isAskedToLetGo(epochClock.time());
    }
  }

  private boolean isHeldByATool(ReaderName name) {
    return letGoNs.containsKey(name)
        || Holder.read(data.holder(name.toString()))
            .filter(holder -> !holder.command().equals(COMMAND))
            .isPresent();
  }

  /** Whether a reader is away for a moment: {@link #open} is to be asked again soon. */
  boolean isWaiting() {
    return !letGoNs.isEmpty();
  }

  /** Lets a shard go because a tool asks for it; it is opened again when that is done. */
  void letGo(Shard shard) {
    LOG.info("{}: released to a tool; resumes when the tool is done", shard.name());
    letGoNs.put(shard.name(), nanoClock.nanoTime());
    release(shard);
  }

  private ReaderPlan planOf(ReaderName name, List<Stretch> stretches) throws IOException {
    Path file = fileOf(name);
    if (!Files.exists(file)) {
      return ReaderPlan.ofNew(name.toString(), stretches, forgottenUpTo(name));
    }
    try (ReaderFile reader = ReaderFile.openReadOnly(file)) {
      return reader.hasPosition()
          ? ReaderPlan.of(name.toString(), stretches, Begun.of(reader))
          : planWithoutPosition(name, stretches);
    }
  }

  /** Rather repeat than lose: it begins where it is known to have been, or where it once began. */
  private ReaderPlan planWithoutPosition(ReaderName name, List<Stretch> stretches)
      throws IOException {
    OptionalLong mirrored = JournalRepair.numberOf(data.journal(), name.toString());
    ReaderPlan plan =
        mirrored.isPresent()
            ? ReaderPlan.of(name.toString(), stretches, new Begun(mirrored.getAsLong(), false))
            : ReaderPlan.ofNew(name.toString(), stretches, forgottenUpTo(name));
    if (plan.phase().isToBeRead()) {
      long from = plan.startsAt(head.number());
      say(
          name,
          "both copies of its position are damaged; it begins again at datagram "
              + from
              + (mirrored.isPresent() ? ", its last known place" : ", where its layout begins")
              + ", and up to "
              + Math.max(0, head.number() - from)
              + " datagrams are sent again");
    }
    return plan;
  }

  /** Nothing is left for a reader that nobody has open: its file says so from now on. */
  private void retire(ReaderName name, ReaderPlan plan) throws IOException {
    locks.put(name, NamedLock.acquire(data, name.toString(), COMMAND));
    try (ReaderFile file =
        ReaderFile.openWritable(data.readers(), name.toString(), plan.number())) {
      Sender.lose(file, name.toString(), journal, endOf(name, plan));
      file.counters().set(ReaderCounter.STATE, ReaderState.RETIRED.ordinal());
      LOG.info("{}: nothing is left for it; it is retired", name);
    } finally {
      unlock(name);
    }
  }

  /**
   * Ends those of the open shards for which nothing is left in the journal, whether their servers
   * live or not.
   *
   * @return those that now need nothing more, to be ended as retired
   */
  List<Shard> over(List<Shard> open) {
    List<Shard> over = new ArrayList<>();
    List<Stretch> stretches = stretches();
    for (Shard shard : open) {
      if (shard.hasNothingOpen()) {
        String name = shard.name().toString();
        ReaderPlan plan = ReaderPlan.of(name, stretches, new Begun(shard.reader().needs(), false));
        if (plan.phase() == ReaderPhase.OVER) {
          shard.lose(endOf(shard.name(), plan));
          over.add(shard);
        }
      }
    }
    return over;
  }

  /** Where its layout ended, if that was ever seen; else where the journal now begins. */
  private long endOf(ReaderName name, ReaderPlan plan) {
    return journal.endOf(name::isIn, plan.number(), plan.overAt());
  }

  /**
   * Uses other options from now on.
   *
   * @return of the open shards, those that must be opened anew for it
   */
  List<Shard> follow(WorkerOptions next, List<Shard> open) {
    List<Stretch> stretches = stretches();
    List<Route> before = open.stream().map(shard -> route(shard.name(), stretches)).toList();
    options = next;
    toOpen.clear();
    List<Shard> changed = new ArrayList<>();
    for (int i = 0; i < open.size(); i++) {
      if (!before.get(i).equals(route(open.get(i).name(), stretches))) {
        changed.add(open.get(i));
      }
    }
    return changed;
  }

  /**
   * Where a reader sends and how; nowhere when it is the mirror of a shard that has none, or when
   * no layout is left that has a place for it.
   */
  private record Route(Optional<Destination> destination, ForwardSettings forward) {}

  private Route route(ReaderName name, List<Stretch> stretches) {
    return new Route(
        options
            .destination(name)
            .or(
                () ->
                    ReaderPlan.ofNew(name.toString(), stretches, 0)
                        .lastAddress()
                        .map(Destination::parse)),
        options.forward(name));
  }

  /** Lets a shard go: it is drained, or the process ends. */
  void release(Shard shard) {
    shard.close();
    unlock(shard.name());
  }

  private void unlock(ReaderName name) {
    NamedLock lock = locks.remove(name);
    if (lock != null) {
      lock.close();
    }
  }

  private Shard open(ReaderName name, ReaderPlan plan, List<Stretch> stretches) throws IOException {
    locks.put(name, NamedLock.acquire(data, name.toString(), COMMAND));
    Route route = route(name, stretches);
    Destination destination = route.destination().orElseThrow();
    ReaderFile file =
        ReaderFile.openWritable(data.readers(), name.toString(), plan.startsAt(head.number()));
    if (plan.phase() == ReaderPhase.RETURNS) {
      long from = file.position().number();
      beginSecondLife(name, file, plan.ownFrom(from).orElse(from));
    }
    file.counters().set(ReaderCounter.STATE, ReaderState.STARTING.ordinal());
    ForwardSettings forward = route.forward();
    LOG.info(
        "{} {} sends to {} from datagram {}",
        name.ring(),
        name.shard(),
        destination,
        file.position().number());
    Endpoint endpoint = Endpoint.of(name, destination, forward, network, nanoClock.nanoTime());
    Sender sender = new Sender(file, name.toString(), journal, endpoint, forward, outboxSize());
    Reader reader = new Reader(name, file.counters(), sender, forward);
    return new Shard(name, file, endpoint, sender, reader);
  }

  /** Of many shards most are small, and memory is to be had for all that may be configured. */
  private Packer.Size outboxSize() {
    int full = Math.max(1, FULL_OUTBOXES / selection.threads());
    return locks.size() <= full ? Packer.Size.FULL : Packer.Size.SMALL;
  }

  /**
   * No line between a shard's retirement and its return is its own: it passes over them. But what
   * came after its return and was deleted before it was read is lost.
   */
  private void beginSecondLife(ReaderName name, ReaderFile file, long introducedAt) {
    Position old = file.position();
    long lost = journal.countOf(name::isIn, old.number(), introducedAt);
    long passedOver = introducedAt - old.number() - lost;
    if (introducedAt > old.number()) {
      file.commit(
          introducedAt,
          0,
          old.datagrams() + passedOver,
          old.lines(),
          old.rejectedLines(),
          old.bytes(),
          old.lost().plus(new Losses(lost, 0, 0)),
          old.expired(),
          old.filteredLines(),
          old.contentSum());
    }
  }

  /** What a reader of that name had done before somebody put its file aside is not done again. */
  private long forgottenUpTo(ReaderName name) throws IOException {
    return Files.isDirectory(data.readers())
        ? ReaderFile.forgottenUpTo(data.readers(), name.toString())
        : 0;
  }

  private Path fileOf(ReaderName name) {
    return data.readers().resolve(name.toString());
  }

  /** Sees to it that its locks still exclude others, whatever became of their files. */
  void keepLocks() {
    locks.values().forEach(NamedLock::keep);
  }

  @Override
  public void close() {
    locks.values().forEach(NamedLock::close);
    locks.clear();
  }
}
