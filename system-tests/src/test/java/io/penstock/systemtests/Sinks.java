package io.penstock.systemtests;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.penstock.tools.command.EpochMicros;
import io.penstock.tools.sink.Arrivals;
import io.penstock.tools.sink.LedgerReport;
import io.penstock.tools.sink.Sink;
import io.penstock.tools.sink.SinkLedger;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * The destinations of one test: sockets that can die and return, and a book of what came.
 *
 * <p>Beside the numbers of the {@link SinkLedger} it keeps on which ports each key was seen.
 */
final class Sinks implements Arrivals, AutoCloseable {
  private static final Duration ARRIVAL_MAX = Duration.ofSeconds(60);

  private final List<InetSocketAddress> addresses;
  private final SinkLedger ledger = new SinkLedger(EpochMicros.start());
  private final Map<String, Set<Integer>> portsOfKeys = new HashMap<>();
  private final Sink sink;

  private Sinks(List<InetSocketAddress> addresses) throws IOException {
    this.addresses = addresses;
    this.sink = Sink.start(addresses, Sink.RECEIVE_BUFFER_BYTES, 0, this);
  }

  /** So many destinations on addresses of their own, all of them there. */
  static Sinks start(int count) throws IOException {
    return new Sinks(Stream.generate(Loopback::fresh).limit(count).toList());
  }

  @Override
  public int feed(int port, UnsafeBuffer buffer, int offset, int length) {
    byte[] datagram = new byte[length];
    buffer.getBytes(offset, datagram);
    for (String line : new String(datagram, ISO_8859_1).split("\n")) {
      int colon = line.indexOf(':');
      String key = colon < 0 ? line : line.substring(0, colon);
      portsOfKeys.computeIfAbsent(key, unseen -> new TreeSet<>()).add(port);
    }
    return ledger.feed(port, buffer, offset, length);
  }

  List<InetSocketAddress> addresses() {
    return addresses;
  }

  /** The first of them, when not all are configured. */
  List<InetSocketAddress> addresses(int count) {
    return addresses.subList(0, count);
  }

  /** A destination dies: what it had not read is gone, senders are refused. */
  void kill(int shard) throws IOException {
    sink.kill(addresses.get(shard).getPort());
  }

  /** It returns at the same address. */
  void restart(int shard) throws IOException {
    sink.restart(addresses.get(shard).getPort());
  }

  /** Lines that came to one destination, repeated ones included. */
  long lines(int shard) {
    try {
      return sink.report().ports().get(shard).lines();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What all lines that came to all of them say: comparable with what a load has sent. */
  String content() throws IOException {
    return sink.report().content();
  }

  LedgerReport ledger() {
    try {
      return sink.ask(ledger::report);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Waits until so many different numbered lines have come, then checks that no more did. */
  void awaitDistinct(long lines) {
    awaitDistinctAtLeast(lines);
    assertEquals(lines, ledger().distinct(), () -> "more came than was sent: " + ledger());
  }

  /** Waits until at least so many different numbered lines have come. */
  void awaitDistinctAtLeast(long lines) {
    await(lines + " different lines have come")
        .atMost(ARRIVAL_MAX)
        .untilAsserted(
            () -> {
              LedgerReport report = ledger();
              assertTrue(report.distinct() >= lines, report::toString);
            });
  }

  /** Nothing missing, nothing twice, nothing out of order, no key in two places. */
  void assertEachOnce(long lines) {
    awaitDistinct(lines);
    assertWhole();
    assertEquals(0, ledger().repeated(), () -> "repeated: " + ledger());
  }

  /** Nothing missing, nothing out of order, no key in two places; repeats only as counted. */
  void assertEachAtLeastOnce(long lines, long repeatedMax) {
    awaitDistinct(lines);
    assertWhole();
    assertRepeatsAreCounted(repeatedMax);
  }

  /** No more came twice than the worker has counted as sent again. */
  void assertRepeatsAreCounted(long repeatedMax) {
    assertTrue(
        ledger().repeated() <= repeatedMax,
        () -> "repeated more than the " + repeatedMax + " that were counted: " + ledger());
  }

  private void assertWhole() {
    LedgerReport report = ledger();
    assertEquals(0, report.lost(), () -> "missing below the highest of their key: " + report);
    assertEquals(0, report.reordered(), () -> "out of order: " + report);
    assertEquals(0, report.unnumbered(), () -> "not ours: " + report);
  }

  /**
   * Each key that begins so was seen on the one shard that the reference says, and nowhere else.
   */
  void assertOnTheirShards(String keyPrefix, int shards) throws IOException {
    Map<String, Set<Integer>> seen = sink.ask(() -> new HashMap<>(portsOfKeys));
    long checked =
        seen.entrySet().stream()
            .filter(entry -> entry.getKey().startsWith(keyPrefix))
            .peek(
                entry -> {
                  int shard = ReferenceHash.shardOf(entry.getKey(), shards);
                  assertEquals(
                      Set.of(addresses.get(shard).getPort()), entry.getValue(), entry.getKey());
                })
            .count();
    assertTrue(checked > 0, "no key begins with " + keyPrefix);
  }

  @Override
  public void close() {
    sink.close();
  }
}
