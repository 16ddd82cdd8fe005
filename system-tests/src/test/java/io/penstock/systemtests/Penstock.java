package io.penstock.systemtests;

import static org.awaitility.Awaitility.await;

import io.penstock.counters.IngestCounter;
import io.penstock.counters.ReaderCounter;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
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

  static final Path LAUNCHER = ROOT.resolve("scripts/penstock");

  /** The launcher is to run what Maven has just built, on the JDK that the tests run on. */
  static final Map<String, String> ENVIRONMENT =
      Map.of(
          "PENSTOCK_BUILT",
          "1",
          "JAVA_HOME",
          System.getProperty("java.home"),
          // One address would not do for all tests at a time.
          "PENSTOCK_CONSOLE_BIND",
          "none");

  /**
   * For lives of seconds: the second compiler would take more than it gives. Tests tagged "long" do
   * without, and have what a user's processes have.
   */
  static final String SHORT_LIVES = "-XX:TieredStopAtLevel=1";

  private static final Duration READY_MAX = Duration.ofSeconds(180);
  private static final Duration DELIVERED_MAX = Duration.ofSeconds(240);

  private final Path home;
  private final Map<String, String> environment;
  private final ConfigFile config;
  private final Counts counts;
  private final InetSocketAddress address = Loopback.fresh();
  private final List<Daemon> daemons = new ArrayList<>();
  private int shardsEver;
  private Daemon ingest;
  private Daemon worker;

  /** One whose processes have the flags that a user's have. */
  Penstock(Path home) throws IOException {
    this(home, "");
  }

  Penstock(Path home, String javaOptions) throws IOException {
    this.home = home;
    this.environment = new HashMap<>(ENVIRONMENT);
    environment.put("PENSTOCK_JAVA_OPTS", javaOptions);
    this.config = new ConfigFile(home.resolve("config.ini"));
    this.counts = new Counts(data());
    Files.createDirectories(home.resolve("logs"));
    set("bind_interface", address.getAddress().getHostAddress());
    set("bind_port", Integer.toString(address.getPort()));
    set("forward.doubt_window", "300ms"); // positions settle sooner than with the default of 2 s
    set("forward.trial", "300ms"); // and destinations are believed sooner
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
    config.set(key, value);
    return this;
  }

  /**
   * Sets the servers, the first of them shard 0; for the next start.
   *
   * @param destinations UDP sockets, or addresses as {@code config.ini} has them
   */
  Penstock destinations(List<?> destinations) {
    shardsEver = Math.max(shardsEver, destinations.size());
    return set(
        "destinations",
        destinations.stream()
            .map(one -> one instanceof InetSocketAddress udp ? Loopback.text(udp) : one.toString())
            .collect(Collectors.joining(" ")));
  }

  ConfigFile config() {
    return config;
  }

  Path home() {
    return home;
  }

  Path data() {
    return home.resolve("data");
  }

  // Processes.

  /** Starts both daemons at the same time and waits until both are ready. */
  void start() {
    Daemon launched = launchIngest();
    Daemon beside = launchWorker();
    awaitReady(launched);
    ingest = launched;
    awaitReaders(beside);
  }

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
      awaitReady(worker, worker.startEpochMs(), () -> counts.readerBeganEpochMs(shard));
    }
    return worker;
  }

  /** Waits until a worker that was launched has opened every shard. */
  void awaitReaders(Daemon launched) {
    worker = launched;
    for (int shard = 0; shard < config.shards(); shard++) {
      int reader = shard;
      awaitReady(launched, launched.startEpochMs(), () -> counts.readerBeganEpochMs(reader));
    }
  }

  /** Starts ingest and waits for nothing. */
  Daemon launchIngest(String... options) {
    return launch(List.of(), "ingest", options);
  }

  /** Starts a worker and waits for nothing. */
  Daemon launchWorker(String... options) {
    return launch(List.of(), "worker", options);
  }

  /**
   * Runs a command in this process, which takes a tenth of the time: for what a test wants to know
   * or done, where the command itself is not what it is about.
   */
  Exit ask(String command, String... options) {
    return ReadingTools.run(with(List.of(command, "-c", config.write().toString()), options));
  }

  /** Runs any other command to its end. */
  Exit tool(String command, String... options) {
    return launch(List.of(), command, options).awaitEnd();
  }

  /** Starts a command through another program, which is given the command line. */
  Daemon launch(List<String> wrapper, String command, String... options) {
    List<String> words = new ArrayList<>(wrapper);
    words.addAll(List.of(LAUNCHER.toString(), command, "-c", config.write().toString()));
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
    Daemon daemon = Daemon.start(logName, home.resolve("logs"), home, command, environment);
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
    return IntStream.range(0, config.shards()).boxed().toList();
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
    awaitReady(launched, notBeforeEpochMs, counts::ingestBeganEpochMs);
  }

  // What its files say, whoever is alive.

  Counts counts() {
    return counts;
  }

  long count(IngestCounter counter) {
    return counts.of(counter);
  }

  long count(int shard, ReaderCounter counter) {
    return counts.of(shard, counter);
  }

  /** The sum over all shards that ever were. */
  long sum(ReaderCounter counter) {
    return IntStream.range(0, shardsEver).mapToLong(shard -> count(shard, counter)).sum();
  }

  /** The number of the datagram that a shard's reader needs next, as committed. */
  long position(int shard) {
    return counts.position(shard).number();
  }

  /** Datagrams in the journal. */
  long head() {
    return count(IngestCounter.NEXT_NUMBER);
  }

  /**
   * Waits until ingest has taken so many datagrams in all its lives, and each is in the journal or
   * counted as dropped: one is counted as received before it is appended.
   */
  void awaitReceived(long datagrams) {
    await("ingest has received " + datagrams)
        .atMost(READY_MAX)
        .until(() -> appended() + dropped() >= datagrams);
  }

  private long appended() {
    return head() - count(IngestCounter.BASE_NUMBER);
  }

  private long dropped() {
    return Stream.of(IngestCounter.values())
        .filter(counter -> counter.name().startsWith("DROPPED_"))
        .mapToLong(this::count)
        .sum();
  }

  /**
   * Waits until the shards of the present layout have committed everything that ingest appended.
   */
  void awaitDelivered() {
    await("all shards have committed all")
        .atMost(DELIVERED_MAX)
        .until(() -> IntStream.range(0, config.shards()).allMatch(s -> position(s) == head()));
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
