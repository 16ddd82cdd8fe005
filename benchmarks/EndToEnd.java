import java.io.IOException;
import java.net.DatagramSocket;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Measures the two daemons from outside, in their default configuration: CPU per line, loss,
 * latency, idle CPU, memory, drain.
 *
 * <p>Run by {@code benchmarks/end-to-end}. Load, proxy and sinks share the machine, so CPU per line
 * (user and system time of ingest and worker, from {@code /proc/PID/stat}, over lines delivered) is
 * the figure that counts. Each row warms up first; ratios within one run are what to compare.
 */
public final class EndToEnd {
  private static final Path ROOT = Path.of(System.getProperty("penstock.home")).toAbsolutePath();
  private static final int SHARDS = 3;
  private static final double TICKS_PER_SECOND = 100;

  private final int warmUpSeconds;
  private final int seconds;
  private final List<Process> running = new ArrayList<>();
  private Path home;
  private int listenPort;
  private List<Integer> sinkPorts;

  private EndToEnd(int warmUpSeconds, int seconds) {
    this.warmUpSeconds = warmUpSeconds;
    this.seconds = seconds;
  }

  public static void main(String[] arguments) throws Exception {
    List<String> words = new ArrayList<>(Arrays.asList(arguments));
    boolean quick = words.remove("--quick");
    EndToEnd bench = quick ? new EndToEnd(5, 5) : new EndToEnd(30, 20);
    Runtime.getRuntime().addShutdownHook(new Thread(bench::killAll));
    if (words.isEmpty()) {
      words = List.of("idle", "rates", "highest", "latency", "drain", "memory");
    }
    machine();
    for (String word : words) {
      switch (word) {
        case "idle" -> bench.idle();
        case "rates" -> bench.rates();
        case "highest" -> bench.highest();
        case "latency" -> bench.latency();
        case "drain" -> bench.drain();
        case "memory" -> bench.memory(Long.getLong("backlog.gib", 20) << 30);
        default -> throw new IllegalArgumentException("unknown measurement: " + word);
      }
    }
  }

  private static void machine() throws IOException {
    String cpu =
        Files.readAllLines(Path.of("/proc/cpuinfo")).stream()
            .filter(line -> line.startsWith("model name"))
            .findFirst()
            .orElse("?");
    System.out.printf(
        "machine: %d x %s, Linux %s, JDK %s%n",
        Runtime.getRuntime().availableProcessors(),
        cpu.replaceAll(".*: ", ""),
        System.getProperty("os.version"),
        System.getProperty("java.version"));
  }

  private void rates() throws Exception {
    System.out.println(
        "\noffered               coalesced   CPU us/line  ingest  worker   loss %   RssAnon MB");
    for (int coalesce : new int[] {1, 16}) {
      row(20_000, 1, coalesce);
      row(5_000, 10, coalesce);
      row(160_000, 1, coalesce);
      row(80_000, 10, coalesce);
    }
  }

  private void row(int rate, int lines, int coalesce) throws Exception {
    start("--quiet-count");
    Process load = load(rate, lines, coalesce, warmUpSeconds + seconds + 2);
    TimeUnit.SECONDS.sleep(warmUpSeconds);
    Sample before = sample();
    TimeUnit.SECONDS.sleep(seconds);
    Sample after = sample();
    String report = output(load);
    TimeUnit.SECONDS.sleep(1);
    long delivered = after.accepted - before.accepted;
    long sent = number(report, "datagrams");
    long received = ingestCounter(RECEIVED);
    System.out.printf(
        Locale.ROOT,
        "%,8d/s x %-2d lines  %9s  %12.2f  %6.2f  %6.2f  %7.3f   %d + %d%n",
        rate,
        lines,
        coalesce == 1 ? "no" : "by " + coalesce,
        1e6 * (after.ingestCpu - before.ingestCpu + after.workerCpu - before.workerCpu) / delivered,
        1e6 * (after.ingestCpu - before.ingestCpu) / delivered,
        1e6 * (after.workerCpu - before.workerCpu) / delivered,
        100.0 * (sent - received + dropped()) / sent,
        rssAnonMb(ingest()),
        rssAnonMb(worker()));
    stop();
  }

  private void highest() throws Exception {
    System.out.println("\nhighest at ingest, 10 s after warm-up: offered, loss % at ingest");
    // Datagrams a second, lines a datagram, datagrams that the sender gives the kernel in one call.
    int[][] attempts = {{640_000, 1, 16}, {160_000, 10, 16}, {200_000, 1, 1}};
    for (int[] attempt : attempts) {
      start("--quiet-count");
      output(load(100_000, attempt[1], attempt[2], warmUpSeconds));
      TimeUnit.SECONDS.sleep(2);
      long receivedBefore = ingestCounter(RECEIVED);
      long droppedBefore = dropped();
      String report = output(load(attempt[0], attempt[1], attempt[2], 10));
      TimeUnit.SECONDS.sleep(1);
      long sent = number(report, "datagrams");
      long kept = ingestCounter(RECEIVED) - receivedBefore - (dropped() - droppedBefore);
      System.out.printf(
          Locale.ROOT,
          "%,8d/s x %-2d lines  coalesced %-5s  achieved %,d/s  loss %.3f %%%n",
          attempt[0],
          attempt[1],
          attempt[2] == 1 ? "no" : "by " + attempt[2],
          sent / 10,
          100.0 * (sent - kept) / sent);
      stop();
    }
  }

  private void latency() throws Exception {
    start("--latency");
    Process load = load(20_000, 1, 1, warmUpSeconds + seconds, "--latency");
    output(load);
    TimeUnit.SECONDS.sleep(1);
    System.out.println(
        "\nlatency client to destination at 20,000/s x 1 line (whole run, warm-up included):");
    Process sink = running.get(0);
    sink.toHandle().destroy();
    System.out.println("  " + output(sink).strip().replaceAll("\\s+", " "));
    running.remove(0);
    stop();
  }

  private void idle() throws Exception {
    start("--quiet-count");
    output(load(20_000, 1, 1, 5));
    TimeUnit.SECONDS.sleep(12);
    Sample before = sample();
    TimeUnit.SECONDS.sleep(seconds);
    Sample after = sample();
    System.out.printf(
        Locale.ROOT,
        "%nidle CPU: ingest %.2f %%, worker %.2f %%%n",
        100 * (after.ingestCpu - before.ingestCpu) / seconds,
        100 * (after.workerCpu - before.workerCpu) / seconds);
    stop();
  }

  private void drain() throws Exception {
    for (int lines : new int[] {1, 10}) {
      start("--quiet-count", "--set", "forward.replay_rate=max");
      output(load(100_000, lines, 16, warmUpSeconds)); // warms up ingest; the worker starts anew
      worker().destroy();
      worker().waitFor();
      output(load(lines == 1 ? 400_000 : 120_000, lines, 16, seconds));
      TimeUnit.SECONDS.sleep(1);
      long before = accepted();
      long backlog = backlog();
      long startNs = System.nanoTime();
      startWorker("--set", "forward.replay_rate=max");
      while (backlog() > 0) {
        TimeUnit.MILLISECONDS.sleep(20);
      }
      double took = (System.nanoTime() - startNs) / 1e9;
      System.out.printf(
          Locale.ROOT,
          "%ndrain with one worker thread, %d lines a datagram: %,d datagrams, %,d lines in %.1f s"
              + " (start of the JVM included) = %,.0f lines/s%n",
          lines,
          backlog,
          accepted() - before,
          took,
          (accepted() - before) / took);
      stop();
    }
  }

  private void memory(long bytes) throws Exception {
    start("--quiet-count");
    output(load(100_000, 10, 16, 5));
    worker().destroy();
    worker().waitFor();
    System.out.printf("%nmemory while a backlog of %,d MiB grows and drains%n", bytes >> 20);
    int loadSeconds = (int) (bytes / (100_000L * 1010)) + 1;
    Process load = load(100_000, 10, 16, loadSeconds);
    for (int i = 1; i <= 4; i++) {
      TimeUnit.SECONDS.sleep(loadSeconds / 4);
      System.out.printf("  growing: ingest RssAnon %d MB%n", rssAnonMb(ingest()));
    }
    output(load);
    startWorker("--set", "forward.replay_rate=max");
    TimeUnit.SECONDS.sleep(3);
    while (backlog() > 0) {
      System.out.printf(
          "  draining: backlog %,d datagrams, worker RssAnon %d MB%n",
          backlog(), rssAnonMb(worker()));
      TimeUnit.SECONDS.sleep(10);
    }
    System.out.printf(
        "  drained: ingest %d MB, worker %d MB%n", rssAnonMb(ingest()), rssAnonMb(worker()));
    stop();
  }

  // Processes: 0 the sinks, 1 ingest, 2 the worker.

  private void start(String sinkMode, String... workerOptions) throws Exception {
    home = Files.createTempDirectory(Files.createDirectories(ROOT.resolve("target")), "bench");
    listenPort = freePort();
    sinkPorts = new ArrayList<>();
    for (int i = 0; i < SHARDS; i++) {
      sinkPorts.add(freePort());
    }
    StringBuilder destinations = new StringBuilder();
    StringBuilder ports = new StringBuilder();
    for (int port : sinkPorts) {
      destinations.append(" 127.0.0.1:").append(port);
      ports.append(ports.isEmpty() ? "" : ",").append(port);
    }
    Files.writeString(
        home.resolve("config.ini"),
        "bind_interface = 127.0.0.1\nbind_port = "
            + listenPort
            + "\ndestinations ="
            + destinations
            + "\n");
    List<String> sink = new ArrayList<>(List.of("sink", "--ports", ports.toString(), "--json"));
    if (!sinkMode.equals("--latency")) {
      sink.add(sinkMode);
    }
    running.add(penstock(sink));
    running.add(penstock(List.of("ingest", "-c", home.resolve("config.ini").toString())));
    startWorker(workerOptions);
    while (!Files.exists(readerFile(SHARDS - 1))) {
      TimeUnit.MILLISECONDS.sleep(50);
    }
  }

  private void startWorker(String... options) throws IOException {
    List<String> words =
        new ArrayList<>(List.of("worker", "-c", home.resolve("config.ini").toString()));
    words.addAll(List.of(options));
    Process worker = penstock(words);
    if (running.size() > 2) {
      running.set(2, worker);
    } else {
      running.add(worker);
    }
  }

  private Process load(int rate, int lines, int coalesce, int loadSeconds, String... more)
      throws IOException {
    List<String> words =
        new ArrayList<>(
            List.of(
                "load",
                "--target",
                "127.0.0.1:" + listenPort,
                "--rate",
                "" + rate,
                "--lines",
                "" + lines,
                "--coalesce",
                "" + coalesce,
                "--sources",
                "16",
                "--seconds",
                loadSeconds + "s",
                "--json"));
    words.addAll(List.of(more));
    return penstock(words);
  }

  private Process penstock(List<String> words) throws IOException {
    List<String> command = new ArrayList<>(List.of(ROOT.resolve("scripts/penstock").toString()));
    command.addAll(words);
    return new ProcessBuilder(command)
        .redirectError(home.resolve(words.get(0) + ".log").toFile())
        .start();
  }

  private Process ingest() {
    return running.get(1);
  }

  private Process worker() {
    return running.get(2);
  }

  private void stop() throws Exception {
    for (Process process : running.reversed()) {
      process.destroy();
      if (!process.waitFor(10, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    }
    running.clear();
    try (var files = Files.walk(home)) {
      for (Path file : files.sorted((a, b) -> b.compareTo(a)).toList()) {
        Files.delete(file);
      }
    }
  }

  private void killAll() {
    running.forEach(Process::destroyForcibly);
  }

  private static String output(Process process) throws Exception {
    String output = new String(process.getInputStream().readAllBytes());
    process.waitFor();
    return output;
  }

  private static int freePort() throws IOException {
    try (DatagramSocket socket = new DatagramSocket()) {
      return socket.getLocalPort();
    }
  }

  private record Sample(double ingestCpu, double workerCpu, long accepted) {}

  private Sample sample() throws IOException {
    return new Sample(cpuSeconds(ingest()), cpuSeconds(worker()), accepted());
  }

  private static double cpuSeconds(Process process) throws IOException {
    String stat = Files.readString(Path.of("/proc/" + process.pid() + "/stat"));
    String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
    return (Long.parseLong(fields[11]) + Long.parseLong(fields[12])) / TICKS_PER_SECOND;
  }

  private static long rssAnonMb(Process process) throws IOException {
    for (String line : Files.readAllLines(Path.of("/proc/" + process.pid() + "/status"))) {
      if (line.startsWith("RssAnon:")) {
        return Long.parseLong(line.replaceAll("\\D", "")) / 1024;
      }
    }
    return -1;
  }

  private static long number(String json, String name) {
    Matcher matcher = Pattern.compile("\"" + name + "\"\\s*:\\s*(\\d+)").matcher(json);
    if (!matcher.find()) {
      throw new IllegalStateException("no " + name + " in " + json);
    }
    return Long.parseLong(matcher.group(1));
  }

  // Counters by their place in the mapped pages, so that looking costs the daemons nothing.

  private static final int RECEIVED = 0;
  private static final int NEXT_NUMBER = 3;
  private static final int[] DROPPED = {6, 7, 8, 9};
  private static final int KERNEL_DROPS = 10;
  private static final int ACCEPTED = 3;
  private static final int CURSOR_NUMBER = 16;

  private Path readerFile(int shard) {
    return home.resolve("data/readers/shard-" + shard);
  }

  private long ingestCounter(int ordinal) throws IOException {
    return counter(home.resolve("data/counters/ingest"), ordinal);
  }

  private long dropped() throws IOException {
    long sum = 0;
    for (int ordinal : DROPPED) {
      sum += ingestCounter(ordinal);
    }
    return sum;
  }

  private long accepted() throws IOException {
    long sum = 0;
    for (int shard = 0; shard < SHARDS; shard++) {
      sum += counter(readerFile(shard), ACCEPTED);
    }
    return sum;
  }

  private long backlog() throws IOException {
    long lowest = Long.MAX_VALUE;
    for (int shard = 0; shard < SHARDS; shard++) {
      lowest = Math.min(lowest, counter(readerFile(shard), CURSOR_NUMBER));
    }
    return ingestCounter(NEXT_NUMBER) - lowest;
  }

  private static long counter(Path file, int ordinal) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      ByteBuffer word = ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN);
      channel.read(word, 1024 + 8L * ordinal);
      return word.getLong(0);
    }
  }
}
