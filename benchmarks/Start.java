import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.MappedByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Measures starts from outside, launcher included: from the moment the process is asked for to the
 * first datagram that ingest reads, the first line that a worker's server gets, the first line that
 * {@code dump} prints.
 *
 * <p>Run by {@code benchmarks/start}. A datagram is sent every half millisecond from the beginning,
 * so what is measured for ingest is the first read and not the sender's clock; for a worker a few
 * datagrams wait in the journal. CPU is user and system time of the process up to that moment, in
 * the kernel's ticks of 10 ms. The kinds of start are taken in turn, so that what the rest of the
 * machine does hits all of them alike.
 */
public final class Start {
  private static final Path ROOT = Path.of(System.getProperty("penstock.home")).toAbsolutePath();
  private static final long GIVE_UP_NS = 60_000_000_000L;
  private static final long SEND_INTERVAL_NS = 500_000;

  // The counter's place in its page, as EndToEnd has it.
  private static final int RECEIVED_OFFSET = 1024;

  private final int runs;
  private final long largeBytes;
  private final List<Path> homes;
  private final Path work;
  private final List<Process> running = new ArrayList<>();

  private Start(int runs, long largeBytes, List<Path> homes) throws IOException {
    this.runs = runs;
    this.largeBytes = largeBytes;
    this.homes = homes;
    this.work = Files.createTempDirectory(Files.createDirectories(ROOT.resolve("target")), "start");
  }

  /** One kind of start: a row of the table. */
  private record Kind(String program, Path home, boolean withCache, boolean large) {
    String label(List<Path> homes) {
      return String.format(
          "%-7s %-9s %-13s %s",
          program,
          large ? "large" : "small",
          withCache ? "with cache" : "without cache",
          homes.size() > 1 ? home : "");
    }
  }

  /** What one start took. */
  private record Took(double wallMs, double cpuMs) {}

  public static void main(String[] arguments) throws Exception {
    List<String> words = new ArrayList<>(Arrays.asList(arguments));
    int runs = Integer.parseInt(option(words, "--runs", "15"));
    double gib = Double.parseDouble(option(words, "--gib", "1"));
    String against = option(words, "--against", "");
    List<Path> homes = new ArrayList<>(List.of(ROOT));
    if (!against.isEmpty()) {
      homes.add(Path.of(against).toAbsolutePath().normalize());
    }
    boolean onlyCached = words.remove("--cached");
    if (words.isEmpty()) {
      words = List.of("ingest", "worker", "dump");
    }
    Start start = new Start(runs, (long) (gib * (1L << 30)), homes);
    Runtime.getRuntime().addShutdownHook(new Thread(start::end));
    start.measure(words, onlyCached);
  }

  private static String option(List<String> words, String name, String otherwise) {
    int at = words.indexOf(name);
    if (at < 0) {
      return otherwise;
    }
    words.remove(at);
    return words.remove(at);
  }

  private void measure(List<String> programs, boolean onlyCached) throws Exception {
    machine();
    Path large = work.resolve("large");
    if (largeBytes > 0) {
      fill(large, largeBytes);
    }
    Path small = work.resolve("small");
    fill(small, 1);
    Map<Kind, List<Took>> took = new LinkedHashMap<>();
    for (String program : programs) {
      for (boolean isLarge : largeBytes > 0 ? new boolean[] {false, true} : new boolean[] {false}) {
        for (boolean withCache : onlyCached ? new boolean[] {true} : new boolean[] {false, true}) {
          for (Path home : homes) {
            took.put(new Kind(program, home, withCache, isLarge), new ArrayList<>());
          }
        }
      }
    }
    for (int run = 0; run <= runs; run++) { // the first warms the page cache and is not counted
      for (Map.Entry<Kind, List<Took>> entry : took.entrySet()) {
        Kind kind = entry.getKey();
        Took one = start(kind, kind.large() ? large : small);
        if (run > 0) {
          entry.getValue().add(one);
        }
      }
    }
    System.out.printf("%n%-31s  wall ms: min  median     max   CPU ms: min  median     max%n", "");
    took.forEach((kind, all) -> print(kind.label(homes), all));
  }

  private static void print(String label, List<Took> all) {
    double[] wall = all.stream().mapToDouble(Took::wallMs).sorted().toArray();
    double[] cpu = all.stream().mapToDouble(Took::cpuMs).sorted().toArray();
    int last = all.size() - 1;
    System.out.printf(
        Locale.ROOT,
        "%-31s  %12.0f %7.0f %7.0f   %11.0f %7.0f %7.0f%n",
        label,
        wall[0],
        wall[all.size() / 2],
        wall[last],
        cpu[0],
        cpu[all.size() / 2],
        cpu[last]);
  }

  private static void machine() throws IOException {
    String cpu =
        Files.readAllLines(Path.of("/proc/cpuinfo")).stream()
            .filter(line -> line.startsWith("model name"))
            .findFirst()
            .orElse("?");
    System.out.printf(
        "machine: %d x %s, Linux %s, JDK %s, load %s%n",
        Runtime.getRuntime().availableProcessors(),
        cpu.replaceAll(".*: ", ""),
        System.getProperty("os.version"),
        System.getProperty("java.version"),
        Files.readString(Path.of("/proc/loadavg")).split(" ")[0]);
  }

  /** A journal of so many bytes of which a worker has read all but the last few datagrams. */
  private void fill(Path data, long bytes) throws Exception {
    int port = freePort();
    List<String> options = options(data, port, freePort());
    Process ingest = daemon(ROOT, "ingest", true, options);
    awaitJournal(data);
    if (bytes > 1) {
      Process worker =
          daemon(ROOT, "worker", true, with(options, "--set", "forward.doubt_window=0"));
      long seconds = Math.max(1, bytes / (60_000L * 1_010));
      load(port, 60_000, 10, seconds);
      TimeUnit.SECONDS.sleep(1);
      stop(worker);
    }
    load(port, 1_000, 1, 1);
    TimeUnit.MILLISECONDS.sleep(200);
    stop(ingest);
    copy(data.resolve("readers"), data.resolveSibling(data.getFileName() + "-readers"));
  }

  private void load(int port, int rate, int lines, long seconds) throws Exception {
    Process load =
        process(
            ROOT,
            true,
            List.of(
                "load",
                "--target",
                "127.0.0.1:" + port,
                "--rate",
                "" + rate,
                "--lines",
                "" + lines,
                "--coalesce",
                "16",
                "--seconds",
                seconds + "s",
                "--json"));
    load.getInputStream().readAllBytes();
    load.waitFor();
  }

  private Took start(Kind kind, Path data) throws Exception {
    return switch (kind.program()) {
      case "ingest" -> ingest(kind, data);
      case "worker" -> worker(kind, data);
      case "dump" -> dump(kind, data);
      default -> throw new IllegalArgumentException("unknown program: " + kind.program());
    };
  }

  private Took ingest(Kind kind, Path data) throws Exception {
    int port = freePort();
    try (DatagramChannel sender = DatagramChannel.open();
        FileChannel file =
            FileChannel.open(data.resolve("counters/ingest"), StandardOpenOption.READ)) {
      MappedByteBuffer counters = file.map(FileChannel.MapMode.READ_ONLY, 0, RECEIVED_OFFSET + 8);
      counters.order(ByteOrder.LITTLE_ENDIAN);
      long before = counters.getLong(RECEIVED_OFFSET);
      InetSocketAddress target = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
      ByteBuffer line = ByteBuffer.wrap("start.up:1|c".getBytes());
      long beganNs = System.nanoTime();
      Process ingest = daemon(kind.home(), "ingest", kind.withCache(), options(data, port, 9));
      while (counters.getLong(RECEIVED_OFFSET) == before) {
        sender.send(line.rewind(), target);
        LockSupport.parkNanos(SEND_INTERVAL_NS);
        lookAt(ingest, beganNs);
      }
      return took(ingest, beganNs);
    }
  }

  private Took worker(Kind kind, Path data) throws Exception {
    copy(data.resolveSibling(data.getFileName() + "-readers"), data.resolve("readers"));
    try (DatagramSocket server = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
      server.setSoTimeout(1_000);
      java.net.DatagramPacket packet = new java.net.DatagramPacket(new byte[65_536], 65_536);
      long beganNs = System.nanoTime();
      Process worker =
          daemon(kind.home(), "worker", kind.withCache(), options(data, 1, server.getLocalPort()));
      while (true) {
        try {
          server.receive(packet);
          return took(worker, beganNs);
        } catch (SocketTimeoutException e) {
          lookAt(worker, beganNs);
        }
      }
    }
  }

  private Took dump(Kind kind, Path data) throws Exception {
    long beganNs = System.nanoTime();
    Process dump =
        process(
            kind.home(),
            kind.withCache(),
            // --follow, so that it is still there to be asked for its CPU time
            List.of("dump", "--data-dir", data.toString(), "--tail", "10", "--follow"));
    try (BufferedReader lines = dump.inputReader()) {
      if (lines.readLine() == null) {
        throw new IllegalStateException("dump printed nothing");
      }
      return took(dump, beganNs);
    }
  }

  /** Reads the clock and the process's CPU time, then ends it. */
  private Took took(Process process, long beganNs) throws Exception {
    double wallMs = (System.nanoTime() - beganNs) / 1e6;
    String stat = Files.readString(Path.of("/proc/" + process.pid() + "/stat"));
    String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
    stop(process);
    return new Took(wallMs, 10.0 * (Long.parseLong(fields[11]) + Long.parseLong(fields[12])));
  }

  private static void lookAt(Process process, long beganNs) {
    if (!process.isAlive() || System.nanoTime() - beganNs > GIVE_UP_NS) {
      throw new IllegalStateException("it did not start; its log is above");
    }
  }

  private void awaitJournal(Path data) throws Exception {
    long untilNs = System.nanoTime() + GIVE_UP_NS;
    while (!Files.exists(data.resolve("journal/metadata.cq4t"))) {
      if (System.nanoTime() - untilNs > 0) {
        throw new IllegalStateException("ingest made no journal");
      }
      TimeUnit.MILLISECONDS.sleep(20);
    }
    TimeUnit.SECONDS.sleep(1);
  }

  private static List<String> options(Path data, int port, int destinationPort) {
    return List.of(
        "-c",
        "/dev/null",
        "-p",
        "" + port,
        "-d",
        "127.0.0.1:" + destinationPort,
        "--set",
        "data_dir=" + data);
  }

  private static List<String> with(List<String> options, String... more) {
    List<String> all = new ArrayList<>(options);
    all.addAll(List.of(more));
    return all;
  }

  private Process daemon(Path home, String program, boolean withCache, List<String> options)
      throws IOException {
    List<String> words = new ArrayList<>(List.of(program));
    words.addAll(options);
    return process(home, withCache, words);
  }

  private Process process(Path home, boolean withCache, List<String> words) throws IOException {
    List<String> command = new ArrayList<>(List.of(home.resolve("scripts/penstock").toString()));
    command.addAll(words);
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().put("PENSTOCK_BUILT", "1");
    if (!withCache) {
      // Java's own archive is used, as it is without ours.
      builder.environment().put("PENSTOCK_JAVA_OPTS", "-Xshare:auto");
    }
    Process process = builder.redirectError(work.resolve(words.get(0) + ".log").toFile()).start();
    running.add(process);
    return process;
  }

  private void stop(Process process) throws InterruptedException {
    process.destroy();
    if (!process.waitFor(20, TimeUnit.SECONDS)) {
      process.destroyForcibly().waitFor();
    }
    running.remove(process);
  }

  private static int freePort() throws IOException {
    try (DatagramSocket socket = new DatagramSocket()) {
      return socket.getLocalPort();
    }
  }

  private static void copy(Path from, Path to) throws IOException {
    Files.createDirectories(to);
    try (var files = Files.list(from)) {
      for (Path file : files.toList()) {
        Path copy = to.resolve(file.getFileName());
        Files.deleteIfExists(copy);
        Files.copy(file, copy);
      }
    }
  }

  private void end() {
    running.forEach(Process::destroyForcibly);
    try (var files = Files.walk(work)) {
      files.sorted((a, b) -> b.compareTo(a)).forEach(Start::delete);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void delete(Path file) {
    try {
      Files.delete(file);
    } catch (IOException e) {
      System.err.println("left behind: " + file);
    }
  }
}
