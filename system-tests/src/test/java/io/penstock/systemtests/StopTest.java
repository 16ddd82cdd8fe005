package io.penstock.systemtests;

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

/** A clean end is quick and exact. */
@Alone
@ExtendWith(PenstockExtension.class)
@Timeout(420)
class StopTest {
  /** The promise is one second; the machine that runs this may have other things to do. */
  private static final Duration END_MAX = Duration.ofSeconds(5);

  private static final int ROUNDS = 3;

  @Test
  void sigtermEndsAWorkerUnderLoadWithItsPositionExact(Penstock penstock) throws Exception {
    try (Sinks sinks = Sinks.start(3)) {
      penstock.destinations(sinks.addresses()).set("forward.doubt_window", "2s");
      penstock.start();
      LoadReport sent;
      try (Traffic traffic = Traffic.begin(Offered.to(penstock))) {
        for (int round = 1; round <= ROUNDS; round++) {
          penstock.awaitReceived(penstock.count(IngestCounter.RECEIVED_DATAGRAMS) + 2_000);
          assertEndsCleanly("worker", penstock.worker().sigterm());
          penstock.startWorker();
        }
        sent = traffic.end();
      }
      penstock.awaitReceived(sent.datagrams());
      sinks.assertEachOnce(sent.lines());
      assertEquals(0, penstock.sum(ReaderCounter.REPEATED_LINES));
      penstock.worker().sigterm();
      penstock.awaitDelivered();
      Balance.assertZero(penstock);
    }
  }

  @Test
  void sigtermEndsIngestUnderLoadWithNothingLeftBehind(Penstock penstock) throws Exception {
    try (Sinks sinks = Sinks.start(3)) {
      penstock.destinations(sinks.addresses());
      penstock.start();
      try (Traffic traffic = Traffic.begin(Offered.to(penstock))) {
        for (int round = 1; round <= ROUNDS; round++) {
          penstock.awaitReceived(penstock.count(IngestCounter.RECEIVED_DATAGRAMS) + 2_000);
          assertEndsCleanly("ingest", penstock.ingest().sigterm());
          assertEquals(penstock.count(IngestCounter.RECEIVED_DATAGRAMS), penstock.head());
          penstock.startIngest();
        }
        traffic.end();
      }
      penstock.ingest().sigterm();
      assertEquals(0, penstock.count(IngestCounter.DROPPED_CRASH));
      assertEquals(ROUNDS, penstock.count(IngestCounter.AWAY_TIMES), "nobody listened so often");
      assertTrue(penstock.ingest().log().contains("stopped (SIGTERM): "), penstock.ingest()::log);
      assertTrue(
          penstock.tool("status").out().contains("datagrams sent meanwhile are not counted"));
      sinks.awaitDistinct(penstock.head());
      penstock.awaitDelivered();
      assertEquals(0, sinks.ledger().repeated());
      Balance.assertZero(penstock);
    }
  }

  @Test
  @Tag("long")
  void sigtermEndsAWorkerWhoseDestinationIsDown(Penstock penstock) throws Exception {
    try (Sinks sinks = Sinks.start(1)) {
      sinks.kill(0);
      penstock.destinations(sinks.addresses());
      penstock.start();
      LoadReport sent = Traffic.send(Offered.to(penstock).datagrams(2_000));
      penstock.awaitReceived(sent.datagrams());
      assertEndsCleanly("worker with its destination down", penstock.worker().sigterm());
      assertEquals(0, penstock.position(0), "committed what nobody took");
      sinks.restart(0);
      penstock.startWorker();
      penstock.awaitDelivered();
      sinks.assertEachAtLeastOnce(sent.lines(), penstock.sum(ReaderCounter.REPEATED_LINES));
      Balance.assertZero(penstock);
    }
  }

  @Test
  void sigtermEndsAWorkerThatWaitsForAJournal(Penstock penstock) throws Exception {
    try (Sinks sinks = Sinks.start(1)) {
      penstock.destinations(sinks.addresses());
      Daemon worker = penstock.launchWorker();
      org.awaitility.Awaitility.await("it says that it waits")
          .atMost(Duration.ofSeconds(60))
          .until(() -> worker.log().contains("journal"));
      assertEndsCleanly("worker without a journal", worker.sigterm());
    }
  }

  private static void assertEndsCleanly(String who, Exit exit) {
    System.out.printf("SIGTERM ended %s in %d ms%n", who, exit.took().toMillis());
    assertEquals(0, exit.code(), exit::text);
    assertTrue(exit.took().compareTo(END_MAX) < 0, () -> who + " took " + exit.took());
  }
}
