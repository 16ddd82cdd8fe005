package io.penstock.systemtests;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.penstock.counters.ReaderCounter;
import io.penstock.journal.ReaderFile;
import io.penstock.tools.load.LoadReport;
import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** Shards with a second server each, of which one is dead for the whole test. */
@ExtendWith(PenstockExtension.class)
@Timeout(120)
class MirrorTest {
  private static final Duration DELIVERED_MAX = Duration.ofSeconds(30);

  @Test
  void aMirrorGetsTheSameLinesAndADeadOneDelaysNobody(Penstock penstock) throws Exception {
    try (Sinks sinks = Sinks.start(2);
        Sinks mirrors = Sinks.start(2)) {
      mirrors.kill(1);
      penstock.destinations(sinks.addresses());
      penstock.set("shard.0.mirror", Loopback.text(mirrors.addresses().get(0)));
      penstock.set("shard.1.mirror", Loopback.text(mirrors.addresses().get(1)));
      penstock.startIngest();
      penstock.startWorker();
      LoadReport sent = Traffic.send(Offered.to(penstock).datagrams(20_000));
      penstock.awaitReceived(sent.datagrams());
      penstock.awaitDelivered();
      sinks.assertEachOnce(sent.lines());
      sinks.assertOnTheirShards("load.", 2);
      await("the living mirror has committed all")
          .atMost(DELIVERED_MAX)
          .until(() -> mirrorPosition(penstock, 0) == penstock.head());
      assertEquals(sinks.lines(0), mirrors.lines(0));
      assertEquals(0, mirrorPosition(penstock, 1), "committed what nobody took");
      assertEquals(0, penstock.sum(ReaderCounter.REWINDS), "the shards noticed their mirrors");
      assertEquals(0, penstock.worker().sigterm().code());
      Balance.assertZero(penstock);
      assertTrue(
          Balance.equations(Balance.check(penstock))
              .anyMatch(
                  equation ->
                      equation.get("of").getAsString().equals("mirror-0")
                          && equation.get("equation").getAsString().startsWith("audit: lines")),
          "mirrors are not audited");
    }
  }

  private static long mirrorPosition(Penstock penstock, int shard) throws IOException {
    try (ReaderFile file =
        ReaderFile.openReadOnly(penstock.data().resolve("readers/mirror-" + shard))) {
      return file.position().number();
    }
  }
}
