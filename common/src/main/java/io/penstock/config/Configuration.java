package io.penstock.config;

import io.penstock.config.Destination.Transport;
import io.penstock.config.Origin.Source;
import io.penstock.dialect.Dialect;
import io.penstock.shard.Layout;
import io.penstock.shard.ReaderName;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * The effective configuration, checked; immutable and free for any thread.
 *
 * @param file the file that was read, absolute; empty when there was none and none was needed
 * @param bindInterface address to receive on
 * @param bindPort UDP port to receive on, 0 for a free one
 * @param threads worker threads
 * @param destinations the server of each shard, in shard order; at least one
 * @param dataDirectory where everything is kept
 * @param ingest section {@code [ingest]}
 * @param journal section {@code [journal]}
 * @param shards section {@code [shards]}
 * @param forward section {@code [forward]}: what holds for every shard that has nothing of its own
 * @param forwards the same for each shard that a section {@code [shard.N]} speaks of
 * @param console section {@code [console]}
 * @param rings second rings by name, one a section {@code [mirror.NAME]}
 * @param settings every key with its text and where that came from, in the order of the table
 */
public record Configuration(
    Optional<Path> file,
    String bindInterface,
    int bindPort,
    int threads,
    List<Destination> destinations,
    DataDirectory dataDirectory,
    IngestSettings ingest,
    JournalSettings journal,
    ShardSettings shards,
    ForwardSettings forward,
    Map<Integer, ForwardSettings> forwards,
    ConsoleSettings console,
    Map<String, MirrorRing> rings,
    List<Setting> settings) {

  /** Keeps its own copies. */
  public Configuration {
    destinations = List.copyOf(destinations);
    forwards = Map.copyOf(forwards);
    rings = Collections.unmodifiableSortedMap(new TreeMap<>(rings));
    settings = List.copyOf(settings);
  }

  /** The names of the readers that this configuration asks for. */
  public List<String> readerNames() {
    Stream<String> ofShards =
        IntStream.range(0, destinations.size())
            .boxed()
            .flatMap(
                shard ->
                    forward(shard).mirror().isPresent()
                        ? Stream.of("shard-" + shard, "mirror-" + shard)
                        : Stream.of("shard-" + shard));
    Stream<String> ofRings =
        rings.entrySet().stream()
            .flatMap(
                ring ->
                    IntStream.range(0, ring.getValue().destinations().size())
                        .mapToObj(number -> ring.getKey() + "-" + number));
    return Stream.concat(ofShards, ofRings).toList();
  }

  /** The address of each of {@link #readerNames()}. */
  public Map<String, String> addresses() {
    Map<String, String> addresses = new LinkedHashMap<>();
    for (String name : readerNames()) {
      ReaderName.of(name)
          .flatMap(this::destination)
          .ifPresent(destination -> addresses.put(name, destination.toString()));
    }
    return addresses;
  }

  /** Where a reader that sends is to send to; empty when nothing is configured for it. */
  public Optional<Destination> destination(ReaderName reader) {
    if (reader.isMirror()) {
      return forward(reader.shard()).mirror();
    }
    List<Destination> addresses = destinations;
    if (!reader.followsShards()) {
      MirrorRing ring = rings.get(reader.ring());
      addresses = ring == null ? List.of() : ring.destinations();
    }
    return reader.shard() < addresses.size()
        ? Optional.of(addresses.get(reader.shard()))
        : Optional.empty();
  }

  /** What ingest listens on by this configuration; a free port is not known here. */
  public OwnAddresses ownAddresses() {
    return own(bindInterface, bindPort, ingest.listen());
  }

  private static OwnAddresses own(String host, int port, List<ListenAddress> listen) {
    Stream<ListenAddress> bound =
        port == 0 ? Stream.empty() : Stream.of(new ListenAddress(Transport.UDP, host, port));
    return new OwnAddresses(Stream.concat(bound, listen.stream()).toList());
  }

  /** A sentence for each address that more than one reader sends to. */
  public List<String> sharedDestinations() {
    Map<String, List<String>> readers = new LinkedHashMap<>();
    addresses()
        .forEach(
            (reader, address) ->
                readers.computeIfAbsent(address, _ -> new ArrayList<>()).add(reader));
    return readers.entrySet().stream()
        .filter(entry -> entry.getValue().size() > 1)
        .map(
            entry ->
                entry.getKey()
                    + " is the destination of "
                    + String.join(", ", entry.getValue())
                    + ": that server gets the lines of all of them")
        .toList();
  }

  /** How a shard is forwarded: section {@code [shard.N]} over section {@code [forward]}. */
  public ForwardSettings forward(int shard) {
    return forwards.getOrDefault(shard, forward);
  }

  /** Hash, key rule and destinations as the journal keeps them. */
  public Layout layout() {
    return new Layout(
        shards.hash(),
        shards.key(),
        destinations.stream().map(Destination::address).toList(),
        rings.entrySet().stream()
            .collect(Collectors.toMap(Map.Entry::getKey, ring -> ring.getValue().layout())));
  }

  /** Every key with its value, for the log. */
  public String inOneLine() {
    return settings.stream()
        .map(setting -> setting.key().path() + "=" + setting.text())
        .collect(Collectors.joining(" "));
  }

  /**
   * Reads the file and lays environment and flags over it.
   *
   * @throws ConfigurationException with every fault there is
   */
  static Configuration load(Sources sources) {
    Resolution resolution = new Resolution();
    Path file = sources.absoluteFile();
    boolean exists = Files.exists(file);
    if (exists) {
      IniFile.read(file, sources.shownFile().toString()).forEach(resolution::offer);
    }
    Environment.entries(sources.environment()).forEach(resolution::offer);
    Environment.faults(sources.environment()).forEach(resolution::fault);
    sources.flags().forEach(resolution::offer);
    if (!exists && (sources.file().isPresent() || !resolution.isGiven(Keys.DESTINATIONS))) {
      resolution.fault(missing(sources));
    } else if (!resolution.isGiven(Keys.DESTINATIONS)) {
      resolution.fault(
          sources.shownFile()
              + ": destinations: is missing; add a line such as: "
              + Resolution.EXAMPLE);
    }
    resolution.parse();
    checkTogether(resolution);
    resolution.throwFaults();
    Configuration loaded =
        of(resolution, exists ? Optional.of(file) : Optional.empty(), sources.base());
    checkLayoutFits(resolution, loaded.layout());
    resolution.throwFaults();
    return loaded;
  }

  private static String missing(Sources sources) {
    String fix =
        sources.file().isPresent()
            ? "; check the path given with -c"
            : "; name one with -c FILE, or give destinations with -d HOST:PORT or the environment"
                + " variable DESTINATIONS";
    return sources.absoluteFile() + ": no such file" + fix;
  }

  private static void checkTogether(Resolution resolution) {
    checkFilesFit(resolution);
    checkNoLoop(resolution);
    checkRetries(resolution, Resolution.ALL);
    for (int shard : resolution.shards()) {
      checkExists(resolution, shard);
      checkOwnRetries(resolution, ShardSection.section(shard));
    }
    for (String ring : resolution.rings()) {
      checkHasDestinations(resolution, MirrorSection.section(ring));
      checkOwnRetries(resolution, MirrorSection.section(ring));
    }
  }

  private static void checkOwnRetries(Resolution resolution, String section) {
    if (resolution.own(Keys.RETRY_MIN, section).isPresent()
        || resolution.own(Keys.RETRY_MAX, section).isPresent()) {
      checkRetries(resolution, section);
    }
  }

  private static void checkHasDestinations(Resolution resolution, String section) {
    if (resolution.own(Keys.DESTINATIONS, section).isEmpty()) {
      Setting blamed = resolution.firstOf(section);
      resolution.fault(
          blamed.origin().blame(section, blamed.key().name())
              + "["
              + section
              + "] has no destinations; add a line such as: "
              + Resolution.EXAMPLE);
    }
  }

  private static void checkFilesFit(Resolution resolution) {
    if (resolution.has(Keys.ROLL_BYTES)
        && resolution.has(Keys.MAX_BYTES)
        && resolution.value(Keys.ROLL_BYTES) > resolution.value(Keys.MAX_BYTES) / 2) {
      Setting roll = resolution.setting(Keys.ROLL_BYTES);
      Setting max = resolution.setting(Keys.MAX_BYTES);
      Setting blamed = blamed(roll, max);
      resolution.fault(
          blamed.origin().blame(blamed.key().section(), blamed.key().name())
              + "roll_bytes ("
              + roll.text()
              + ") is more than half of max_bytes ("
              + max.text()
              + "); only whole files are deleted, so make the files smaller or the limit larger");
    }
  }

  /** Each roll file begins with its layout, in one record. */
  private static void checkLayoutFits(Resolution resolution, Layout layout) {
    long bytes = layout.textBytes();
    if (bytes > Layout.TEXT_BYTES_MAX) {
      Key<?> key = Keys.DESTINATIONS;
      resolution.fault(
          resolution.setting(key).origin().blame(key.section(), key.name())
              + String.format(
                  Locale.ROOT,
                  "the addresses of all rings take %,d bytes, and the journal has room for %,d;"
                      + " name fewer servers, use shorter names, or configure fewer rings",
                  bytes,
                  Layout.TEXT_BYTES_MAX));
    }
  }

  private static void checkNoLoop(Resolution resolution) {
    if (!resolution.has(Keys.BIND_INTERFACE)
        || !resolution.has(Keys.BIND_PORT)
        || !resolution.has(Keys.LISTEN)) {
      return; // said already
    }
    OwnAddresses own =
        own(
            resolution.value(Keys.BIND_INTERFACE),
            resolution.value(Keys.BIND_PORT),
            resolution.value(Keys.LISTEN));
    for (Setting setting : resolution.settings()) {
      destinations(setting.key().name(), resolution.value(setting.key()))
          .forEach(destination -> checkNoLoop(resolution, own, setting, destination));
    }
  }

  /** What a key of any section names as servers. */
  private static Stream<Destination> destinations(String key, Object value) {
    return switch (value) {
      case List<?> list when key.equals(Keys.DESTINATIONS.name()) ->
          list.stream().map(Destination.class::cast);
      case Optional<?> one when key.equals(Keys.MIRROR.name()) ->
          one.stream().map(Destination.class::cast);
      case null, default -> Stream.empty();
    };
  }

  private static void checkNoLoop(
      Resolution resolution, OwnAddresses own, Setting setting, Destination destination) {
    own.reachedBy(destination)
        .ifPresent(
            listen ->
                resolution.fault(
                    setting.origin().blame(setting.key().section(), setting.key().name())
                        + destination
                        + " is ingest's own address ("
                        + listen
                        + "), so every line would come back for ever; give the StatsD server's"
                        + " address, or have ingest listen elsewhere (bind_port, [ingest] listen)"));
  }

  private static void checkExists(Resolution resolution, int shard) {
    if (!resolution.has(Keys.DESTINATIONS)) {
      return; // said already
    }
    int shards = resolution.value(Keys.DESTINATIONS).size();
    if (shard >= shards) {
      Setting blamed = resolution.firstOf(ShardSection.section(shard));
      resolution.fault(
          blamed.origin().blame(blamed.key().section(), blamed.key().name())
              + "there is no shard "
              + shard
              + "; with "
              + (shards == 1
                  ? "one destination there is 0"
                  : shards + " destinations there are 0 to " + (shards - 1)));
    }
  }

  private static void checkRetries(Resolution resolution, String section) {
    if (resolution.has(Keys.RETRY_MIN, section)
        && resolution.has(Keys.RETRY_MAX, section)
        && resolution.value(Keys.RETRY_MIN, section) > resolution.value(Keys.RETRY_MAX, section)) {
      Setting min = resolution.setting(Keys.RETRY_MIN, section);
      Setting max = resolution.setting(Keys.RETRY_MAX, section);
      Setting blamed = blamed(min, max);
      resolution.fault(
          blamed.origin().blame(blamed.key().section(), blamed.key().name())
              + "retry_min ("
              + min.text()
              + ") is longer than retry_max ("
              + max.text()
              + ")");
    }
  }

  /** The one that is for a single shard, or else the one that a later layer gave. */
  private static Setting blamed(Setting one, Setting other) {
    if (one.key().section().equals(other.key().section())) {
      return one.origin().source().compareTo(other.origin().source()) > 0 ? one : other;
    }
    return one.key().section().equals(Keys.RETRY_MIN.section()) ? other : one;
  }

  private static Configuration of(Resolution values, Optional<Path> file, Path base) {
    return new Configuration(
        file,
        values.value(Keys.BIND_INTERFACE),
        values.value(Keys.BIND_PORT),
        values.value(Keys.THREADS),
        values.value(Keys.DESTINATIONS),
        new DataDirectory(dataBase(values, file, base).resolve(values.value(Keys.DATA_DIR))),
        new IngestSettings(
            values.value(Keys.RECEIVE_BUFFER),
            values.value(Keys.GATHER),
            values.value(Keys.LISTEN),
            values.value(Keys.SOCKET_MODE),
            values.value(Keys.ALLOW),
            values.value(Keys.CONNECTIONS),
            values.value(Keys.IDLE),
            values.value(Keys.MAX_LINE)),
        new JournalSettings(
            values.value(Keys.ROLL_BYTES),
            values.value(Keys.ROLL_AGE),
            values.value(Keys.ALLOCATE_AHEAD),
            new RetentionSettings(
                values.value(Keys.MAX_BYTES),
                values.value(Keys.JOURNAL_MAX_AGE),
                values.value(Keys.KEEP_READ),
                values.value(Keys.WHEN_FULL),
                values.value(Keys.FREE_SOFT),
                values.value(Keys.FREE_HARD)),
            values.value(Keys.FSYNC),
            values.value(Keys.UNFIT_FILESYSTEM)),
        new ShardSettings(values.value(Keys.HASH), values.value(Keys.KEY)),
        forward(values, Resolution.ALL),
        forwards(values),
        new ConsoleSettings(
            values.value(Keys.CONSOLE_BIND),
            values.value(Keys.CONSOLE_READY),
            values.value(Keys.CONSOLE_LINES)),
        rings(values),
        values.settings());
  }

  private static Map<String, MirrorRing> rings(Resolution values) {
    Map<String, MirrorRing> rings = new HashMap<>();
    for (String name : values.rings()) {
      String section = MirrorSection.section(name);
      ForwardSettings forward = forward(values, section);
      // What can be asked of the shards' servers says nothing of others.
      boolean hasHealth = values.own(Keys.HEALTH, section).isPresent();
      rings.put(
          name,
          new MirrorRing(
              values.value(Keys.HASH, section),
              values.value(Keys.KEY, section),
              values.value(Keys.DESTINATIONS, section),
              hasHealth ? forward.ofShard() : forward.ofMirror()));
    }
    return rings;
  }

  private static Map<Integer, ForwardSettings> forwards(Resolution values) {
    Map<Integer, ForwardSettings> forwards = new HashMap<>();
    values
        .shards()
        .forEach(shard -> forwards.put(shard, forward(values, ShardSection.section(shard))));
    return forwards;
  }

  private static ForwardSettings forward(Resolution values, String section) {
    return new ForwardSettings(
        values.value(Keys.MAX_PACKET, section),
        values.value(Keys.FLUSH_INTERVAL, section),
        values.value(Keys.DOUBT_WINDOW, section),
        values.value(Keys.REPLAY_RATE, section),
        values.value(Keys.GROUP_WINDOW),
        values.value(Keys.RETRY_MIN, section),
        values.value(Keys.RETRY_MAX, section),
        values.value(Keys.SEND_BUFFER, section),
        values.value(Keys.POLL_INTERVAL),
        values.value(Keys.MAX_AGE, section),
        values.value(Keys.REPLAY_TYPES, section),
        values.value(Keys.RESOLVE_INTERVAL, section),
        new Dialect(
            values.value(Keys.STRIP, section),
            values.value(Keys.DROP, section),
            values.value(Keys.UNPACK, section),
            values.value(Keys.REPLAY_TIMESTAMP, section),
            values.value(Keys.REPLAY_TAG, section)),
        values.value(Keys.CATCH_UP, section),
        values.value(Keys.HEALTH, section),
        values.value(Keys.HEALTH_INTERVAL, section),
        values.value(Keys.HEALTH_TIMEOUT, section),
        values.value(Keys.TRIAL, section),
        values.value(Keys.MIRROR, section));
  }

  /**
   * A data directory from the file or by default is relative to the file; one from a flag or the
   * environment, to the working directory.
   */
  private static Path dataBase(Resolution values, Optional<Path> file, Path base) {
    Source source = values.setting(Keys.DATA_DIR).origin().source();
    boolean byFile = source == Source.FILE || source == Source.DEFAULT;
    return byFile ? file.map(Path::getParent).orElse(base) : base;
  }
}
