package io.penstock.systemtests;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.penstock.counters.ReaderCounter;
import io.penstock.tools.load.LoadReport;
import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** Destinations that die, return, or were never there. */
@ExtendWith(PenstockExtension.class)
@Timeout(420)
class DestinationTest {
  private static final int SHARDS = 3;
  private static final Duration NOTICED_MAX = Duration.ofSeconds(60);

  @Test
  @Tag("long")
  void aDestinationThatIsKilledAndRestartedGetsEveryLine(Penstock penstock) throws Exception {
    try (Sinks sinks = Sinks.start(SHARDS)) {
      penstock
          .destinations(sinks.addresses())
          .set("forward.doubt_window", "1s"); // longer than a sink leaves anything unread
      penstock.start();
      LoadReport sent;
      try (Traffic traffic = Traffic.begin(Offered.to(penstock))) {
        for (int death = 1; death <= 3; death++) {
          awaitMoreLines(sinks, 1);
          long refusals = penstock.count(1, ReaderCounter.REFUSALS);
          sinks.kill(1);
          await("the worker is refused")
              .atMost(NOTICED_MAX)
              .until(() -> penstock.count(1, ReaderCounter.REFUSALS) > refusals);
          awaitMoreLines(sinks, 0);
          awaitMoreLines(sinks, 2);
          sinks.restart(1);
        }
        awaitMoreLines(sinks, 1);
        sent = traffic.end();
      }
      penstock.awaitReceived(sent.datagrams());
      penstock.awaitDelivered();
      sinks.assertEachAtLeastOnce(sent.lines(), penstock.sum(ReaderCounter.REPEATED_LINES));
      sinks.assertOnTheirShards("load.", SHARDS);
      assertEquals(0, penstock.count(0, ReaderCounter.REPEATED_LINES), "a healthy shard repeats");
      assertEquals(0, penstock.count(2, ReaderCounter.REPEATED_LINES), "a healthy shard repeats");
      Balance.assertZero(penstock);
    }
  }

  @Test
  void aDestinationThatWasNeverThereDelaysNobodyAndGetsAllWhenItAppears(Penstock penstock)
      throws Exception {
    try (Sinks sinks = Sinks.start(SHARDS)) {
      sinks.kill(2);
      penstock
          .destinations(sinks.addresses())
          .set("forward.retry_max", "500ms")
          .set("forward.replay_rate", "max");
      penstock.start();
      LoadReport sent = Traffic.send(Offered.to(penstock).datagrams(6_000));
      penstock.awaitReceived(sent.datagrams());
      for (int shard = 0; shard <= 1; shard++) {
        int healthy = shard;
        await("shard " + shard + " has all of its lines")
            .atMost(NOTICED_MAX)
            .until(() -> penstock.position(healthy) == penstock.head());
      }
      assertEquals(0, penstock.position(2), "nothing was committed to nobody");
      assertEquals(0, sinks.lines(2));
      sinks.restart(2);
      penstock.awaitDelivered();
      sinks.assertEachAtLeastOnce(sent.lines(), penstock.sum(ReaderCounter.REPEATED_LINES));
      sinks.assertOnTheirShards("load.", SHARDS);
      Balance.assertZero(penstock);
    }
  }

  @Test
  void aStoppedWorkerResumesABacklogForADestinationThatWasDown(Penstock penstock) throws Exception {
    try (Sinks sinks = Sinks.start(SHARDS)) {
      penstock.destinations(sinks.addresses()).set("forward.replay_rate", "max");
      penstock.start();
      sinks.kill(0);
      LoadReport sent = Traffic.send(Offered.to(penstock).datagrams(5_000));
      penstock.awaitReceived(sent.datagrams());
      assertEquals(0, penstock.worker().sigterm().code());
      sinks.restart(0);
      penstock.startWorker();
      penstock.awaitDelivered();
      sinks.assertEachAtLeastOnce(sent.lines(), penstock.sum(ReaderCounter.REPEATED_LINES));
      Balance.assertZero(penstock);
    }
  }

  private static void awaitMoreLines(Sinks sinks, int shard) {
    long before = sinks.lines(shard);
    await("shard " + shard + " gets lines")
        .atMost(NOTICED_MAX)
        .until(() -> sinks.lines(shard) > before + 500);
  }
}
