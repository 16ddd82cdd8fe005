package io.penstock.systemtests;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.penstock.tools.command.EpochMicros;
import io.penstock.tools.sink.LedgerReport;
import io.penstock.tools.sink.Sink;
import io.penstock.tools.sink.SinkLedger;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.lang.management.ManagementFactory;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Destinations in a network namespace: a process of its own, that obeys a word a line.
 *
 * <pre>
 *   kill PORT   restart PORT   health up|down   report PORT   lines HOST:PORT   lead NAME ADDRESS
 * </pre>
 *
 * <p>Servers of one port, whatever their address, keep one book.
 */
final class RemoteSink implements AutoCloseable {
  private final Process process;
  private final BufferedWriter in;
  private final BufferedReader out;

  private RemoteSink(Process process) {
    this.process = process;
    this.in = new BufferedWriter(new OutputStreamWriter(process.getOutputStream(), UTF_8));
    this.out = new BufferedReader(new InputStreamReader(process.getInputStream(), UTF_8));
  }

  /**
   * Starts one.
   *
   * @param namespace where it lives
   * @param host of the health port, of TCP servers and of the name server
   * @param healthPort of a TCP port that answers {@code health: up}
   * @param servers {@code HOST:PORT} of UDP, {@code tcp:PORT} of TCP
   */
  static RemoteSink start(String namespace, String host, int healthPort, List<String> servers)
      throws IOException {
    List<String> command = new ArrayList<>(List.of("ip", "netns", "exec", namespace));
    command.add(ProcessHandle.current().info().command().orElse("java"));
    command.addAll(
        ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
            .filter(option -> option.startsWith("--"))
            .toList());
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.addAll(List.of(RemoteSink.class.getName(), host, Integer.toString(healthPort)));
    command.addAll(servers);
    RemoteSink sink =
        new RemoteSink(
            new ProcessBuilder(command).redirectError(new File("target/remote-sink.err")).start());
    sink.ask("ready");
    return sink;
  }

  void kill(int port) throws IOException {
    ask("kill " + port);
  }

  void restart(int port) throws IOException {
    ask("restart " + port);
  }

  void health(boolean isUp) throws IOException {
    ask("health " + (isUp ? "up" : "down"));
  }

  /** Has the name server, which begins with the first name, answer with an address. */
  void lead(String name, String address) throws IOException {
    ask("lead " + name + " " + address);
  }

  /** Lines that came to one UDP server, repeated ones included. */
  long lines(String server) throws IOException {
    return Long.parseLong(ask("lines " + server));
  }

  /** Distinct lines that came to a port, numbers missing, and lines that came again. */
  Book book(int port) throws IOException {
    String[] words = ask("report " + port).split(" ");
    return new Book(
        Long.parseLong(words[0]),
        Long.parseLong(words[1]),
        Long.parseLong(words[2]),
        Long.parseLong(words[3]));
  }

  /** What came to one port. */
  record Book(long distinct, long lost, long repeated, long reordered) {}

  private String ask(String word) throws IOException {
    in.write(word + "\n");
    in.flush();
    String answer = out.readLine();
    if (answer == null) {
      throw new IOException("the remote sink has ended; see target/remote-sink.err");
    }
    return answer;
  }

  @Override
  public void close() {
    process.destroyForcibly();
    try {
      process.waitFor(10, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  // The other side.

  private static volatile boolean isUp = true;

  /** Lives in the namespace until its input ends. */
  public static void main(String[] words) throws Exception {
    Map<Integer, SinkLedger> ledgers = new HashMap<>();
    Map<Integer, LineBook> books = new HashMap<>();
    List<InetSocketAddress> addresses = new ArrayList<>();
    for (int i = 2; i < words.length; i++) {
      String host = words[i].replaceAll(":.*", "");
      int port = Integer.parseInt(words[i].replaceAll(".*:", ""));
      if (host.equals("tcp")) {
        books.put(port, new LineBook());
        new StreamServer(new InetSocketAddress(words[0], port), 0, books.get(port));
      } else {
        addresses.add(new InetSocketAddress(host, port));
        ledgers.put(port, new SinkLedger(EpochMicros.start()));
      }
    }
    ServerSocket health = new ServerSocket();
    health.bind(new InetSocketAddress(words[0], Integer.parseInt(words[1])));
    Thread.ofPlatform().daemon().start(() -> answer(health));
    try (Sink sink =
        Sink.start(
            addresses,
            Sink.RECEIVE_BUFFER_BYTES,
            0,
            (port, buffer, offset, length) ->
                ledgers.get(port).feed(port, buffer, offset, length))) {
      NameServer names = null;
      BufferedReader in = new BufferedReader(new InputStreamReader(System.in, UTF_8));
      for (String line = in.readLine(); line != null; line = in.readLine()) {
        String[] asked = line.split(" ");
        String answer = "done";
        switch (asked[0]) {
          case "kill" -> sink.kill(Integer.parseInt(asked[1]));
          case "restart" -> sink.restart(Integer.parseInt(asked[1]));
          case "health" -> isUp = asked[1].equals("up");
          case "lead" -> {
            names = names == null ? NameServer.start(words[0]) : names;
            names.lead(asked[1], asked[2]);
          }
          case "lines" -> answer = Long.toString(lines(sink, addresses, asked[1]));
          case "report" -> {
            int port = Integer.parseInt(asked[1]);
            answer =
                text(
                    books.containsKey(port)
                        ? books.get(port).report()
                        : sink.ask(() -> ledgers.get(port).report()));
          }
          default -> {}
        }
        System.out.println(answer);
      }
    }
  }

  private static long lines(Sink sink, List<InetSocketAddress> addresses, String server)
      throws IOException {
    for (int i = 0; i < addresses.size(); i++) {
      if (Loopback.text(addresses.get(i)).equals(server)) {
        return sink.report().ports().get(i).lines();
      }
    }
    throw new IllegalArgumentException("no server " + server);
  }

  private static String text(LedgerReport report) {
    return report.distinct()
        + " "
        + report.lost()
        + " "
        + report.repeated()
        + " "
        + report.reordered();
  }

  private static void answer(ServerSocket health) {
    while (true) {
      try (Socket socket = health.accept()) {
        socket.getInputStream().read();
        socket
            .getOutputStream()
            .write((isUp ? "health: up\n" : "health: down\n").getBytes(US_ASCII));
      } catch (IOException e) {
        // whoever asked is gone
      }
    }
  }
}
