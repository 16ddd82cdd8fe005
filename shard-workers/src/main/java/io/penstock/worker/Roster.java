package io.penstock.worker;

import io.penstock.config.DataDirectory;
import io.penstock.config.Destination;
import io.penstock.config.ForwardSettings;
import io.penstock.config.Health;
import io.penstock.counters.ReaderCounter;
import io.penstock.counters.ReaderState;
import io.penstock.daemon.NamedLock;
import io.penstock.journal.DiskRoom;
import io.penstock.journal.FileLayout;
import io.penstock.journal.JournalReader;
import io.penstock.journal.Position;
import io.penstock.journal.ReaderFile;
import io.penstock.shard.ReaderName;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
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
  private final Network network;
  private final Map<ReaderName, NamedLock> locks = new HashMap<>();
  private final Set<ReaderName> waitingForRoom = new HashSet<>();

  Roster(
      DataDirectory data,
      JournalReader journal,
      ShardSelection selection,
      WorkerOptions options,
      JournalHead head,
      NanoClock nanoClock,
      Network network) {
    this.head = head;
    this.nanoClock = nanoClock;
    this.network = network;
    this.data = data;
    this.journal = journal;
    this.selection = selection;
    this.options = options;
  }

  /**
   * Opens every shard that is to be read by this thread and is not open yet; but for one whose
   * files the disk has no room for.
   *
   * @throws io.penstock.daemon.ProgramException when another process reads one of them
   */
  List<Shard> open() throws IOException {
    List<FileLayout> layouts = journal.layouts();
    List<Shard> opened = new ArrayList<>();
    for (String ring : ringsEverSeen(layouts)) {
      for (int shard = 0; shard < shardsEverSeen(ring, layouts); shard++) {
        if (selection.owns(shard)) {
          openIfDue(new ReaderName(ring, shard), layouts, opened);
          ReaderName mirror = new ReaderName(ReaderName.MIRRORS, shard);
          if (ring.equals(ReaderName.SHARDS) && options.destination(mirror).isPresent()) {
            openIfDue(mirror, layouts, opened);
          }
        }
      }
    }
    return opened;
  }

  /** The shards, and every second ring that a layout has or that a reader is left of. */
  private Set<String> ringsEverSeen(List<FileLayout> layouts) throws IOException {
    Set<String> rings = new LinkedHashSet<>();
    rings.add(ReaderName.SHARDS);
    for (FileLayout file : layouts) {
      rings.addAll(file.layout().mirrors().keySet());
    }
    if (Files.isDirectory(data.readers())) {
      for (Path file : ReaderFile.list(data.readers())) {
        ReaderName.of(file.getFileName().toString())
            .filter(name -> !name.followsShards())
            .ifPresent(name -> rings.add(name.ring()));
      }
    }
    return rings;
  }

  private void openIfDue(ReaderName name, List<FileLayout> layouts, List<Shard> opened)
      throws IOException {
    if (!locks.containsKey(name) && isToBeRead(name, layouts)) {
      try {
        opened.add(open(name, layouts));
        waitingForRoom.remove(name);
      } catch (IOException e) {
        unlock(name);
        if (!DiskRoom.isNoSpace(e)) {
          throw e;
        }
        if (waitingForRoom.add(name)) {
          LOG.warn("{} cannot begin, for the disk has no room; it is tried again", name);
        }
      }
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
    Optional<Destination> destination = options.destination(name);
    return new Route(
        destination.isPresent() || name.isMirror()
            ? destination
            : Optional.of(lastDestinationOf(name, layouts)),
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

  private int shardsEverSeen(String ring, List<FileLayout> layouts) {
    int shards = 0;
    for (FileLayout file : layouts) {
      while (new ReaderName(ring, shards).isIn(file.layout())) {
        shards++;
      }
    }
    // A retired shard's backlog may reach further back than what the layouts now tell.
    while (Files.exists(fileOf(new ReaderName(ring, shards)))) {
      shards++;
    }
    return shards;
  }

  /** A reader that has begun goes on until it is drained; one that has not, or is back, begins. */
  private boolean isToBeRead(ReaderName name, List<FileLayout> layouts) throws IOException {
    Path file = fileOf(name);
    if (!Files.exists(file)) {
      return introductionOf(name, forgottenUpTo(name), layouts) >= 0;
    }
    if (options.destination(name).isEmpty() && introductionOf(name, 0, layouts) < 0) {
      return false; // retention has deleted what was left for it: nobody knows its address
    }
    try (ReaderFile reader = ReaderFile.openReadOnly(file)) {
      return !isRetired(reader) || introductionOf(name, reader.position().number(), layouts) >= 0;
    }
  }

  private static boolean isRetired(ReaderFile reader) {
    return reader.counters().get(ReaderCounter.STATE) == ReaderState.RETIRED.ordinal();
  }

  /**
   * First number of the oldest file, from a number on, whose layout has a place for the reader; −1
   * without any. Nothing before it can be its own.
   */
  private static long introductionOf(ReaderName name, long fromNumber, List<FileLayout> layouts) {
    for (FileLayout file : layouts) {
      if (file.firstNumber() >= fromNumber && name.isIn(file.layout())) {
        return file.firstNumber();
      }
    }
    return -1;
  }

  private Shard open(ReaderName name, List<FileLayout> layouts) throws IOException {
    locks.put(name, NamedLock.acquire(data, name.toString(), "penstock worker"));
    long introducedAt = Math.max(0, introductionOf(name, forgottenUpTo(name), layouts));
    // What came before a mirror was asked for is not for it.
    long beginning = name.isMirror() ? Math.max(introducedAt, head.number()) : introducedAt;
    ReaderFile file = ReaderFile.openWritable(data.readers(), name.toString(), beginning);
    if (isRetired(file)) {
      beginSecondLife(file, introductionOf(name, file.position().number(), layouts));
    }
    file.counters().set(ReaderCounter.STATE, ReaderState.STARTING.ordinal());
    Route route = route(name, layouts);
    Destination destination = route.destination().orElseThrow();
    ForwardSettings forward = route.forward();
    LOG.info(
        "{} {} goes to {} from datagram {} on",
        name.ring(),
        name.shard(),
        destination,
        file.position().number());
    DestinationSocket socket =
        new DestinationSocket(
            name.ring() + " " + name.shard() + ":",
            new Dialer(
                destination,
                forward.sendBufferBytes(),
                forward.resolveIntervalNs(),
                network.names(),
                network.links()),
            availability(forward),
            network.probes().begin(name.toString(), forward));
    return new Shard(name, file, journal, socket, forward);
  }

  private Availability availability(ForwardSettings forward) {
    return new Availability(
        Backoff.jittered(forward.retryMinNs(), forward.retryMaxNs(), network.jitter()),
        !forward.health().equals(Health.NONE),
        forward.trialNs(),
        nanoClock.nanoTime());
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
          old.filteredLines(),
          old.contentSum());
    }
  }

  private static Destination lastDestinationOf(ReaderName name, List<FileLayout> layouts) {
    for (FileLayout file : layouts.reversed()) {
      if (name.isIn(file.layout())) {
        return Destination.parse(name.ringIn(file.layout()).destinations().get(name.shard()));
      }
    }
    throw new IllegalStateException(name + " is in no layout of the journal");
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
