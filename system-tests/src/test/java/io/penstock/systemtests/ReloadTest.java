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
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** SIGHUP under load: what can change does, what cannot is refused whole, no position is lost. */
@ExtendWith(PenstockExtension.class)
@Timeout(420)
class ReloadTest {
  private static final Duration NOTICED_MAX = Duration.ofSeconds(60);

  @Test
  void addressesChangeUnderLoadWithNothingMissingAndABadFileChangesNothing(Penstock penstock)
      throws Exception {
    try (Sinks sinks = Sinks.start(3)) {
      penstock.destinations(sinks.addresses(2));
      penstock.start();
      LoadReport sent;
      try (Traffic traffic = Traffic.begin(Offered.to(penstock))) {
        awaitMoreLines(sinks, 1);
        long untouched = penstock.counts().readerBeganEpochMs(0);

        penstock.config().write("destinations = nonsense\nbind_prt = 1\n");
        hangUp(penstock);
        awaitLog(penstock, "reload refused: ", 2);
        penstock.set("journal.roll_bytes", "9MiB");
        penstock.destinations(List.of(sinks.addresses().get(0), sinks.addresses().get(2)));
        penstock.config().write();
        hangUp(penstock);
        awaitLog(penstock, "journal.roll_bytes: 256MiB → 9MiB: takes a restart", 1);
        awaitMoreLines(sinks, 1);
        assertEquals(0, sinks.lines(2), "the refused file was followed in part");

        penstock.set("journal.roll_bytes", "256MiB");
        penstock.config().write();
        hangUp(penstock);
        awaitMoreLines(sinks, 2);
        long before = sinks.lines(1);
        awaitMoreLines(sinks, 0);
        assertEquals(before, sinks.lines(1), "the old address still gets lines");
        assertEquals(untouched, penstock.counts().readerBeganEpochMs(0), "shard 0 was disturbed");
        sent = traffic.end();
      }
      penstock.awaitReceived(sent.datagrams());
      penstock.awaitDelivered();
      sinks.assertEachAtLeastOnce(sent.lines(), penstock.sum(ReaderCounter.REPEATED_LINES));
      assertEquals(0, penstock.count(0, ReaderCounter.REPEATED_LINES));
      awaitSleep(penstock.ingest());
      awaitSleep(penstock.worker());
      Balance.assertZero(penstock);
    }
  }

  @Test
  void aShardIsAddedAndTakenAwayWhileEverythingRuns(Penstock penstock) throws Exception {
    try (Sinks sinks = Sinks.start(3)) {
      penstock.destinations(sinks.addresses(2));
      penstock.start();
      LoadReport sent;
      try (Traffic traffic = Traffic.begin(Offered.to(penstock))) {
        awaitMoreLines(sinks, 1);
        penstock.destinations(sinks.addresses(3));
        penstock.config().write();
        hangUp(penstock);
        awaitMoreLines(sinks, 2);
        assertEquals(3, penstock.count(IngestCounter.LAYOUT_SHARDS));
        penstock.destinations(sinks.addresses(2));
        penstock.config().write();
        hangUp(penstock);
        await("the layout changes back")
            .atMost(NOTICED_MAX)
            .until(() -> penstock.count(IngestCounter.LAYOUT_SHARDS) == 2);
        awaitMoreLines(sinks, 1);
        sent = traffic.end();
      }
      penstock.awaitReceived(sent.datagrams());
      penstock.awaitDelivered();
      sinks.awaitDistinct(sent.lines());
      Balance.assertZero(penstock);
    }
  }

  @Test
  @Tag("long")
  void aSecondRingIsAddedAndTakenAwayWhileEverythingRuns(Penstock penstock) throws Exception {
    try (Sinks sinks = Sinks.start(2);
        Sinks ring = Sinks.start(3)) {
      penstock.destinations(sinks.addresses());
      String without = Files.readString(penstock.config().write());
      penstock.start();
      LoadReport sent;
      try (Traffic traffic = Traffic.begin(Offered.to(penstock))) {
        awaitMoreLines(sinks, 1);
        String addresses =
            ring.addresses().stream().map(Loopback::text).collect(Collectors.joining(" "));
        penstock
            .config()
            .write(without + "[mirror.staging]\ndestinations = " + addresses + "\nhash = jump\n");
        hangUp(penstock);
        for (int number = 0; number < 3; number++) {
          awaitMoreLines(ring, number);
        }
        penstock.config().write(without);
        hangUp(penstock);
        await("the ring retires").atMost(NOTICED_MAX).until(() -> isRetired(penstock, "staging-2"));
        awaitMoreLines(sinks, 1);
        sent = traffic.end();
      }
      penstock.awaitReceived(sent.datagrams());
      penstock.awaitDelivered();
      sinks.awaitDistinct(sent.lines());
      Balance.assertZero(penstock);
    }
  }

  private static boolean isRetired(Penstock penstock, String reader) throws IOException {
    try (ReaderFile file = ReaderFile.openReadOnly(penstock.data().resolve("readers/" + reader))) {
      return file.counters().get(ReaderCounter.STATE) == ReaderState.RETIRED.ordinal();
    }
  }

  @Test
  void runPassesTheSignalOn(Penstock penstock) throws Exception {
    try (Sinks sinks = Sinks.start(2)) {
      penstock.destinations(sinks.addresses(1));
      Daemon run = penstock.launch(List.of(), "run");
      penstock.awaitReady(run);
      penstock.awaitReaders(run);
      LoadReport first = Traffic.send(Offered.to(penstock).datagrams(1_000).named("first"));
      penstock.awaitReceived(first.datagrams());
      penstock.awaitDelivered();
      penstock.destinations(sinks.addresses().subList(1, 2));
      penstock.config().write();
      run.signal("HUP");
      await("both daemons follow")
          .atMost(NOTICED_MAX)
          .until(() -> run.log().split("reload: destinations", -1).length == 3);
      LoadReport second = Traffic.send(Offered.to(penstock).datagrams(1_000).named("second"));
      penstock.awaitReceived(first.datagrams() + second.datagrams());
      penstock.awaitDelivered();
      assertTrue(run.isAlive());
      sinks.awaitDistinct(first.lines() + second.lines());
      assertEquals(second.lines(), sinks.lines(1));
      assertEquals(0, run.sigterm().code());
      Balance.assertZero(penstock);
    }
  }

  private static void hangUp(Penstock penstock) {
    penstock.ingest().signal("HUP");
    penstock.worker().signal("HUP");
  }

  /**
   * Nothing comes in: a loop that the reload woke and that never sleeps again would take a core.
   */
  private static void awaitSleep(Daemon daemon) {
    await(daemon.name() + " sleeps")
        .pollInterval(Duration.ofSeconds(1))
        .atMost(NOTICED_MAX)
        .until(
            () -> {
              Duration before = daemon.cpu();
              Thread.sleep(1_000);
              return daemon.cpu().minus(before).toMillis() < 500;
            });
  }

  private static void awaitLog(Penstock penstock, String text, int times) {
    await("both daemons say: " + text)
        .atMost(NOTICED_MAX)
        .until(
            () ->
                penstock.ingest().log().split(text, -1).length > times
                    && penstock.worker().log().split(text, -1).length > times);
  }

  private static void awaitMoreLines(Sinks sinks, int shard) {
    long before = sinks.lines(shard);
    await("shard " + shard + " gets lines")
        .atMost(NOTICED_MAX)
        .until(() -> sinks.lines(shard) > before + 500);
  }
}
