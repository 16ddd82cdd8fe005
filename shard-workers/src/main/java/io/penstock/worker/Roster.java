package io.penstock.worker;

import io.penstock.config.DataDirectory;
import io.penstock.config.Destination;
import io.penstock.config.ForwardSettings;
import io.penstock.config.Health;
import io.penstock.counters.ReaderCounter;
import io.penstock.counters.ReaderState;
import io.penstock.daemon.NamedLock;
import io.penstock.journal.FileLayout;
import io.penstock.journal.JournalReader;
import io.penstock.journal.Position;
import io.penstock.journal.ReaderFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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

  private final DataDirectory data;
  private final JournalReader journal;
  private final ShardSelection selection;
  private WorkerOptions options;
  private final JournalHead head;
  private final NanoClock nanoClock;
  private final Map<ReaderName, NamedLock> locks = new HashMap<>();

  Roster(
      DataDirectory data,
      JournalReader journal,
      ShardSelection selection,
      WorkerOptions options,
      JournalHead head,
      NanoClock nanoClock) {
    this.head = head;
    this.nanoClock = nanoClock;
    this.data = data;
    this.journal = journal;
    this.selection = selection;
    this.options = options;
  }

  /**
   * Opens every shard that is to be read by this thread and is not open yet.
   *
   * @throws io.penstock.daemon.ProgramException when another process reads one of them
   */
  List<Shard> open() throws IOException {
    List<FileLayout> layouts = journal.layouts();
    List<Shard> opened = new ArrayList<>();
    for (int shard = 0; shard < shardsEverSeen(layouts); shard++) {
      if (selection.owns(shard)) {
        openIfDue(new ReaderName(shard, false), layouts, opened);
        if (options.forward(shard).mirror().isPresent()) {
          openIfDue(new ReaderName(shard, true), layouts, opened);
        }
      }
    }
    return opened;
  }

  private void openIfDue(ReaderName name, List<FileLayout> layouts, List<Shard> opened)
      throws IOException {
    if (!locks.containsKey(name) && isToBeRead(name, layouts)) {
      opened.add(open(name, layouts));
    }
  }

  /**
   * Uses other options from now on.
   *
   * @return of the open shards, those that must be opened anew for it
   */
  List<Shard> follow(WorkerOptions next, List<Shard> open) {
    List<FileLayout> layouts = journal.layouts();
    List<Route> before = open.stream().map(shard -> route(shard.name(), layouts)).toList();
    options = next;
    List<Shard> changed = new ArrayList<>();
    for (int i = 0; i < open.size(); i++) {
      if (!before.get(i).equals(route(open.get(i).name(), layouts))) {
        changed.add(open.get(i));
      }
    }
    return changed;
  }

  /** Where a reader sends and how; nowhere when it is the mirror of a shard that has none. */
  private record Route(Optional<Destination> destination, ForwardSettings forward) {}

  private Route route(ReaderName name, List<FileLayout> layouts) {
    ForwardSettings forward = options.forward(name.shard());
    return name.isMirror()
        ? new Route(forward.mirror(), forward.ofMirror())
        : new Route(Optional.of(destinationOf(name.shard(), layouts)), forward.ofShard());
  }

  /** Lets a shard go: it is drained, or the process ends. */
  void release(Shard shard) {
    shard.close();
    NamedLock lock = locks.remove(shard.name());
    if (lock != null) {
      lock.close();
    }
  }

  private int shardsEverSeen(List<FileLayout> layouts) {
    int shards = 0;
    for (FileLayout file : layouts) {
      shards = Math.max(shards, file.layout().shards());
    }
    // A retired shard's backlog may reach further back than what the layouts now tell.
    while (Files.exists(fileOf(new ReaderName(shards, false)))) {
      shards++;
    }
    return shards;
  }

  /** A reader that has begun goes on until it is drained; one that has not, or is back, begins. */
  private boolean isToBeRead(ReaderName name, List<FileLayout> layouts) throws IOException {
    int shard = name.shard();
    Path file = fileOf(name);
    if (!Files.exists(file)) {
      return introductionOf(shard, forgottenUpTo(name), layouts) >= 0;
    }
    if (shard >= options.destinations().size() && introductionOf(shard, 0, layouts) < 0) {
      return false; // retention has deleted what was left for it: nobody knows its address
    }
    try (ReaderFile reader = ReaderFile.openReadOnly(file)) {
      return !isRetired(reader) || introductionOf(shard, reader.position().number(), layouts) >= 0;
    }
  }

  private static boolean isRetired(ReaderFile reader) {
    return reader.counters().get(ReaderCounter.STATE) == ReaderState.RETIRED.ordinal();
  }

  /**
   * First number of the oldest file, from a number on, whose layout has the shard; −1 without any.
   * Nothing before it can be the shard's.
   */
  private static long introductionOf(int shard, long fromNumber, List<FileLayout> layouts) {
    for (FileLayout file : layouts) {
      if (file.firstNumber() >= fromNumber && file.layout().shards() > shard) {
        return file.firstNumber();
      }
    }
    return -1;
  }

  private Shard open(ReaderName name, List<FileLayout> layouts) throws IOException {
    int shard = name.shard();
    locks.put(name, NamedLock.acquire(data, name.toString(), "penstock worker"));
    long introducedAt = Math.max(0, introductionOf(shard, forgottenUpTo(name), layouts));
    // What came before a mirror was asked for is not for it.
    long beginning = name.isMirror() ? Math.max(introducedAt, head.number()) : introducedAt;
    ReaderFile file = ReaderFile.openWritable(data.readers(), name.toString(), beginning);
    if (isRetired(file)) {
      beginSecondLife(file, introductionOf(shard, file.position().number(), layouts));
    }
    file.counters().set(ReaderCounter.STATE, ReaderState.STARTING.ordinal());
    Route route = route(name, layouts);
    Destination destination = route.destination().orElseThrow();
    ForwardSettings forward = route.forward();
    LOG.info(
        "{} {} goes to {} from datagram {} on",
        name.kind(),
        shard,
        destination,
        file.position().number());
    DestinationSocket socket =
        new DestinationSocket(
            name.kind() + " " + shard + ":",
            new Dialer(
                destination,
                forward.sendBufferBytes(),
                forward.resolveIntervalNs(),
                Resolver.ofHost()),
            availability(forward),
            proofs(name.toString(), forward));
    return new Shard(name, file, journal, socket, forward);
  }

  private Availability availability(ForwardSettings forward) {
    return new Availability(
        Backoff.jittered(forward.retryMinNs(), forward.retryMaxNs()),
        !forward.health().equals(Health.NONE),
        forward.trialNs(),
        nanoClock.nanoTime());
  }

  private static Proofs proofs(String name, ForwardSettings forward) {
    return forward.health().equals(Health.NONE)
        ? Proofs.none()
        : HealthProbe.begin(
            name, forward.health(), forward.healthIntervalNs(), forward.healthTimeoutNs());
  }

  /** No line between a shard's retirement and its return is its own: it passes over them. */
  private static void beginSecondLife(ReaderFile file, long introducedAt) {
    Position old = file.position();
    long passedOver = introducedAt - old.number();
    if (passedOver > 0) {
      file.commit(
          introducedAt,
          0,
          old.datagrams() + passedOver,
          old.lines(),
          old.rejectedLines(),
          old.bytes(),
          old.lost(),
          old.expired(),
          old.filteredLines());
    }
  }

  private Destination destinationOf(int shard, List<FileLayout> layouts) {
    if (shard < options.destinations().size()) {
      return options.destinations().get(shard);
    }
    for (FileLayout file : layouts.reversed()) {
      if (file.layout().shards() > shard) {
        return Destination.parse(file.layout().destinations().get(shard));
      }
    }
    throw new IllegalStateException("shard " + shard + " is in no layout of the journal");
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

  @Override
  public void close() {
    locks.values().forEach(NamedLock::close);
    locks.clear();
  }
}
