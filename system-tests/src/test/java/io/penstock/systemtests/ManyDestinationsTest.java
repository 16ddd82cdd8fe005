package io.penstock.systemtests;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.penstock.counters.IngestCounter;
import io.penstock.counters.ReaderCounter;
import io.penstock.counters.ReaderState;
import io.penstock.reader.ReaderFile;
import io.penstock.tools.load.LoadReport;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** As many destinations as may be configured, in one worker with the launcher's limits. */
@Alone
@ExtendWith(PenstockExtension.class)
@Timeout(1_200)
@Tag("long")
class ManyDestinationsTest {
  private static final int MOST = 1_024;
  private static final int FEW = 3;
  private static final Duration PATIENCE = Duration.ofSeconds(300);

  @Test
  void asManyAsMayBeConfiguredComeAndGoByReloadAndOutliveARestart(Penstock penstock)
      throws Exception {
    try (Sinks sinks = Sinks.start(FEW)) {
      penstock.destinations(sinks.addresses());
      penstock.start();
      LoadReport few = send(penstock, "few");
      follow(penstock, repeated(sinks.addresses()));
      await("all begin").atMost(PATIENCE).until(() -> hasBegun(penstock, MOST - 1));
      LoadReport most = send(penstock, "most");
      awaitDelivered(penstock);
      assertEquals(0, penstock.worker().sigterm().code());
      LoadReport waiting = send(penstock, "waiting");
      Daemon second = penstock.launchWorker();
      awaitDelivered(penstock);
      assertEquals(0, second.sigterm().code());
      LoadReport draining = send(penstock, "draining");
      follow(penstock.ingest(), penstock, sinks.addresses());
      Daemon third =
          penstock.launchWorker(); // all 1,024 are in the journal still, three in the configuration
      LoadReport last = send(penstock, "last");
      await("those that went are drained")
          .atMost(PATIENCE)
          .until(() -> isRetired(penstock, FEW) && isRetired(penstock, MOST - 1));
      penstock.awaitDelivered();
      assertTrue(third.isAlive());
      sinks.awaitDistinct(
          few.lines() + most.lines() + waiting.lines() + draining.lines() + last.lines());
      Balance.assertZero(penstock);
    }
  }

  private static void awaitDelivered(Penstock penstock) {
    await("the last shard has come to the head")
        .atMost(PATIENCE)
        .until(() -> penstock.position(MOST - 1) == penstock.head());
    penstock.awaitDelivered();
  }

  private long sent;

  private LoadReport send(Penstock penstock, String name) throws Exception {
    LoadReport report = Traffic.send(Offered.to(penstock).datagrams(5_000).named(name));
    sent += report.datagrams();
    penstock.awaitReceived(sent);
    return report;
  }

  private static List<InetSocketAddress> repeated(List<InetSocketAddress> addresses) {
    List<InetSocketAddress> many = new ArrayList<>();
    for (int i = 0; i < MOST; i++) {
      many.add(addresses.get(i % addresses.size()));
    }
    return many;
  }

  private static void follow(Penstock penstock, List<InetSocketAddress> destinations)
      throws Exception {
    follow(penstock.ingest(), penstock, destinations);
    penstock.worker().signal("HUP");
  }

  private static void follow(Daemon ingest, Penstock penstock, List<InetSocketAddress> destinations)
      throws Exception {
    penstock.destinations(destinations);
    penstock.config().write();
    ingest.signal("HUP");
    await("ingest follows")
        .atMost(PATIENCE)
        .until(() -> penstock.count(IngestCounter.LAYOUT_SHARDS) == destinations.size());
  }

  private static boolean hasBegun(Penstock penstock, int shard) {
    Path file = penstock.data().resolve("readers/shard-" + shard);
    try (ReaderFile reader = ReaderFile.openReadOnly(file)) {
      return reader.counters().get(ReaderCounter.STATE) != ReaderState.STARTING.ordinal();
    } catch (IOException e) {
      return false;
    }
  }

  private static boolean isRetired(Penstock penstock, int shard) throws IOException {
    Path file = penstock.data().resolve("readers/shard-" + shard);
    try (ReaderFile reader = ReaderFile.openReadOnly(file)) {
      return reader.counters().get(ReaderCounter.STATE) == ReaderState.RETIRED.ordinal();
    }
  }
}
