package io.penstock.worker;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.penstock.config.DataDirectory;
import io.penstock.config.Destination;
import io.penstock.counters.CounterFile;
import io.penstock.counters.FileKind;
import io.penstock.counters.IngestCounter;
import io.penstock.counters.ReaderCounter;
import io.penstock.counters.ReaderState;
import io.penstock.daemon.DataFolders;
import io.penstock.journal.Access;
import io.penstock.journal.AppendResult;
import io.penstock.journal.BlockAllocator;
import io.penstock.journal.JournalOptions;
import io.penstock.journal.JournalReader;
import io.penstock.journal.JournalRetention;
import io.penstock.journal.JournalWriter;
import io.penstock.net.UdpReceiver;
import io.penstock.reader.Position;
import io.penstock.reader.ReaderFile;
import io.penstock.service.ServiceManager;
import io.penstock.shard.HashKind;
import io.penstock.shard.KeyRule;
import io.penstock.shard.Layout;
import io.penstock.worker.destination.Network;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.agrona.concurrent.AgentTerminationException;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * A journal, a worker thread and its readers, by a clock of the test's own. The first servers live;
 * what else a layout names is whatever the test says.
 */
final class ReadersFixture implements AutoCloseable {
  static final long SECOND_NS = 1_000_000_000;

  private static final long STEP_NS = 5_000_000;
  private static final long DOUBT_WINDOW_NS = 200_000_000;

  final DataDirectory data;
  final JournalOptions journal;
  long nowNs = 1_000 * SECOND_NS;

  private final List<UdpReceiver> receivers = new ArrayList<>();
  private final BlockAllocator allocator;
  private final JournalWriter writer;
  private ShardAgent agent;

  /** Begins a journal for these servers. */
  ReadersFixture(Path home, int live, String... dead) throws IOException {
    data = new DataDirectory(home.resolve("data"));
    new DataFolders(data).create();
    journal = new JournalOptions(data.journal(), 4 << 20, 8 << 20, 3_600 * SECOND_NS, 1 << 20, 500);
    for (int i = 0; i < live; i++) {
      receivers.add(
          UdpReceiver.bind(
              new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 1 << 20, 64, 65_536));
    }
    allocator = BlockAllocator.of(journal, (_, _, _) -> {});
    writer =
        JournalWriter.open(
            journal, layout(servers(live, dead)), 0, allocator, this::epochMs, () -> nowNs);
    allocate();
  }

  private void allocate() {
    while (allocator.doWork() > 0) {
      // until there is enough
    }
  }

  private static Layout layout(List<Destination> servers) {
    return new Layout(
        HashKind.DJB2, KeyRule.NAME_TAGS, servers.stream().map(Destination::toString).toList());
  }

  /** The first of the living servers, then those. */
  List<Destination> servers(int live, String... dead) {
    List<Destination> servers = new ArrayList<>();
    for (UdpReceiver receiver : receivers.subList(0, live)) {
      servers.add(new Destination("127.0.0.1", receiver.localAddress().getPort()));
    }
    for (String address : dead) {
      servers.add(Destination.parse(address));
    }
    return servers;
  }

  private long epochMs() {
    return nowNs / 1_000_000;
  }

  /** From now on the journal has this layout. */
  void relayout(int live, String... dead) {
    allocate();
    assertTrue(writer.setLayout(layout(servers(live, dead))));
  }

  /** Begins another file with the next record. */
  void roll() {
    nowNs += journal.rollAgeNs();
    allocate();
  }

  /** Appends records of one datagram each. */
  void append(String... datagrams) {
    for (String datagram : datagrams) {
      allocate();
      writer.begin(nowNs);
      byte[] bytes = datagram.getBytes(StandardCharsets.ISO_8859_1);
      assertTrue(writer.add(new UnsafeBuffer(bytes), 0, bytes.length));
      assertEquals(AppendResult.APPENDED, writer.append());
    }
    try (CounterFile ingest = CounterFile.openWritable(data.ingestCounters(), FileKind.INGEST)) {
      ingest.set(IngestCounter.NEXT_NUMBER, writer.nextNumber());
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  void deleteOldest(int files) throws IOException {
    try (JournalRetention retention = JournalRetention.open(journal)) {
      for (int i = 0; i < files; i++) {
        assertTrue(retention.deleteOldest());
      }
    }
  }

  /** Starts a worker thread for all shards, configured for the first servers that live. */
  void start(int live, String... dead) {
    agent =
        new ShardAgent(
            new Surroundings(
                () -> nowNs,
                this::epochMs,
                data,
                () -> JournalReader.open(journal, Access.NAMED_POSITIONS),
                Network.ofHost()),
            new ShardSelection(Set.of(), 1, 0),
            options(live, dead),
            ServiceManager.none().dataLoops(1).getFirst());
    agent.onStart();
  }

  private WorkerOptions options(int live, String... dead) {
    return WorkerOptions.of(
        Configured.with(
            servers(live, dead),
            List.of("doubt_window=" + DOUBT_WINDOW_NS + "ns", "retry_max=1s", "replay_rate=max")));
  }

  /** As a SIGHUP does. */
  void reload(int live, String... dead) {
    agent.follow(options(live, dead));
  }

  void work(double seconds) {
    for (long untilNs = nowNs + (long) (seconds * SECOND_NS); nowNs < untilNs; nowNs += STEP_NS) {
      agent.doWork();
    }
  }

  void stop() {
    agent.stop();
    assertThrows(AgentTerminationException.class, agent::doWork);
    agent.onClose();
    agent = null;
  }

  /** Lines that have come to a server that lives since the last time. */
  List<String> received(int server) {
    UdpReceiver receiver = receivers.get(server);
    List<String> lines = new ArrayList<>();
    for (int filled = receiver.receive(); filled > 0; filled = receiver.receive()) {
      for (int slot = 0; slot < filled; slot++) {
        byte[] bytes = new byte[receiver.length(slot)];
        receiver.buffer().getBytes(receiver.offset(slot), bytes);
        lines.addAll(List.of(new String(bytes, StandardCharsets.ISO_8859_1).split("\n", -1)));
      }
    }
    return lines;
  }

  Path file(String reader) {
    return data.readers().resolve(reader);
  }

  Position position(String reader) throws IOException {
    try (ReaderFile file = ReaderFile.openReadOnly(file(reader))) {
      return file.position();
    }
  }

  ReaderState state(String reader) throws IOException {
    return ReaderState.of(counter(reader, ReaderCounter.STATE)).orElseThrow();
  }

  long counter(String reader, ReaderCounter counter) throws IOException {
    try (ReaderFile file = ReaderFile.openReadOnly(file(reader))) {
      return file.counters().get(counter);
    }
  }

  /** Every number from the start to the position is a datagram, expired, or lost. */
  void assertAddsUp(String reader) throws IOException {
    Position position = position(reader);
    assertEquals(
        position.number() - position.startNumber(),
        position.datagrams() + position.expired() + position.lost().total(),
        () -> reader + ": " + position);
    assertEquals(position.lost().total(), counter(reader, ReaderCounter.LOST_DATAGRAMS));
  }

  @Override
  public void close() {
    if (agent != null) {
      agent.onClose();
    }
    writer.close();
    allocator.onClose();
    receivers.forEach(UdpReceiver::close);
  }
}
