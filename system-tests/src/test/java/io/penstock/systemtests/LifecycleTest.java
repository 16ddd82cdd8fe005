package io.penstock.systemtests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.penstock.counters.IngestCounter;
import io.penstock.tools.load.LoadReport;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** The processes start, stop and roll in any order. */
@ExtendWith(PenstockExtension.class)
@Timeout(420)
class LifecycleTest {
  private static final int SHARDS = 2;

  @Test
  void aWorkerMayBeThereBeforeIngest(Penstock penstock) throws Exception {
    try (Sinks sinks = Sinks.start(SHARDS)) {
      penstock.destinations(sinks.addresses());
      penstock.launchWorker();
      penstock.startIngest();
      LoadReport sent = Traffic.send(Offered.to(penstock).datagrams(5_000));
      sinks.assertEachOnce(sent.lines());
      penstock.awaitDelivered();
      Balance.assertZero(penstock);
    }
  }

  @Test
  void aWorkerFollowsIngestThroughItsRestarts(Penstock penstock) throws Exception {
    try (Sinks sinks = Sinks.start(SHARDS)) {
      penstock.destinations(sinks.addresses());
      penstock.start();
      long lines = 0;
      for (int life = 1; life <= 4; life++) {
        LoadReport sent = Traffic.send(Offered.to(penstock).named("life" + life).datagrams(2_000));
        lines += sent.lines();
        penstock.awaitReceived(lines);
        if (life % 2 == 0) {
          penstock.ingest().kill9();
        } else {
          penstock.ingest().sigterm();
        }
        penstock.startIngest();
      }
      sinks.assertEachOnce(lines);
      assertTrue(penstock.worker().isAlive());
      penstock.awaitDelivered();
      Balance.assertZero(penstock);
    }
  }

  @Test
  void aBacklogSurvivesTheRestartOfEverything(Penstock penstock) throws Exception {
    try (Sinks sinks = Sinks.start(SHARDS)) {
      penstock.destinations(sinks.addresses());
      penstock.startIngest();
      penstock.startWorker().kill9();
      LoadReport sent = Traffic.send(Offered.to(penstock).datagrams(6_000));
      penstock.awaitReceived(sent.datagrams());
      penstock.ingest().kill9();
      penstock.startWorker();
      penstock.startIngest();
      penstock.awaitDelivered();
      sinks.assertEachOnce(sent.lines());
      Balance.assertZero(penstock);
    }
  }

  @Test
  void nothingIsLostWhereOneRollFileEndsAndTheNextBegins(Penstock penstock) throws Exception {
    try (Sinks sinks = Sinks.start(SHARDS)) {
      penstock.destinations(sinks.addresses()).set("journal.roll_bytes", "1MiB");
      penstock.start();
      LoadReport sent = Traffic.send(Offered.to(penstock).lines(10).at(4_000).datagrams(8_000));
      penstock.awaitReceived(sent.datagrams());
      // Files of 1 MiB keep little room ready: a busy disk drops some datagrams, and counts them.
      sinks.awaitDistinct(10 * penstock.head());
      assertEquals(0, sinks.ledger().repeated());
      penstock.ingest().sigterm();
      assertTrue(penstock.count(IngestCounter.ROLLS) >= 5, "8 MB are not 5 rolls of 1 MiB?");
      try (Stream<Path> files = Files.list(penstock.data().resolve("journal"))) {
        long rollFiles = files.filter(file -> file.toString().endsWith(".cq4")).count();
        assertTrue(rollFiles >= 5, "roll files: " + rollFiles);
      }
      penstock.awaitDelivered();
      Balance.assertZero(penstock);
    }
  }

  @Test
  @Tag("long")
  void aReaderFarBehindComesThroughAllRollFiles(Penstock penstock) throws Exception {
    try (Sinks sinks = Sinks.start(SHARDS)) {
      penstock.destinations(sinks.addresses()).set("journal.roll_bytes", "1MiB");
      penstock.startIngest();
      LoadReport sent = Traffic.send(Offered.to(penstock).lines(10).at(4_000).datagrams(5_000));
      penstock.awaitReceived(sent.datagrams());
      penstock.startWorker();
      penstock.awaitDelivered();
      // Files of 1 MiB keep little room ready: a busy disk drops some datagrams, and counts them.
      sinks.awaitDistinct(10 * penstock.head());
      assertEquals(0, sinks.ledger().repeated());
      assertEquals(0, sinks.ledger().reordered());
      Balance.assertZero(penstock);
    }
  }
}
