package io.penstock.config;

import io.penstock.config.Origin.Source;
import io.penstock.shard.Layout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

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
 * @param forward section {@code [forward]}
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
    List<Setting> settings) {

  /** Keeps its own copies. */
  public Configuration {
    destinations = List.copyOf(destinations);
    settings = List.copyOf(settings);
  }

  /** Hash, key rule and destinations as the journal keeps them. */
  public Layout layout() {
    return new Layout(
        shards.hash(), shards.key(), destinations.stream().map(Destination::address).toList());
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
    return of(resolution, exists ? Optional.of(file) : Optional.empty(), sources.base());
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
    if (resolution.has(Keys.RETRY_MIN)
        && resolution.has(Keys.RETRY_MAX)
        && resolution.value(Keys.RETRY_MIN) > resolution.value(Keys.RETRY_MAX)) {
      Setting min = resolution.setting(Keys.RETRY_MIN);
      Setting max = resolution.setting(Keys.RETRY_MAX);
      Setting blamed = min.origin().source().compareTo(max.origin().source()) > 0 ? min : max;
      resolution.fault(
          blamed.origin().blame(blamed.key().section(), blamed.key().name())
              + "retry_min ("
              + min.text()
              + ") is longer than retry_max ("
              + max.text()
              + ")");
    }
  }

  private static Configuration of(Resolution values, Optional<Path> file, Path base) {
    return new Configuration(
        file,
        values.value(Keys.BIND_INTERFACE),
        values.value(Keys.BIND_PORT),
        values.value(Keys.THREADS),
        values.value(Keys.DESTINATIONS),
        new DataDirectory(dataBase(values, file, base).resolve(values.value(Keys.DATA_DIR))),
        new IngestSettings(values.value(Keys.RECEIVE_BUFFER), values.value(Keys.GATHER)),
        new JournalSettings(
            values.value(Keys.ROLL_BYTES),
            values.value(Keys.ROLL_AGE),
            values.value(Keys.ALLOCATE_AHEAD)),
        new ShardSettings(values.value(Keys.HASH), values.value(Keys.KEY)),
        new ForwardSettings(
            values.value(Keys.MAX_PACKET),
            values.value(Keys.FLUSH_INTERVAL),
            values.value(Keys.DOUBT_WINDOW),
            values.value(Keys.REPLAY_RATE),
            values.value(Keys.GROUP_WINDOW),
            values.value(Keys.RETRY_MIN),
            values.value(Keys.RETRY_MAX),
            values.value(Keys.SEND_BUFFER),
            values.value(Keys.POLL_INTERVAL)),
        values.settings());
  }

  /** What the file says, or nobody, is relative to the file; what a person says, to where he is. */
  private static Path dataBase(Resolution values, Optional<Path> file, Path base) {
    Source source = values.setting(Keys.DATA_DIR).origin().source();
    boolean byFile = source == Source.FILE || source == Source.DEFAULT;
    return byFile ? file.map(Path::getParent).orElse(base) : base;
  }
}
