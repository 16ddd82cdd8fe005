package io.penstock.worker.simulation;

import io.penstock.config.Configuration;
import io.penstock.config.DataDirectory;
import io.penstock.config.Destination;
import io.penstock.config.ForwardSettings;
import io.penstock.crash.CrashPoint;
import io.penstock.daemon.DataFolders;
import io.penstock.net.Link;
import io.penstock.reader.ReaderFile;
import io.penstock.shard.ReaderName;
import io.penstock.worker.SimulatedWorker;
import io.penstock.worker.simulation.Line.Sort;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.random.RandomGenerator;
import org.agrona.concurrent.AgentTerminationException;

/**
 * Lets a script happen: owns time, servers, ingest and the worker, and asks every {@link
 * ReaderModel} after each of the worker's rounds whether its promises hold.
 *
 * <p>Beside theirs it checks: noFailureThatNobodyInjected, nothingIsCommittedAfterAFailure.
 */
final class Simulation implements SimulatedWorker.World, AutoCloseable {
  private static final long MS = 1_000_000;
  private static final long SETTLED_NS = 5_000 * MS;
  private static final long LATENCY_MAX_NS = 3_000 * MS;
  private static final long LATENCY_AFTER_START_NS_MAX = 1_000 * MS;
  private static final long DRAIN_NS_MAX = 900_000 * MS;

  /** What kills do: nobody catches it. */
  private static final class Killed extends Error {
    private static final long serialVersionUID = 1;
  }

  /** A failure within the worker. */
  private static final class Injected extends IllegalStateException {
    private static final long serialVersionUID = 1;

    Injected() {
      super("injected");
    }
  }

  private record LookUp(String host, long atNs, CompletableFuture<List<InetAddress>> answer) {}

  private final Script script;
  private final SplittableRandom jitter;
  private final DataDirectory data;
  private final SimulatedJournal journal;
  private final LineSource lines;
  private final Map<String, Server> servers = new TreeMap<>();
  private final int[] generation = new int[Script.SERVERS];
  private final Server[] current = new Server[Script.SERVERS];
  private final Map<List<Integer>, Configuration> configurations = new HashMap<>();
  private final Map<String, ReaderModel> readers = new TreeMap<>();
  private final Map<String, Probes> probes = new TreeMap<>();
  private final List<LookUp> lookUps = new ArrayList<>();
  private final boolean dropsEvents;
  private final boolean dropsChecks;
  private final boolean mayExpire;
  private final String replayTypes;
  private final boolean unpacks;

  private long nowNs = 1_000_000_000_000L;
  private long wallOffsetNs = 1_800_000_000_000_000_000L;
  private int shards;
  private int ringVariant;
  private int variant;

  private SimulatedWorker worker;
  private boolean isEnding;
  private boolean isFailed;
  private int roundsAfterFailure;
  private final Map<String, Long> frozen = new HashMap<>();
  private long startAtNs;
  private long workerSinceNs;
  private long deletedNs = Long.MIN_VALUE;
  private long longestStepNs;

  /** Nothing but time, lines and servers has changed since the worker's start. */
  private boolean isFreshlyStarted;

  private CrashPoint armed;
  private boolean armedSend;
  private boolean armedFails;
  private int passesLeft;
  private long armedUntilNs;
  private boolean passedBeforeSend;
  private long beganNs;
  private long rounds;
  private int done;
  private long followAtNs = Long.MAX_VALUE;

  Simulation(Script script, Path directory) throws IOException {
    this.script = script;
    this.jitter = new SplittableRandom(script.seed());
    this.data = new DataDirectory(directory);
    new DataFolders(data).create();
    this.shards = script.shards();
    this.ringVariant = script.settings().contains("ring") ? 1 : 0;
    this.dropsEvents = setting("drop=").contains("events");
    this.dropsChecks = setting("drop=").contains("service_checks");
    this.mayExpire = !setting("max_age=").isEmpty();
    this.replayTypes = setting("replay_types=");
    this.unpacks = setting("unpack=").equals("true");
    this.lines = new LineSource(script.settings().contains("nameless"));
    this.beganNs = nowNs;
    CrashPoint.watch(this::onPoint);
    this.journal = new SimulatedJournal(this, data, configuration().layout());
    startWorker();
  }

  private String setting(String prefix) {
    return script.settings().stream()
        .filter(setting -> setting.startsWith(prefix))
        .map(setting -> setting.substring(prefix.length()))
        .findFirst()
        .orElse("");
  }

  private Configuration configuration() {
    return configurations.computeIfAbsent(
        List.of(shards, ringVariant, variant), missing -> configured());
  }

  private Configuration configured() {
    List<Destination> destinations = new ArrayList<>();
    for (int i = 0; i < shards; i++) {
      destinations.add(Destination.parse(script.addresses().get(i)));
    }
    List<String> set = new ArrayList<>();
    for (String setting : script.settings()) {
      if (Character.isDigit(setting.charAt(0))) {
        int shard = setting.charAt(0) - '0';
        if (shard < shards) {
          set.add("shard." + shard + "." + setting.substring(2));
        }
      } else if (setting.equals("mirror")) {
        set.add("shard.0.mirror=" + script.addresses().get(Script.MIRROR));
      } else if (setting.contains("=")) {
        set.add(setting);
      }
    }
    if (ringVariant > 0) {
      String ring = script.addresses().get(Script.RING);
      String second = ringVariant > 1 ? " " + script.addresses().get(Script.RING + 1) : "";
      set.add("mirror.alt.destinations=" + ring + second);
    }
    switch (variant) {
      case 1 -> set.add("max_packet=1000");
      case 2 -> set.add("flush_interval=20ms");
      case 3 -> set.add("doubt_window=300ms");
      default -> {}
    }
    return SimulatedWorker.configuration(destinations, set);
  }

  // What happens.

  /** Lets all of it happen, and sees that nothing is left over. */
  void run() {
    for (Action action : script.actions()) {
      done++;
      try {
        act(action);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    drain();
    readers.values().forEach(reader -> reader.checkEnd(journal.head()));
  }

  private void act(Action action) throws IOException {
    int server = (int) (action.a() % Script.SERVERS);
    switch (action.verb()) {
      case RUN -> run(action.a(), action.b() * 1_000);
      case TRAFFIC -> traffic(action);
      case BULK -> bulk(action);
      case STALL -> change(server, Server.Mode.STALLED);
      case HEAL -> {
        server(server).latencyNs = action.b() * MS;
        change(server, Server.Mode.UP);
      }
      case DIE -> change(server, action.b() == 1 ? Server.Mode.SILENT : Server.Mode.REFUSING);
      case RESET -> server(server).reset(nowNs, action.b() == 1);
      case MOVE -> move(server, action.b() == 1);
      case FLAP -> {
        for (int i = 0; i < action.b(); i++) {
          change(server, Server.Mode.REFUSING);
          run(action.c(), MS);
          change(server, Server.Mode.UP);
          run(action.c(), MS);
        }
      }
      case LATE_PROBES -> server(server).probeDelayNs = action.b() * MS;
      case PAUSE -> pause(server, action.b());
      case RELOAD -> {
        variant = (int) action.a();
        follow();
      }
      case LAYOUT -> layout(action);
      case RETAIN -> guardIngest(() -> retain((int) action.a()));
      case ROLL -> journal.age();
      case DAMAGE -> damage(action);
      case CLOCK -> {
        isFreshlyStarted = false;
        wallOffsetNs += action.a() * MS;
      }
      case KILL_WORKER -> {
        if (action.a() < 0) {
          killWorker();
        } else {
          arm(Script.WORKER_POINTS.get((int) action.a()), action, false);
        }
      }
      case STOP_WORKER -> stopWorker(action.c());
      case FAIL_WORKER -> {
        CrashPoint point = action.a() < 0 ? null : Script.WORKER_POINTS.get((int) action.a());
        arm(point, action, true);
      }
      case KILL_INGEST -> killIngest(action);
    }
  }

  private void run(long milliseconds, long stepNs) {
    for (long untilNs = nowNs + milliseconds * MS; nowNs < untilNs; ) {
      step(stepNs);
    }
  }

  private void traffic(Action action) {
    SplittableRandom random = new SplittableRandom(action.d());
    for (int i = 0; i < action.a(); i++) {
      if (random.nextInt(10) < action.b()) {
        append((int) action.c(), random);
      }
      step(MS);
    }
  }

  private void bulk(Action action) {
    SplittableRandom random = new SplittableRandom(action.d());
    for (int i = 0; i < action.a(); i++) {
      append((int) action.c(), random);
    }
  }

  private void append(int shape, SplittableRandom random) {
    int datagrams = shape == 4 ? 1 + random.nextInt(4) : shape == 0 ? 1 : 1 + random.nextInt(5);
    List<List<Line>> record = new ArrayList<>();
    for (int i = 0; i < datagrams; i++) {
      record.add(lines.datagram(shape, random));
    }
    guardIngest(() -> journal.append(record));
  }

  private void retain(int files) {
    deletedNs = nowNs;
    try {
      journal.deleteOldest(files);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void guardIngest(Runnable work) {
    try {
      work.run();
    } catch (Killed e) {
      armed = null;
      restartIngest();
    }
  }

  private void restartIngest() {
    try {
      journal.deleteOldest(0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    journal.killAndRestart(journal.layout());
  }

  private void killIngest(Action action) {
    if (action.a() < 0) {
      restartIngest();
      return;
    }
    armed = Script.INGEST_POINTS.get((int) action.a());
    armedFails = false;
    passesLeft = 1;
    armedUntilNs = nowNs;
    guardIngest(
        () -> {
          journal.age();
          append(1, new SplittableRandom(action.b()));
          append(1, new SplittableRandom(action.b() + 1));
          retain(1);
        });
    if (armed != null && Script.INGEST_POINTS.contains(armed)) {
      armed = null;
    }
  }

  private void damage(Action action) throws IOException {
    List<WrittenRecord> all = journal.records();
    if (all.size() > action.a()) {
      WrittenRecord record = all.get(all.size() - 1 - (int) action.a());
      journal.damage(record, (int) action.b(), action.c() == 1);
    }
  }

  private void change(int server, Server.Mode mode) {
    server(server).become(mode, nowNs);
  }

  private void move(int server, boolean oldDies) {
    if (!script.addresses().get(server).contains(".sim:")) {
      return;
    }
    Server old = server(server);
    generation[server]++;
    current[server] = null;
    if (oldDies) {
      old.become(Server.Mode.REFUSING, nowNs);
    }
    server(server).healthySinceNs = nowNs;
  }

  private void pause(int server, long milliseconds) throws IOException {
    Path file = data.readers().resolve(readerName(server).toString());
    if (Files.exists(file)) {
      ReaderFile.pause(file, time() + milliseconds);
      server(server).healthySinceNs = nowNs + milliseconds * MS;
    }
  }

  private void layout(Action action) {
    int shardsBefore = shards;
    int ringBefore = ringVariant;
    shards = (int) action.a();
    ringVariant = (int) action.b();
    boolean[] isDone = {false};
    guardIngest(() -> isDone[0] = journal.relayout(configuration().layout()));
    if (!isDone[0]) {
      shards = shardsBefore;
      ringVariant = ringBefore;
    } else if (action.c() == 0) {
      follow();
    } else {
      followAtNs = nowNs + action.c() * MS;
    }
  }

  private void follow() {
    followAtNs = Long.MAX_VALUE;
    isFreshlyStarted = false;
    if (worker != null && !isFailed) {
      workerSinceNs = nowNs;
      worker.follow(configuration());
      isEnding = true; // shards that change end as at a clean stop
      round();
      isEnding = false;
    }
  }

  // The worker.

  private void startWorker() {
    worker = new SimulatedWorker(this, data, journal.options, configuration());
    workerSinceNs = nowNs;
    isFreshlyStarted = true;
    guard(worker::start);
  }

  private void killWorker() {
    if (worker != null) {
      SimulatedWorker killed = worker;
      worker = null;
      killed.kill();
      ended();
      startAtNs = nowNs + jitter.nextInt(3) * 100 * MS;
    }
  }

  private void stopWorker(long milliseconds) {
    if (worker == null) {
      return;
    }
    worker.stop();
    if (!isFailed) {
      round();
    }
    while (worker != null) {
      round();
    }
    startAtNs = nowNs + milliseconds * MS;
  }

  private void round() {
    rounds++;
    if (worker == null) {
      if (nowNs >= startAtNs) {
        startWorker();
      }
      return;
    }
    if (isFailed && roundsAfterFailure++ == 3) {
      worker.stop();
    }
    guard(worker::doWork);
  }

  /** What the worker is asked to do. */
  private interface Work {
    void run() throws Exception;
  }

  private void guard(Work work) {
    try {
      work.run();
    } catch (Killed e) {
      killWorker();
    } catch (Injected e) {
      failed();
    } catch (AgentTerminationException e) {
      endWorker();
    } catch (Violation e) {
      throw e;
    } catch (Throwable e) {
      throw new Violation("noFailureThatNobodyInjected", e);
    }
  }

  private void failed() {
    if (!isFailed) {
      isFailed = true;
      roundsAfterFailure = 0;
      ended();
      frozen.clear();
      readers.forEach((name, reader) -> frozen.put(name, reader.position().sequence()));
    }
  }

  private void endWorker() {
    SimulatedWorker ends = worker;
    boolean hasFailed = isFailed;
    isEnding = true;
    guard(ends::end);
    if (isFailed && !hasFailed) {
      ends.kill(); // it failed while it ended: the end of its process releases what it has
    }
    worker = null;
    disarm();
    if (hasFailed) {
      readers.forEach(
          (name, reader) ->
              Violation.unless(
                  reader.position().sequence() == frozen.getOrDefault(name, 0L),
                  "nothingIsCommittedAfterAFailure",
                  () -> name + " has committed " + reader.position()));
    }
    ended();
    isEnding = false;
    isFailed = false;
    startAtNs = nowNs + 10 * MS;
  }

  private void ended() {
    readers.values().forEach(reader -> reader.ended(passedBeforeSend));
    disarm();
  }

  private void disarm() {
    armed = null;
    armedSend = false;
    passedBeforeSend = false;
  }

  private void arm(CrashPoint point, Action action, boolean fails) {
    armed = point;
    armedSend = point == null;
    armedFails = fails;
    passesLeft = (int) action.b();
    armedUntilNs = nowNs + action.c() * MS;
  }

  private void onPoint(CrashPoint point) {
    if (point == armed && --passesLeft <= 0) {
      armed = null;
      passedBeforeSend = point == CrashPoint.BEFORE_SEND;
      if (armedFails) {
        throw new Injected();
      }
      throw new Killed();
    }
  }

  /** A datagram is about to be given to a link. */
  void onSend() {
    if (armedSend && --passesLeft <= 0) {
      armedSend = false;
      passedBeforeSend = true;
      throw new Injected();
    }
  }

  // Time.

  private void step(long stepNs) {
    longestStepNs = stepNs;
    isFreshlyStarted &= stepNs <= 2 * MS;
    pass(stepNs);
    if (nowNs >= followAtNs) {
      follow();
    }
    if ((armed != null || armedSend) && nowNs > armedUntilNs) {
      disarm();
    }
    round();
    check();
  }

  /** Time passes for everybody but the worker. */
  void pass(long stepNs) {
    nowNs += stepNs;
    for (Server server : servers.values()) {
      server.tick(nowNs);
    }
    probes.values().forEach(Probes::tick);
    for (Iterator<LookUp> open = lookUps.iterator(); open.hasNext(); ) {
      LookUp lookUp = open.next();
      if (nowNs >= lookUp.atNs()) {
        open.remove();
        lookUp.answer().complete(addressesOf(lookUp.host()));
      }
    }
  }

  private void check() {
    boolean isOpen = worker != null && !isFailed;
    for (ReaderModel reader : readers.values()) {
      reader.check();
      Server server = server(serverOf(reader.name));
      boolean isWell =
          isOpen && server.isUp() && server.latencyNs == 0 && reader.name.isIn(journal.layout());
      boolean isHealthy =
          isWell
              && nowNs - Math.max(server.healthySinceNs, workerSinceNs) > SETTLED_NS
              && longestStepNs <= 10 * MS;
      reader.checkLatency(isHealthy, LATENCY_MAX_NS);
      if (isWell && isFreshlyStarted && isWellSince(server, workerSinceNs)) {
        reader.checkLatencyAfterStart(LATENCY_AFTER_START_NS_MAX);
      }
    }
  }

  private static boolean isWellSince(Server server, long sinceNs) {
    return server.healthySinceNs < sinceNs && server.probeDelayNs == 0;
  }

  /** All becomes well, and stays so until everything has arrived. */
  private void drain() {
    disarm();
    for (Server server : servers.values()) {
      server.latencyNs = 0;
      server.probeDelayNs = 0;
      server.become(Server.Mode.UP, nowNs);
    }
    for (ReaderModel reader : readers.values()) {
      try {
        ReaderFile.pause(data.readers().resolve(reader.name.toString()), 0);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    if (isFailed) {
      stopWorker(0);
    }
    run(10, MS);
    follow();
    bulk(Action.of(Action.Verb.BULK, 1, 0, 1, 7));
    run(3_000, 2 * MS);
    long untilNs = nowNs + DRAIN_NS_MAX;
    while (nowNs < untilNs && !isDrained()) {
      run(200, 10 * MS);
    }
    run(5_000, 10 * MS);
  }

  private boolean isDrained() {
    return worker != null
        && readers.values().stream()
            .allMatch(reader -> reader.isRetired() || reader.position().number() == journal.head());
  }

  // What readers ask.

  List<WrittenRecord> records() {
    return journal.records();
  }

  Line numbered(byte[] bytes, int from, int end) {
    return lines.numbered(bytes, from, end);
  }

  boolean isBetweenRecords(long number) {
    return journal.isBetweenRecords(number);
  }

  /** Whether a line may be missing in what is sent, since something else counts it. */
  boolean mayBeLeftOut(Line line) {
    return line.record.mayBeLost() || isDropped(line) || mayExpire || mayBeStale(line);
  }

  boolean isDropped(Line line) {
    return line.sort == Sort.EVENT && dropsEvents || line.sort == Sort.SERVICE_CHECK && dropsChecks;
  }

  private boolean mayBeStale(Line line) {
    return !replayTypes.isEmpty()
        && !line.type.isEmpty()
        && !("," + replayTypes + ",").contains("," + line.type + ",");
  }

  /** Whether the worker can know the layouts of what was deleted: it had read them before. */
  boolean knowsWhatWasDeleted() {
    return workerSinceNs < deletedNs;
  }

  long numbersThatMayBeLost(long from, long to) {
    long numbers = to - from;
    List<WrittenRecord> all = journal.records();
    for (int i = all.size() - 1; i >= 0 && all.get(i).nextNumber > from; i--) {
      if (all.get(i).firstNumber < to && !all.get(i).mayBeLost()) {
        numbers -= Math.min(to, all.get(i).nextNumber) - Math.max(from, all.get(i).firstNumber);
      }
    }
    return numbers;
  }

  /** Whether shards end as at a clean stop now, and so do not wait for errors. */
  boolean isEnding() {
    return isEnding;
  }

  boolean isProbed(ReaderName reader) {
    return probes.get(reader.toString()).isAsking();
  }

  long wallNs() {
    return nowNs + wallOffsetNs;
  }

  long nowNs() {
    return nowNs;
  }

  // What the worker asks.

  @Override
  public long nanoTime() {
    return nowNs;
  }

  @Override
  public long time() {
    return wallNs() / MS;
  }

  @Override
  public Link open(Destination destination, InetAddress address) throws IOException {
    boolean isUnix = destination.transport().isUnix();
    String key = isUnix ? destination.host() : address.getHostAddress() + ":" + destination.port();
    Server server = server(key);
    int port =
        isUnix
            ? Integer.parseInt(destination.host().substring("/sim/".length()))
            : destination.port();
    ReaderModel reader = readers.get(readerName(port - 8000).toString());
    if (isUnix && !server.isThere()) {
      throw new IOException("cannot reach " + key + ": nobody is there");
    }
    SimulatedLink link =
        switch (destination.transport()) {
          case UDP -> new UdpModel(this, server, reader);
          case TCP -> new StreamModel(this, server, reader, true, false, 16_384);
          case UNIX_STREAM -> new StreamModel(this, server, reader, false, false, 16_384);
          case UNIX -> new StreamModel(this, server, reader, false, true, 1 << 20);
        };
    server.connected(link);
    return link;
  }

  @Override
  public CompletableFuture<List<InetAddress>> lookUp(String host) {
    CompletableFuture<List<InetAddress>> answer = new CompletableFuture<>();
    long delayNs = server(Integer.parseInt(host.substring(1, 2))).latencyNs;
    lookUps.add(new LookUp(host, nowNs + delayNs, answer));
    return answer;
  }

  private List<InetAddress> addressesOf(String host) {
    int server = Integer.parseInt(host.substring(1, 2));
    return List.of(InetAddress.ofLiteral("10.1." + generation[server] + "." + server));
  }

  @Override
  public SimulatedWorker.Prober begin(String reader, ForwardSettings forward) {
    ReaderName name = ReaderName.of(reader).orElseThrow();
    int server = serverOf(name);
    Probes asked = new Probes(this, () -> server(server), forward);
    probes.put(reader, asked);
    readers
        .computeIfAbsent(
            reader,
            missing -> {
              try {
                return new ReaderModel(this, name, data.readers().resolve(reader), unpacks);
              } catch (IOException e) {
                throw new UncheckedIOException(e);
              }
            })
        .opened();
    return asked;
  }

  @Override
  public RandomGenerator jitter() {
    return jitter;
  }

  // Servers.

  private static ReaderName readerName(int server) {
    if (server < Script.RING) {
      return new ReaderName(ReaderName.SHARDS, server);
    }
    return server < Script.MIRROR
        ? new ReaderName("alt", server - Script.RING)
        : new ReaderName(ReaderName.MIRRORS, 0);
  }

  private static int serverOf(ReaderName reader) {
    return switch (reader.ring()) {
      case ReaderName.SHARDS -> reader.shard();
      case ReaderName.MIRRORS -> Script.MIRROR;
      default -> Script.RING + reader.shard();
    };
  }

  private Server server(int number) {
    if (current[number] == null) {
      current[number] = server(addressOf(number));
    }
    return current[number];
  }

  private String addressOf(int number) {
    Destination destination = Destination.parse(script.addresses().get(number));
    if (destination.transport().isUnix()) {
      return destination.host();
    }
    boolean isNamed = destination.host().endsWith(".sim");
    String host = isNamed ? "10.1." + generation[number] + "." + number : destination.host();
    return host + ":" + destination.port();
  }

  private Server server(String address) {
    return servers.computeIfAbsent(
        address,
        missing -> {
          Server server = new Server();
          server.healthySinceNs = nowNs;
          return server;
        });
  }

  // What it came to.

  long rounds() {
    return rounds;
  }

  long simulatedNs() {
    return nowNs - beganNs;
  }

  int actionsDone() {
    return done;
  }

  long handed() {
    return readers.values().stream().mapToLong(ReaderModel::handed).sum();
  }

  long repeated() {
    return readers.values().stream().mapToLong(ReaderModel::repeated).sum();
  }

  Collection<ReaderModel> readers() {
    return readers.values();
  }

  @Override
  public void close() {
    CrashPoint.unwatch();
    try {
      if (worker != null) {
        worker.kill();
      }
    } finally {
      readers.values().forEach(ReaderModel::close);
      journal.close();
    }
  }
}
