package io.penstock.systemtests;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.penstock.counters.IngestCounter;
import io.penstock.counters.ReaderCounter;
import io.penstock.counters.ReaderState;
import io.penstock.tools.load.LoadReport;
import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Servers come and go while lines wait: each line is sent by the layout under which it was
 * received.
 *
 * <p>Each era has series of its own, named after it, so that one can see which layout sent them.
 */
@ExtendWith(PenstockExtension.class)
@Timeout(420)
class LayoutTest {
  private static final int FEW = 2;
  private static final int MANY = 5;

  @Test
  void serversAddedWithABacklogPendingMixNoSeries(Penstock penstock) throws Exception {
    try (Sinks sinks = Sinks.start(MANY)) {
      penstock.destinations(sinks.addresses(FEW));
      penstock.start();
      long lines = era(penstock, "first");
      penstock.awaitDelivered();
      penstock.worker().sigterm();
      lines += era(penstock, "backlog");
      penstock.ingest().sigterm();

      penstock.destinations(sinks.addresses());
      penstock.startIngest();
      lines += era(penstock, "wider");
      penstock.startWorker();

      penstock.awaitDelivered();
      sinks.assertEachOnce(lines);
      sinks.assertOnTheirShards("load.first.", FEW);
      sinks.assertOnTheirShards("load.backlog.", FEW);
      sinks.assertOnTheirShards("load.wider.", MANY);
      Balance.assertZero(penstock);
    }
  }

  @Test
  void serversAddedUnderALiveWorkerGetTheirShareFromThenOn(Penstock penstock) throws Exception {
    try (Sinks sinks = Sinks.start(MANY)) {
      penstock.destinations(sinks.addresses(FEW));
      penstock.start(); // it learns of the new servers from the journal alone
      long lines = era(penstock, "narrow");
      penstock.ingest().sigterm();
      penstock.destinations(sinks.addresses());
      penstock.startIngest();
      lines += era(penstock, "wide");

      penstock.awaitDelivered();
      sinks.assertEachOnce(lines);
      sinks.assertOnTheirShards("load.narrow.", FEW);
      sinks.assertOnTheirShards("load.wide.", MANY);
      Balance.assertZero(penstock);
    }
  }

  @Test
  @Tag("long")
  void aServerRemovedWithABacklogPendingGetsItsRestThenRetiresAndMayReturn(Penstock penstock)
      throws Exception {
    try (Sinks sinks = Sinks.start(MANY)) {
      penstock.destinations(sinks.addresses());
      penstock.start();
      long lines = era(penstock, "whole");
      penstock.awaitDelivered();
      penstock.worker().sigterm();
      lines += era(penstock, "rest");
      penstock.ingest().sigterm();

      penstock.destinations(sinks.addresses(FEW));
      penstock.startIngest();
      lines += era(penstock, "fewer");
      penstock.startWorker();

      penstock.awaitDelivered();
      for (int shard = FEW; shard < MANY; shard++) {
        awaitRetired(penstock, shard);
      }
      sinks.assertEachOnce(lines);
      sinks.assertOnTheirShards("load.rest.", MANY);
      sinks.assertOnTheirShards("load.fewer.", FEW);
      Balance.assertZero(penstock);

      penstock.ingest().sigterm();
      penstock.worker().sigterm();
      penstock.destinations(sinks.addresses());
      penstock.startIngest();
      lines += era(penstock, "again");
      penstock.startWorker();

      penstock.awaitDelivered();
      sinks.assertEachOnce(lines);
      sinks.assertOnTheirShards("load.again.", MANY);
      Balance.assertZero(penstock);
    }
  }

  @Test
  void aServerRemovedUnderALiveWorkerRetires(Penstock penstock) throws Exception {
    try (Sinks sinks = Sinks.start(MANY)) {
      penstock.destinations(sinks.addresses());
      penstock.start();
      long lines = era(penstock, "before");
      penstock.ingest().sigterm();
      penstock.destinations(sinks.addresses(FEW));
      penstock.startIngest();
      lines += era(penstock, "after");

      penstock.awaitDelivered();
      for (int shard = FEW; shard < MANY; shard++) {
        awaitRetired(penstock, shard);
      }
      sinks.assertEachOnce(lines);
      sinks.assertOnTheirShards("load.before.", MANY);
      sinks.assertOnTheirShards("load.after.", FEW);
      Balance.assertZero(penstock);
    }
  }

  /** Lines of one era, all of them in the journal when this returns. */
  private static long era(Penstock penstock, String name) throws Exception {
    long before = penstock.count(IngestCounter.RECEIVED_DATAGRAMS);
    Offered plan = Offered.to(penstock).named(name).at(10_000).datagrams(4_000);
    LoadReport sent = Traffic.send(plan);
    penstock.awaitReceived(before + sent.datagrams());
    return sent.lines();
  }

  private static void awaitRetired(Penstock penstock, int shard) {
    await("shard " + shard + " is retired")
        .atMost(Duration.ofSeconds(60))
        .until(() -> penstock.count(shard, ReaderCounter.STATE) == ReaderState.RETIRED.ordinal());
    assertEquals(0, penstock.count(shard, ReaderCounter.LOST_DATAGRAMS));
  }
}
