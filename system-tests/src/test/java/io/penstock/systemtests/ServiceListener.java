package io.penstock.systemtests;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.penstock.net.UnixDatagramServer;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.awaitility.Awaitility;

/** Stands in for systemd where daemons report: it listens, and says what to be told. */
final class ServiceListener implements AutoCloseable {
  private static final Duration SAID_MAX = Duration.ofSeconds(60);

  private final Path path;
  private final List<String> messages = new CopyOnWriteArrayList<>();
  private final UnixDatagramServer server;

  private ServiceListener(Path path) throws IOException {
    this.path = path;
    this.server = new UnixDatagramServer(path, message -> messages.add(new String(message, UTF_8)));
  }

  static ServiceListener open(Path path) throws IOException {
    return new ServiceListener(path);
  }

  /** What a program is to be started through, so that it reports here. */
  List<String> wrapper(String... variables) {
    List<String> words = new ArrayList<>(List.of("env", "NOTIFY_SOCKET=" + path));
    words.addAll(List.of(variables));
    return words;
  }

  List<String> messages() {
    return List.copyOf(messages);
  }

  /** How many of them begin so. */
  long count(String beginning) {
    return messages.stream().filter(message -> message.startsWith(beginning)).count();
  }

  /** Waits until so many have come that begin so. */
  void await(String beginning, int times) {
    Awaitility.await(times + " times " + beginning)
        .atMost(SAID_MAX)
        .until(() -> count(beginning) >= times);
  }

  /** The first assignment of each message but the status, which comes and goes. */
  List<String> states() {
    return messages.stream()
        .flatMap(message -> Stream.of(message.split("\n")[0]))
        .filter(word -> !word.startsWith("STATUS=") && !word.startsWith("EXTEND_TIMEOUT"))
        .toList();
  }

  @Override
  public void close() throws IOException {
    server.close();
  }
}
