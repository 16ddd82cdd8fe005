package io.penstock.systemtests;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.awaitility.Awaitility.await;

import io.penstock.counters.CounterFile;
import io.penstock.counters.FileKind;
import io.penstock.counters.IngestCounter;
import io.penstock.counters.ReaderCounter;
import io.penstock.journal.Position;
import io.penstock.journal.ReaderFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * One Penstock for one test: a folder with a {@code config.ini}, its data, and real processes.
 *
 * <p>Ready means that the process's counter file is younger than the process. Everything waits with
 * a bound.
 */
final class Penstock implements AutoCloseable {
  /** The root of the source tree: tests run in the folder of their module. */
  static final Path ROOT = Path.of("..").toAbsolutePath().normalize();

  private static final Path LAUNCHER = ROOT.resolve("scripts/penstock");

  /** The launcher is to run what Maven has just built, on the JDK that the tests run on. */
  static final Map<String, String> ENVIRONMENT =
      Map.of("PENSTOCK_BUILT", "1", "JAVA_HOME", System.getProperty("java.home"));

  private static final Duration READY_MAX = Duration.ofSeconds(20);
  private static final Duration DELIVERED_MAX = Duration.ofSeconds(60);

  private final Path home;
  private final InetSocketAddress address = Loopback.fresh();
  private final Map<String, String> settings = new LinkedHashMap<>();
  private final List<Daemon> daemons = new ArrayList<>();
  private int shards;
  private Daemon ingest;
  private Daemon worker;

  Penstock(Path home) throws IOException {
    this.home = home;
    Files.createDirectories(home.resolve("logs"));
    set("bind_interface", address.getAddress().getHostAddress());
    set("bind_port", Integer.toString(address.getPort()));
    set("forward.doubt_window", "300ms"); // positions settle sooner than with the default of 2 s
  }

  // What it is told.

  /** Where ingest listens. */
  InetSocketAddress address() {
    return address;
  }

  /**
   * Sets a key of {@code config.ini}, as {@code key} or {@code section.key}; for the next start.
   */
  Penstock set(String key, String value) {
    settings.put(key, value);
    return this;
  }

  /** Sets the servers, the first of them shard 0; for the next start. */
  Penstock destinations(List<InetSocketAddress> destinations) {
    shards = Math.max(shards, destinations.size());
    return set(
        "destinations", destinations.stream().map(Loopback::text).collect(Collectors.joining(" ")));
  }

  Path home() {
    return home;
  }

  Path data() {
    return home.resolve("data");
  }

  Path configFile() {
    return home.resolve("config.ini");
  }

  /** Writes {@code config.ini} as it is set now. */
  Path writeConfig() {
    Map<String, StringBuilder> sections = new TreeMap<>();
    settings.forEach(
        (key, value) -> {
          int dot = key.indexOf('.');
          String section = dot < 0 ? "" : key.substring(0, dot);
          sections
              .computeIfAbsent(section, name -> new StringBuilder())
              .append(key.substring(dot + 1) + " = " + value + "\n");
        });
    StringBuilder text = new StringBuilder();
    sections.forEach(
        (section, lines) ->
            text.append(section.isEmpty() ? "" : "[" + section + "]\n").append(lines));
    return writeConfig(text.toString());
  }

  /** Writes a {@code config.ini} of the test's own making. */
  Path writeConfig(String text) {
    try {
      return Files.write(configFile(), text.getBytes(UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  // Processes.

  /** Starts ingest and waits until it receives. */
  Daemon startIngest(String... options) {
    ingest = launchIngest(options);
    awaitReady(ingest);
    return ingest;
  }

  /** Starts a worker and waits until it has opened every shard. */
  Daemon startWorker(String... options) {
    worker = launchWorker(options);
    for (int shard : shardsOf(options)) {
      awaitReady(worker, worker.startEpochMs(), () -> readerBeganEpochMs(shard));
    }
    return worker;
  }

  /** Starts ingest and waits for nothing. */
  Daemon launchIngest(String... options) {
    return launch(List.of(), "ingest", options);
  }

  /** Starts a worker and waits for nothing. */
  Daemon launchWorker(String... options) {
    return launch(List.of(), "worker", options);
  }

  /** Runs any other command to its end. */
  Exit tool(String command, String... options) {
    return launch(List.of(), command, options).awaitEnd();
  }

  /** Starts a command through another program, which is given the command line. */
  Daemon launch(List<String> wrapper, String command, String... options) {
    List<String> words = new ArrayList<>(wrapper);
    words.addAll(List.of(LAUNCHER.toString(), command, "-c", writeConfig().toString()));
    words.addAll(List.of(options));
    return launchAsIs(command, words);
  }

  /** Starts the launcher with nothing but these words, and no configuration written for it. */
  Daemon launchBare(String... words) {
    return launchAsIs(words[0], with(List.of(LAUNCHER.toString()), words));
  }

  /** Starts any command; its logs lie with the others. */
  Daemon launchAsIs(String name, List<String> command) {
    String logName = "%02d-%s".formatted(daemons.size(), name);
    Daemon daemon = Daemon.start(logName, home.resolve("logs"), home, command, ENVIRONMENT);
    daemons.add(daemon);
    return daemon;
  }

  private static List<String> with(List<String> words, String... more) {
    return Stream.concat(words.stream(), Stream.of(more)).toList();
  }

  private List<Integer> shardsOf(String... options) {
    List<String> words = List.of(options);
    int at = words.indexOf("--shards");
    if (at >= 0 && !words.get(at + 1).equals("all")) {
      return Stream.of(words.get(at + 1).split(",")).map(Integer::valueOf).toList();
    }
    int configured = settings.get("destinations").split(" ").length;
    return Stream.iterate(0, shard -> shard + 1).limit(configured).toList();
  }

  Daemon ingest() {
    return ingest;
  }

  Daemon worker() {
    return worker;
  }

  private interface Began {
    long epochMs() throws IOException;
  }

  /** Waits until a counter file says that its writer began no earlier than then. */
  private static void awaitReady(Daemon daemon, long notBeforeEpochMs, Began began) {
    await(daemon.name() + " is ready")
        .atMost(READY_MAX)
        .pollInterval(Duration.ofMillis(5))
        .until(
            () -> {
              if (!daemon.isAlive()) {
                throw new AssertionError(daemon.name() + " ended at its start:\n" + daemon.log());
              }
              return began.epochMs() >= notBeforeEpochMs;
            });
  }

  /** Waits until ingest, under whatever process was launched, receives. */
  void awaitReady(Daemon launched) {
    awaitReady(launched, launched.startEpochMs());
  }

  /** Waits until an ingest that began no earlier than then receives. */
  void awaitReady(Daemon launched, long notBeforeEpochMs) {
    awaitReady(launched, notBeforeEpochMs, this::ingestBeganEpochMs);
  }

  private long ingestBeganEpochMs() throws IOException {
    try (CounterFile counters = ingestCounters()) {
      return Math.min(counters.startedEpochMs(), counters.heartbeatEpochMs());
    } catch (NoSuchFileException e) {
      return 0;
    }
  }

  private long readerBeganEpochMs(int shard) throws IOException {
    try (ReaderFile reader = reader(shard)) {
      return Math.min(reader.counters().startedEpochMs(), reader.counters().heartbeatEpochMs());
    } catch (NoSuchFileException e) {
      return 0;
    }
  }

  // What its files say, whoever is alive.

  long count(IngestCounter counter) {
    try (CounterFile counters = ingestCounters()) {
      return counters.get(counter);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  long count(int shard, ReaderCounter counter) {
    try (ReaderFile reader = reader(shard)) {
      return reader.counters().get(counter);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The sum over all shards that ever were. */
  long sum(ReaderCounter counter) {
    long sum = 0;
    for (int shard = 0; shard < shards; shard++) {
      sum += count(shard, counter);
    }
    return sum;
  }

  Position position(int shard) {
    try (ReaderFile reader = reader(shard)) {
      return reader.position();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Datagrams in the journal. */
  long head() {
    return count(IngestCounter.NEXT_NUMBER);
  }

  /** Waits until ingest has taken so many datagrams in all its lives. */
  void awaitReceived(long datagrams) {
    await("ingest has received " + datagrams)
        .atMost(READY_MAX)
        .until(() -> count(IngestCounter.RECEIVED_DATAGRAMS) >= datagrams);
  }

  /**
   * Waits until the shards of the present layout have committed everything that ingest appended.
   */
  void awaitDelivered() {
    int configured = settings.get("destinations").split(" ").length;
    for (int shard = 0; shard < configured; shard++) {
      int reader = shard;
      await("shard " + shard + " has committed all")
          .atMost(DELIVERED_MAX)
          .until(() -> position(reader).number() == head());
    }
  }

  private CounterFile ingestCounters() throws IOException {
    return CounterFile.openReadOnly(data().resolve("counters/ingest"), FileKind.INGEST);
  }

  private ReaderFile reader(int shard) throws IOException {
    return ReaderFile.openReadOnly(data().resolve("readers/shard-" + shard));
  }

  /** What every process has said, oldest first. */
  String logs() {
    return daemons.stream()
        .map(daemon -> "--- " + daemon.name() + "\n" + daemon.log())
        .collect(Collectors.joining());
  }

  /** Kills what is alive. */
  @Override
  public void close() {
    daemons.forEach(Daemon::destroy);
  }

  /** Deletes the folder: nobody asks for the journal of a test that has passed. */
  void delete() throws IOException {
    try (Stream<Path> files = Files.walk(home)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
