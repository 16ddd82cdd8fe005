package io.penstock.worker;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.penstock.config.DataDirectory;
import io.penstock.config.Destination;
import io.penstock.counters.ReaderCounter;
import io.penstock.daemon.DataFolders;
import io.penstock.daemon.FailStop;
import io.penstock.journal.Access;
import io.penstock.journal.AppendResult;
import io.penstock.journal.BlockAllocator;
import io.penstock.journal.JournalOptions;
import io.penstock.journal.JournalReader;
import io.penstock.journal.JournalWriter;
import io.penstock.net.UdpReceiver;
import io.penstock.reader.Position;
import io.penstock.reader.ReaderFile;
import io.penstock.service.ServiceManager;
import io.penstock.shard.HashKind;
import io.penstock.shard.KeyRule;
import io.penstock.shard.Layout;
import io.penstock.shard.ShardFunction;
import io.penstock.worker.destination.Network;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.agrona.concurrent.Agent;
import org.agrona.concurrent.AgentTerminationException;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * One worker thread on a real journal, with UDP servers of the test's own, by a clock that only the
 * test moves.
 */
final class WorkerRig implements AutoCloseable {
  static final long MILLISECOND_NS = 1_000_000;
  private static final int SERVER_BUFFER_BYTES = 16 << 20;

  final DataDirectory data;
  final List<Destination> destinations = new ArrayList<>();
  final List<UdpReceiver> servers = new ArrayList<>();
  long nowNs = 1_000_000_000_000L;
  ShardAgent agent;
  private Agent guarded;
  private boolean failsOnce;

  /** By how much the worker's wall clock is wrong. */
  long wallOffsetMs;

  /** By which the agent meets the world. */
  Network network = Network.ofHost();

  private final JournalOptions journalOptions;
  private final BlockAllocator allocator;
  private final JournalWriter writer;
  private final ShardFunction function;

  /** A journal with a layout of as many shards, each with a server. */
  WorkerRig(Path home, int shards) throws IOException {
    data = new DataDirectory(home.resolve("data"));
    new DataFolders(data).create();
    journalOptions =
        new JournalOptions(
            data.journal(), 64 << 20, 128 << 20, 3_600_000 * MILLISECOND_NS, 1 << 20, 1_000);
    for (int shard = 0; shard < shards; shard++) {
      UdpReceiver server = bind(0);
      servers.add(server);
      destinations.add(new Destination("127.0.0.1", server.localAddress().getPort()));
    }
    function = ShardFunction.of(HashKind.DJB2, KeyRule.NAME_TAGS, shards);
    allocator = BlockAllocator.of(journalOptions, (file, offset, length) -> {});
    Layout layout =
        new Layout(
            HashKind.DJB2,
            KeyRule.NAME_TAGS,
            destinations.stream().map(Destination::address).toList());
    writer = JournalWriter.open(journalOptions, layout, 0, allocator, this::epochMs, () -> nowNs);
  }

  long epochMs() {
    return nowNs / MILLISECOND_NS;
  }

  /** One record that holds these datagrams, received now. */
  void append(List<String> datagrams) {
    while (allocator.doWork() > 0) {
      // until there is enough
    }
    writer.begin(nowNs);
    for (String datagram : datagrams) {
      byte[] bytes = datagram.getBytes(StandardCharsets.ISO_8859_1);
      assertTrue(writer.add(new UnsafeBuffer(bytes), 0, bytes.length));
    }
    assertEquals(AppendResult.APPENDED, writer.append());
  }

  /** The next record begins another file. */
  void roll() {
    nowNs += journalOptions.rollAgeNs();
  }

  /** Overwrites a byte in the oldest file, where this text is. */
  void damageOldest(String text) throws IOException {
    Path oldest;
    try (Stream<Path> files = Files.list(data.journal())) {
      oldest = files.filter(file -> file.toString().endsWith(".cq4")).min(Path::compareTo).get();
    }
    try (FileChannel file =
        FileChannel.open(oldest, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      ByteBuffer content = ByteBuffer.allocate(256 << 10);
      file.read(content, 0);
      int at = new String(content.array(), StandardCharsets.ISO_8859_1).indexOf(text);
      assertTrue(at >= 0, text);
      file.write(ByteBuffer.wrap(new byte[] {'#'}), at);
    }
  }

  /** Number that the next datagram will get. */
  long nextNumber() {
    return writer.nextNumber();
  }

  /** A name whose lines belong to a shard. */
  String nameOf(int shard) {
    for (int i = 0; ; i++) {
      byte[] line = ("name" + i + ":1|c").getBytes(StandardCharsets.ISO_8859_1);
      if (function.shardOf(new UnsafeBuffer(line), 0, line.length) == shard) {
        return "name" + i;
      }
    }
  }

  /** Makes a reader that has come to a number and stopped there. */
  void standsAt(int shard, long number) throws IOException {
    ReaderFile.openWritable(data.readers(), "shard-" + shard, number).close();
  }

  /** Starts the agent with settings of {@code [forward]}. */
  void start(String... settings) {
    start(destinations, settings);
  }

  /** Has the running agent change to other settings. */
  void reload(String... settings) {
    agent.follow(options(destinations, settings));
  }

  private static WorkerOptions options(List<Destination> others, String... settings) {
    List<String> forward = new ArrayList<>(List.of("retry_max=1s", "send_buffer=1MiB"));
    forward.addAll(List.of(settings));
    return WorkerOptions.of(Configured.with(others, forward));
  }

  /** The same with other servers than the layout's. */
  void start(List<Destination> others, String... settings) {
    WorkerOptions options = options(others, settings);
    agent =
        new ShardAgent(
            new Surroundings(
                () -> nowNs,
                this::epochMsOrFailure,
                data,
                () -> JournalReader.open(journalOptions, Access.NAMED_POSITIONS),
                network),
            new ShardSelection(Set.of(), 1, 0),
            options,
            ServiceManager.none().dataLoops(1).getFirst());
    guarded = FailStop.of(agent, agent::abandon);
    guarded.onStart();
  }

  /** The next round fails in its middle: lines have been read that are not sent. */
  void failOnce() {
    failsOnce = true;
  }

  private long epochMsOrFailure() {
    if (failsOnce) {
      failsOnce = false;
      throw new IllegalStateException("as if a mapped page were gone");
    }
    return epochMs() + wallOffsetMs;
  }

  /** The agent as its runner has it. */
  Agent guarded() {
    return guarded;
  }

  /** One round of the agent, and a millisecond passes. */
  void round() {
    agent.doWork();
    nowNs += MILLISECOND_NS;
  }

  void work(long durationNs) {
    for (long untilNs = nowNs + durationNs; nowNs < untilNs; ) {
      round();
    }
  }

  /** Ends the agent in order. */
  void stop() {
    agent.stop();
    assertThrows(AgentTerminationException.class, agent::doWork);
    agent.onClose();
    agent = null;
  }

  /** Binds a server at an address that one had before, or at any. */
  static UdpReceiver bind(int port) {
    try {
      return UdpReceiver.bind(
          new InetSocketAddress(InetAddress.getLoopbackAddress(), port),
          SERVER_BUFFER_BYTES,
          64,
          65_536);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  /** Lines that a shard's server has got since this was last asked. */
  List<String> received(int shard) {
    UdpReceiver server = servers.get(shard);
    List<String> lines = new ArrayList<>();
    for (int filled = server.receive(); filled > 0; filled = server.receive()) {
      for (int slot = 0; slot < filled; slot++) {
        byte[] bytes = new byte[server.length(slot)];
        server.buffer().getBytes(server.offset(slot), bytes);
        lines.addAll(List.of(new String(bytes, StandardCharsets.ISO_8859_1).split("\n", -1)));
      }
    }
    return lines;
  }

  Position position(int shard) throws IOException {
    try (ReaderFile file = ReaderFile.openReadOnly(data.readers().resolve("shard-" + shard))) {
      return file.position();
    }
  }

  long counter(int shard, ReaderCounter counter) throws IOException {
    try (ReaderFile file = ReaderFile.openReadOnly(data.readers().resolve("shard-" + shard))) {
      return file.counters().get(counter);
    }
  }

  /** Every equation of a reader that can be told without another reader of the journal. */
  void assertBalanced(int shard) throws IOException {
    Position position = position(shard);
    assertEquals(
        position.number() - position.startNumber(),
        position.datagrams() + position.lost().total() + position.expired());
    assertEquals(
        counter(shard, ReaderCounter.SCANNED_LINES),
        counter(shard, ReaderCounter.ROUTED_LINES)
            + counter(shard, ReaderCounter.PASSED_BY_LINES)
            + counter(shard, ReaderCounter.FILTERED_LINES));
    assertEquals(
        counter(shard, ReaderCounter.ACCEPTED_LINES),
        position.lines() + counter(shard, ReaderCounter.REPEATED_LINES));
    assertEquals(
        counter(shard, ReaderCounter.ROUTED_LINES),
        counter(shard, ReaderCounter.ACCEPTED_LINES)
            + counter(shard, ReaderCounter.REJECTED_TOO_BIG_LINES)
            + counter(shard, ReaderCounter.DISCARDED_LINES));
  }

  @Override
  public void close() {
    if (agent != null) {
      agent.onClose();
    }
    writer.close();
    servers.forEach(UdpReceiver::close);
  }
}
