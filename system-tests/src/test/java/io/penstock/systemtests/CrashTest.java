package io.penstock.systemtests;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.penstock.counters.IngestCounter;
import io.penstock.counters.ReaderCounter;
import io.penstock.tools.load.LoadReport;
import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** {@code kill -9} under load, a few times in every build; {@link KillsTest} is the long one. */
@ExtendWith(PenstockExtension.class)
@Timeout(420)
class CrashTest {
  private static final int FEW = 3;
  private static final int MANY = 20;
  private static final int SHARDS = 3;
  private static final long REPLAY_LINES_PER_SECOND = 100_000; // the default of replay_rate

  @Test
  void nothingAppendedIsLostWhenIngestIsKilled(Penstock penstock) throws Exception {
    killIngest(penstock, FEW);
  }

  @Test
  void nothingIsLostAndRepeatsAreCountedWhenTheWorkerIsKilled(Penstock penstock) throws Exception {
    killWorker(penstock, FEW, "300ms");
  }

  /** Without a doubt window whatever was committed too early would be missing. */
  @Test
  @Tag("long")
  void nothingIsLostWhenAWorkerWithoutADoubtWindowIsKilledTwentyTimes(Penstock penstock)
      throws Exception {
    killWorker(penstock, MANY, "0");
  }

  private static void killIngest(Penstock penstock, int kills) throws Exception {
    try (Sinks sinks = Sinks.start(SHARDS)) {
      penstock.destinations(sinks.addresses()).set("forward.replay_rate", "max");
      penstock.start();
      try (Traffic traffic =
          Traffic.begin(Offered.to(penstock).sources(4).coalesced(8).at(100_000))) {
        for (int kill = 1; kill <= kills; kill++) {
          // Datagrams after its start, each time another number, so that kills hit every moment.
          penstock.awaitReceived(penstock.count(IngestCounter.RECEIVED_DATAGRAMS) + 7_001L * kill);
          penstock.ingest().kill9();
          penstock.startIngest();
        }
        traffic.end();
      }
      penstock.ingest().sigterm(); // takes what its socket still holds
      penstock.awaitDelivered();
      long appended = penstock.head();
      long crashed = penstock.count(IngestCounter.DROPPED_CRASH);
      assertEquals(
          penstock.count(IngestCounter.RECEIVED_DATAGRAMS),
          appended
              + crashed
              + penstock.count(IngestCounter.DROPPED_DISK_SLOW)
              + penstock.count(IngestCounter.DROPPED_DISK_FULL),
          "received = appended + dropped");
      System.out.printf(
          "%d kills of ingest: %,d appended, %,d dropped_crash, %,d disk_slow%n",
          kills, appended, crashed, penstock.count(IngestCounter.DROPPED_DISK_SLOW));
      sinks.awaitDistinct(appended);
      assertEquals(0, sinks.ledger().repeated());
      assertEquals(0, sinks.ledger().reordered());
      sinks.assertOnTheirShards("load.", SHARDS);
      Balance.assertZero(penstock);
    }
  }

  private static void killWorker(Penstock penstock, int kills, String window) throws Exception {
    try (Sinks sinks = Sinks.start(SHARDS)) {
      penstock.destinations(sinks.addresses()).set("forward.doubt_window", window);
      penstock.start();
      LoadReport sent;
      try (Traffic traffic = Traffic.begin(Offered.to(penstock).at(20_000))) {
        for (int kill = 1; kill <= kills; kill++) {
          awaitAccepted(penstock, penstock.sum(ReaderCounter.ACCEPTED_LINES) + 1_501L * kill);
          penstock.worker().kill9();
          penstock.startWorker();
        }
        sent = traffic.end();
      }
      penstock.awaitReceived(sent.datagrams());
      penstock.awaitDelivered();
      long repeated = penstock.sum(ReaderCounter.REPEATED_LINES);
      System.out.printf(
          "%d kills of the worker, doubt window %s: %,d lines, %,d counted as repeated, %,d came"
              + " twice%n",
          kills, window, sent.lines(), repeated, sinks.ledger().repeated());
      sinks.assertEachAtLeastOnce(sent.lines(), repeated);
      sinks.assertOnTheirShards("load.", SHARDS);
      // A life has at most in doubt what a third of a second lets out at the pace of a catch-up.
      long inDoubtMax = SHARDS * REPLAY_LINES_PER_SECOND / 2;
      assertTrue(repeated <= kills * inDoubtMax, () -> "repeated without bound: " + repeated);
      Balance.assertZero(penstock);
    }
  }

  private static void awaitAccepted(Penstock penstock, long lines) {
    await("the worker sends")
        .atMost(Duration.ofSeconds(60))
        .until(() -> penstock.sum(ReaderCounter.ACCEPTED_LINES) >= lines);
  }
}
