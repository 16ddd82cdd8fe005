package io.penstock.systemtests;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.timgroup.statsd.NonBlockingStatsDClientBuilder;
import com.timgroup.statsd.StatsDClient;
import io.penstock.counters.IngestCounter;
import io.penstock.counters.ReaderCounter;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** DogStatsD's own client sends, etsy's own server receives: the sums agree. */
@ExtendWith(PenstockExtension.class)
@Timeout(240)
class RealPartsTest {
  private static final int SERVERS = 3;
  private static final int CLIENTS = 4;
  private static final int ROUNDS = 2_000;
  private static final int SERIES = 40;
  private static final int SENT_SECONDS_MAX = 60;

  @Test
  void countersOfTheServersAddUpToWhatTheClientsSent(Penstock penstock) throws Exception {
    String obstacle = StatsdServer.install();
    assumeTrue(obstacle == null, obstacle);
    List<StatsdServer> servers = new ArrayList<>();
    for (int i = 0; i < SERVERS; i++) {
      servers.add(StatsdServer.start(penstock));
    }
    penstock.destinations(servers.stream().map(StatsdServer::address).toList());
    penstock.start();

    Map<String, Long> sent = sendCounters(penstock);

    await("the servers have what was sent")
        .atMost(Duration.ofSeconds(60))
        .ignoreExceptions()
        .until(() -> sum(received(servers)) >= sum(sent));
    assertEquals(sent, received(servers));
    for (int shard = 0; shard < SERVERS; shard++) {
      for (String name : ours(servers.get(shard)).keySet()) {
        assertEquals(ReferenceHash.shardOf(name, SERVERS), shard, name);
      }
      assertEquals(0, servers.get(shard).counters().get("statsd.bad_lines_seen"));
      assertTrue(ours(servers.get(shard)).size() > 0, "shard " + shard + " got nothing");
    }
    penstock.awaitDelivered();
    assertEquals(0, penstock.count(IngestCounter.KERNEL_DROPS));
    assertEquals(0, penstock.sum(ReaderCounter.REPEATED_LINES));
    Balance.assertZero(penstock);
  }

  /** Several threads with a client each; closing a client sends what it has buffered. */
  private static Map<String, Long> sendCounters(Penstock penstock) throws Exception {
    Map<String, Long> sent = new TreeMap<>();
    List<CompletableFuture<Void>> clients = new ArrayList<>();
    for (int client = 0; client < CLIENTS; client++) {
      int seed = client;
      clients.add(
          CompletableFuture.runAsync(() -> send(penstock, seed), Thread::startVirtualThread));
      for (int round = 0; round < ROUNDS; round++) {
        sent.merge(name(round), value(seed, round), Long::sum);
      }
    }
    for (CompletableFuture<Void> client : clients) {
      client.get(SENT_SECONDS_MAX, TimeUnit.SECONDS);
    }
    return sent;
  }

  private static void send(Penstock penstock, int seed) {
    try (StatsDClient client =
        new NonBlockingStatsDClientBuilder()
            .hostname(penstock.address().getAddress().getHostAddress())
            .port(penstock.address().getPort())
            .enableTelemetry(false)
            .originDetectionEnabled(false)
            .enableAggregation(false)
            .blocking(true)
            .build()) {
      for (int round = 0; round < ROUNDS; round++) {
        client.count(name(round), value(seed, round));
      }
    }
  }

  private static String name(int round) {
    return "shop.orders.s" + round % SERIES;
  }

  private static long value(int seed, int round) {
    return 1 + (seed * 31L + round * 7L) % 10;
  }

  private static Map<String, Long> received(List<StatsdServer> servers) throws IOException {
    Map<String, Long> sum = new TreeMap<>();
    for (StatsdServer server : servers) {
      ours(server).forEach((name, value) -> sum.merge(name, value, Long::sum));
    }
    return sum;
  }

  private static Map<String, Long> ours(StatsdServer server) throws IOException {
    Map<String, Long> ours = new TreeMap<>(server.counters());
    ours.keySet().removeIf(name -> !name.startsWith("shop."));
    return ours;
  }

  private static long sum(Map<String, Long> counters) {
    return counters.values().stream().mapToLong(Long::longValue).sum();
  }
}
