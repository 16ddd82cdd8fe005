package io.penstock.systemtests;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.awaitility.Awaitility.await;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The StatsD server itself, from npm, installed once under {@code target/}. */
final class StatsdServer {
  private static final String PACKAGE = "statsd@0.9.0"; // the newest that the registry has
  private static final Path FOLDER = Path.of("target/statsd").toAbsolutePath();
  private static final Path PROGRAM = FOLDER.resolve("node_modules/statsd/stats.js");
  private static final int INSTALL_SECONDS_MAX = 120;

  /** One line of what node's {@code util.inspect} makes of the counters. */
  private static final Pattern COUNTER = Pattern.compile("'?([^\\s']+?)'?: (\\d+)");

  /**
   * What it prints when it flushes: at its end, since the test is over before it would otherwise.
   */
  private static final Pattern FLUSHED = Pattern.compile("counters: \\{([^}]*)}");

  private final Penstock penstock;
  private final InetSocketAddress address = Loopback.fresh();
  private final InetSocketAddress management = Loopback.fresh();
  private Daemon process;

  private StatsdServer(Penstock penstock) {
    this.penstock = penstock;
  }

  /** Installs it; says why when that is not possible, returns null when it is there. */
  static String install() throws IOException, InterruptedException {
    try (Turn _ = Turn.toPrepare()) {
      return installed();
    }
  }

  private static String installed() throws IOException, InterruptedException {
    if (Files.exists(PROGRAM)) {
      return null;
    }
    Files.createDirectories(FOLDER);
    try {
      Process npm =
          new ProcessBuilder(
                  "npm",
                  "install",
                  "--no-fund",
                  "--no-audit",
                  "--omit=optional",
                  "--prefix",
                  FOLDER.toString(),
                  PACKAGE)
              .directory(FOLDER.toFile())
              .redirectInput(new java.io.File("/dev/null"))
              .redirectErrorStream(true)
              .redirectOutput(FOLDER.resolve("npm.log").toFile())
              .start();
      if (!npm.waitFor(INSTALL_SECONDS_MAX, TimeUnit.SECONDS) || npm.exitValue() != 0) {
        npm.destroyForcibly();
        return "npm install " + PACKAGE + ": " + Files.readString(FOLDER.resolve("npm.log"));
      }
      return null;
    } catch (IOException e) {
      return "npm is not there: " + e.getMessage();
    }
  }

  /** Starts one, on addresses of its own, and waits until it answers. */
  static StatsdServer start(Penstock penstock) throws IOException {
    StatsdServer server = new StatsdServer(penstock);
    server.start();
    return server;
  }

  /** Starts it, for the first time or again at the same addresses, and waits until it answers. */
  void start() throws IOException {
    Path config = penstock.home().resolve("statsd-" + address.getPort() + ".js");
    String host = address.getAddress().getHostAddress();
    // It flushes, and so forgets, only long after the test.
    Files.writeString(
        config,
        """
        { address: "%s", port: %d, mgmt_address: "%s", mgmt_port: %d,
          flushInterval: 3600000, backends: ["./backends/console"], deleteIdleStats: false }
        """
            .formatted(host, address.getPort(), host, management.getPort()));
    List<String> command = List.of("node", PROGRAM.toString(), config.toString());
    process = penstock.launchAsIs("statsd", command);
    await("statsd answers")
        .atMost(Duration.ofSeconds(60))
        .ignoreExceptionsInstanceOf(IOException.class)
        .until(() -> !process.isAlive() || counters() != null);
    if (!process.isAlive()) {
      throw new AssertionError("statsd ended:\n" + process.log());
    }
  }

  /** Ends it as an operator would; what it had counted, which it flushes then. */
  Map<String, Long> sigterm() {
    process.sigterm();
    Map<String, Long> flushed = new HashMap<>();
    Matcher block = FLUSHED.matcher(process.log());
    while (block.find()) {
      flushed.putAll(parsed(block.group(1)));
    }
    return flushed;
  }

  Daemon process() {
    return process;
  }

  /** Where it answers {@code health}. */
  InetSocketAddress management() {
    return management;
  }

  InetSocketAddress address() {
    return address;
  }

  /** Its counters, by the {@code counters} command of its management port. */
  Map<String, Long> counters() throws IOException {
    Map<String, Long> counters = new HashMap<>();
    try (Socket socket = new Socket(management.getAddress(), management.getPort())) {
      socket.setSoTimeout(10_000);
      socket.getOutputStream().write("counters\n".getBytes(UTF_8));
      BufferedReader answer =
          new BufferedReader(new InputStreamReader(socket.getInputStream(), UTF_8));
      for (String line = answer.readLine(); line != null; line = answer.readLine()) {
        if (line.equals("END")) {
          return counters;
        }
        counters.putAll(parsed(line));
      }
    }
    throw new IOException("the answer had no end");
  }

  private static Map<String, Long> parsed(String text) {
    Map<String, Long> counters = new HashMap<>();
    Matcher matcher = COUNTER.matcher(text);
    while (matcher.find()) {
      counters.put(matcher.group(1), Long.valueOf(matcher.group(2)));
    }
    return counters;
  }
}
