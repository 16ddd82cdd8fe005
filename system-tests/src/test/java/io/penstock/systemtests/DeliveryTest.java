package io.penstock.systemtests;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.penstock.counters.IngestCounter;
import io.penstock.counters.ReaderCounter;
import io.penstock.tools.load.LoadReport;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** What arrives when nothing is wrong. */
@ExtendWith(PenstockExtension.class)
@Timeout(420)
class DeliveryTest {
  private static final Duration STARTS_MAX = Duration.ofSeconds(60);

  @Test
  void everyNumberedLineArrivesOnceInOrderOnItsShard(Penstock penstock) throws Exception {
    arrivesWhole(penstock, Offered.to(penstock).datagrams(6_000));
  }

  @Test
  @Tag("long")
  void linesOfCoalescedSendersArriveWhole(Penstock penstock) throws Exception {
    arrivesWhole(
        penstock, Offered.to(penstock).coalesced(16).sources(4).at(20_000).datagrams(20_000));
  }

  @Test
  void linesOfDatagramsWithManyArriveWhole(Penstock penstock) throws Exception {
    arrivesWhole(penstock, Offered.to(penstock).lines(10).sources(3).datagrams(4_000));
  }

  @Test
  void threadsShareTheShards(Penstock penstock) throws Exception {
    penstock.set("threads", "2");
    arrivesWhole(penstock, Offered.to(penstock).datagrams(5_000));
  }

  @Test
  void linesWithoutNumbersAreProvenByTheirContent(Penstock penstock) throws Exception {
    Path sent = penstock.home().resolve("sent.json");
    List<InetSocketAddress> servers = List.of(Loopback.fresh(), Loopback.fresh());
    penstock.destinations(servers);
    penstock.startIngest();
    String host = servers.getFirst().getAddress().getHostAddress();
    Daemon sink =
        penstock.launchBare(
            "sink",
            "--bind-interface=" + host,
            "--ports=" + servers.get(0).getPort() + "," + servers.get(1).getPort(),
            "--load-report=" + sent,
            "--verify",
            "--json");
    await("the sink listens").atMost(STARTS_MAX).until(() -> sink.log().contains("listening on"));
    penstock.startWorker();
    Exit load =
        penstock
            .launchBare(
                "load",
                "--target=" + Loopback.text(penstock.address()),
                "--count=2000",
                "--lines=3",
                "--rate=5000",
                "--json")
            .awaitEnd();
    assertEquals(0, load.code(), load::text);
    Files.writeString(sent, load.out());
    penstock.awaitReceived(2_000);
    penstock.awaitDelivered();
    Exit arrived = sink.sigterm();
    JsonObject report = JsonParser.parseString(arrived.out()).getAsJsonObject();
    assertEquals(6_000, report.get("lines").getAsLong());
    assertTrue(report.get("content_equal").getAsBoolean(), arrived::text);
    Balance.assertZero(penstock);
  }

  private static void arrivesWhole(Penstock penstock, Offered plan) throws Exception {
    int shards = 4;
    try (Sinks sinks = Sinks.start(shards)) {
      penstock.destinations(sinks.addresses());
      penstock.start();
      LoadReport sent = Traffic.send(plan);
      penstock.awaitReceived(sent.datagrams());
      sinks.assertEachOnce(sent.lines());
      sinks.assertOnTheirShards("load.", shards);
      assertEquals(sent.content(), sinks.content());
      penstock.awaitDelivered();
      assertEquals(sent.datagrams(), penstock.head());
      assertEquals(0, penstock.count(IngestCounter.KERNEL_DROPS));
      assertEquals(0, penstock.sum(ReaderCounter.REPEATED_LINES));
      Balance.assertZero(penstock);
    }
  }
}
