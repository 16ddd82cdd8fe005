package io.penstock.tools.demo;

import io.penstock.config.DataDirectory;
import io.penstock.config.Destination;
import io.penstock.daemon.DataFolders;
import io.penstock.tools.command.EpochMicros;
import io.penstock.tools.run.DaemonProcess;
import io.penstock.tools.run.Supervisor;
import io.penstock.tools.sink.LedgerReport;
import io.penstock.tools.sink.Sink;
import io.penstock.tools.sink.SinkLedger;
import io.penstock.tools.sink.SinkReport;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * Destinations and daemons of a demo. One thread uses it; the sink has one of its own.
 *
 * <p>Its configuration is {@code demo.ini} in its data directory, so that other commands can be
 * tried on a demo that runs: {@code penstock status -c …/demo.ini}.
 */
final class Stage implements AutoCloseable {
  private static final String HOST = "127.0.0.1";

  private final DataDirectory data;
  private final SinkLedger ledger;
  private final Sink sink;
  private final List<Destination> destinations;
  private final int port;
  private final Supervisor supervisor;
  private int downShard = Outages.NONE;

  private Stage(
      DataDirectory data,
      SinkLedger ledger,
      Sink sink,
      List<Destination> destinations,
      int port,
      Supervisor supervisor) {
    this.data = data;
    this.ledger = ledger;
    this.sink = sink;
    this.destinations = destinations;
    this.port = port;
    this.supervisor = supervisor;
  }

  /**
   * Binds the destinations and writes the configuration; daemons start with the supervisor's first
   * work.
   *
   * @param data made when it is not there; else empty
   * @param say takes what the supervisor has to say
   */
  static Stage set(DataDirectory data, int shards, Consumer<String> say) throws IOException {
    new DataFolders(data).create();
    SinkLedger ledger = new SinkLedger(EpochMicros.start());
    Sink sink = Sink.onFreePorts(shards, ledger);
    try {
      List<Destination> destinations = new ArrayList<>();
      for (int port : sink.portNumbers()) {
        destinations.add(new Destination(HOST, port));
      }
      int port = freePort();
      List<String> arguments = configure(data, destinations, port);
      Supervisor supervisor = new Supervisor(say);
      Redirect log = Redirect.appendTo(data.root().resolve("demo.log").toFile());
      supervisor.add("ingest", DaemonProcess.starter("ingest", arguments, log));
      List<String> workerArguments = new ArrayList<>(arguments);
      workerArguments.addAll(List.of("--shards", "all"));
      supervisor.add("worker", DaemonProcess.starter("worker", workerArguments, log));
      return new Stage(data, ledger, sink, destinations, port, supervisor);
    } catch (IOException | RuntimeException e) {
      sink.close();
      throw e;
    }
  }

  /** A port that was free a moment ago; ingest keeps it over its restarts. */
  private static int freePort() throws IOException {
    try (DatagramSocket socket = new DatagramSocket(0, InetAddress.getByName(HOST))) {
      return socket.getLocalPort();
    }
  }

  /** Writes demo.ini; the flags say the same once more, so that no environment gets in between. */
  private static List<String> configure(
      DataDirectory data, List<Destination> destinations, int port) throws IOException {
    String addresses =
        destinations.stream().map(Destination::hostAndPort).collect(Collectors.joining(" "));
    Path file = data.root().resolve("demo.ini");
    Files.writeString(
        file,
        "# written by penstock demo\nbind_interface = %s\nbind_port = %d\ndestinations = %s\n"
                .formatted(HOST, port, addresses)
            + "data_dir = .\n");
    return List.of(
        "-c",
        file.toString(),
        "-b",
        HOST,
        "-p",
        Integer.toString(port),
        "-d",
        addresses,
        "--set",
        "data_dir=" + data.root());
  }

  DataDirectory data() {
    return data;
  }

  List<Destination> destinations() {
    return destinations;
  }

  /** Where ingest receives. */
  InetSocketAddress target() {
    return new InetSocketAddress(HOST, port);
  }

  Supervisor supervisor() {
    return supervisor;
  }

  SinkReport arrivals() throws IOException {
    return sink.report();
  }

  LedgerReport judged() throws IOException {
    return sink.ask(ledger::report);
  }

  /** Lets the destination of that shard be down and all others be up. */
  void down(int shard) throws IOException {
    if (shard != downShard) {
      if (downShard != Outages.NONE) {
        sink.restart(destinations.get(downShard).port());
      }
      if (shard != Outages.NONE) {
        sink.kill(destinations.get(shard).port());
      }
      downShard = shard;
    }
  }

  @Override
  public void close() {
    sink.close();
  }
}
