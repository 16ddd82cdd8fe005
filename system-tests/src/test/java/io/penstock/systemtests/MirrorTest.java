package io.penstock.systemtests;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.penstock.counters.ReaderCounter;
import io.penstock.reader.ReaderFile;
import io.penstock.tools.load.LoadReport;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** Shards with second servers, of which one is dead; and a whole second ring. */
@ExtendWith(PenstockExtension.class)
@Timeout(420)
class MirrorTest {
  private static final Duration DELIVERED_MAX = Duration.ofSeconds(60);

  @Test
  void aMirrorGetsTheSameLinesAndADeadOneDelaysNobodyAndGetsThemWhenItIsBack(Penstock penstock)
      throws Exception {
    try (Sinks sinks = Sinks.start(2);
        Sinks mirrors = Sinks.start(2)) {
      mirrors.kill(1);
      penstock.destinations(sinks.addresses());
      penstock.set("shard.0.mirror", Loopback.text(mirrors.addresses().get(0)));
      penstock.set("shard.1.mirror", Loopback.text(mirrors.addresses().get(1)));
      penstock.set("forward.retry_max", "500ms");
      penstock.set("forward.replay_rate", "max");
      penstock.start();
      LoadReport sent = Traffic.send(Offered.to(penstock).datagrams(6_000));
      penstock.awaitReceived(sent.datagrams());
      penstock.awaitDelivered();
      sinks.assertEachOnce(sent.lines());
      sinks.assertOnTheirShards("load.", 2);
      await("the living mirror has committed all")
          .atMost(DELIVERED_MAX)
          .until(() -> mirrorPosition(penstock, 0) == penstock.head());
      mirrors.awaitDistinctAtLeast(sinks.lines(0));
      assertEquals(sinks.lines(0), mirrors.lines(0));
      assertEquals(0, mirrorPosition(penstock, 1), "committed what nobody took");
      assertEquals(0, penstock.sum(ReaderCounter.REWINDS), "the shards noticed their mirrors");

      mirrors.restart(1);
      LoadReport more = Traffic.send(Offered.to(penstock).named("more").datagrams(2_000));
      penstock.awaitReceived(sent.datagrams() + more.datagrams());
      penstock.awaitDelivered();
      await("the mirror that was dead has committed all that waited, and what came since")
          .atMost(DELIVERED_MAX)
          .until(() -> mirrorPosition(penstock, 1) == penstock.head());
      sinks.assertEachOnce(sent.lines() + more.lines());
      assertTrue(mirrors.lines(1) >= sinks.lines(1), "the mirror misses lines");
      assertEquals(0, penstock.sum(ReaderCounter.REWINDS), "the shards noticed its return");
      assertEquals(0, penstock.worker().sigterm().code());
      Balance.assertZero(penstock);
      for (String mirror : List.of("mirror-0", "mirror-1")) {
        assertTrue(Balance.isAudited(penstock, mirror), () -> mirror + " is not audited");
      }
    }
  }

  @Test
  @Tag("long")
  void aRingOfOneBesideTwoShardsDelaysNobodyWhileItIsDeadAndGetsEveryLineThen(Penstock penstock)
      throws Exception {
    try (Sinks sinks = Sinks.start(2);
        Sinks ring = Sinks.start(1)) {
      String address = Loopback.text(ring.addresses().getFirst());
      ring.kill(0);
      penstock.destinations(sinks.addresses());
      penstock.set("mirror.staging.destinations", address);
      penstock.set("mirror.staging.key", "name");
      penstock.set("mirror.staging.retry_max", "500ms");
      penstock.set("mirror.staging.replay_rate", "max");
      penstock.start();
      LoadReport sent = Traffic.send(Offered.to(penstock).datagrams(6_000));
      penstock.awaitReceived(sent.datagrams());
      penstock.awaitDelivered();
      sinks.assertEachOnce(sent.lines());
      sinks.assertOnTheirShards("load.", 2);
      assertEquals(0, position(penstock, "staging-0"), "committed what nobody took");
      assertEquals(0, penstock.sum(ReaderCounter.REWINDS), "the shards noticed the ring");
      for (String command : List.of("status", "readers")) {
        String shown = penstock.ask(command, "--json").out();
        assertTrue(shown.contains("\"staging-0\"") && shown.contains(address), shown);
      }
      ring.restart(0);
      await("the ring has committed all")
          .atMost(DELIVERED_MAX)
          .until(() -> position(penstock, "staging-0") == penstock.head());
      ring.assertEachAtLeastOnce(
          sent.lines(), count(penstock, "staging-0", ReaderCounter.REPEATED_LINES));
      assertEquals(0, penstock.worker().sigterm().code());
      Balance.assertZero(penstock);
      assertTrue(Balance.isAudited(penstock, "staging-0"), "rings are not audited");
    }
  }

  private static long mirrorPosition(Penstock penstock, int shard) throws IOException {
    return position(penstock, "mirror-" + shard);
  }

  private static long position(Penstock penstock, String reader) throws IOException {
    try (ReaderFile file = open(penstock, reader)) {
      return file.position().number();
    }
  }

  private static long count(Penstock penstock, String reader, ReaderCounter counter)
      throws IOException {
    try (ReaderFile file = open(penstock, reader)) {
      return file.counters().get(counter);
    }
  }

  private static ReaderFile open(Penstock penstock, String reader) throws IOException {
    return ReaderFile.openReadOnly(penstock.data().resolve("readers").resolve(reader));
  }
}
