package io.penstock.systemtests;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.penstock.counters.IngestCounter;
import io.penstock.counters.ReaderCounter;
import io.penstock.tools.load.LoadReport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** What arrives when nothing is wrong. */
@ExtendWith(PenstockExtension.class)
@Timeout(90)
class DeliveryTest {
  @Test
  void everyNumberedLineArrivesOnceInOrderOnItsShard(Penstock penstock) throws Exception {
    arrivesWhole(penstock, Offered.to(penstock).datagrams(20_000));
  }

  @Test
  void linesOfCoalescedSendersArriveWhole(Penstock penstock) throws Exception {
    arrivesWhole(
        penstock, Offered.to(penstock).coalesced(16).sources(4).at(20_000).datagrams(60_000));
  }

  @Test
  void linesOfDatagramsWithManyArriveWhole(Penstock penstock) throws Exception {
    arrivesWhole(penstock, Offered.to(penstock).lines(10).sources(3).datagrams(10_000));
  }

  @Test
  void threadsShareTheShards(Penstock penstock) throws Exception {
    penstock.set("threads", "2");
    arrivesWhole(penstock, Offered.to(penstock).datagrams(10_000));
  }

  private static void arrivesWhole(Penstock penstock, Offered plan) throws Exception {
    int shards = 4;
    try (Sinks sinks = Sinks.start(shards)) {
      penstock.destinations(sinks.addresses());
      penstock.startIngest();
      penstock.startWorker();
      LoadReport sent = Traffic.send(plan);
      penstock.awaitReceived(sent.datagrams());
      sinks.assertEachOnce(sent.lines());
      sinks.assertOnTheirShards("load.", shards);
      penstock.awaitDelivered();
      assertEquals(sent.datagrams(), penstock.head());
      assertEquals(0, penstock.count(IngestCounter.KERNEL_DROPS));
      assertEquals(0, penstock.sum(ReaderCounter.REPEATED_LINES));
      Balance.assertZero(penstock);
    }
  }
}
