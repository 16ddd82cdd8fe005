package io.penstock.systemtests;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.penstock.counters.IngestCounter;
import io.penstock.counters.StorageState;
import io.penstock.tools.load.LoadReport;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A disk that is filled by somebody else under load, freed, and filled again. */
@ExtendWith(PenstockExtension.class)
@Timeout(420)
class FullDiskTest {
  private static final int SHARDS = 2;
  private static final int DISK_MIB = 64;

  @Test
  void whatAFullDiskRefusesIsCountedAndItGoesOnWhenThereIsRoom(Penstock penstock) throws Exception {
    fillAndFree("tmpfs", penstock);
  }

  @Test
  @Tag("long")
  void theSameOnADiskOfBlocks(Penstock penstock) throws Exception {
    fillAndFree("ext4", penstock);
  }

  private static void fillAndFree(String type, Penstock penstock) throws Exception {
    try (Mount disk = Mount.of(type, penstock.data(), DISK_MIB);
        Sinks sinks = Sinks.start(SHARDS)) {
      penstock
          .set("journal.roll_bytes", "4MiB")
          .set("journal.allocate_ahead", "4MiB")
          .destinations(sinks.addresses());
      penstock.startIngest();
      penstock.startWorker();
      Path ballast = penstock.data().resolve("ballast");
      LoadReport sent;
      try (Traffic traffic = Traffic.begin(Offered.to(penstock).at(30_000))) {
        penstock.awaitReceived(30_000);
        for (int round = 0; round < 2; round++) {
          fillUntilRefused(penstock, disk, ballast);
          long appended = penstock.head();
          long freedNs = System.nanoTime();
          Files.delete(ballast);
          await("it accepts again, round " + round)
              .atMost(Duration.ofSeconds(60))
              .pollInterval(Duration.ofMillis(10))
              .until(() -> penstock.head() > appended);
          System.out.printf(
              "%s: accepted again %d ms after there was room%n",
              type, TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - freedNs));
          await("and says so")
              .atMost(Duration.ofSeconds(60))
              .until(() -> penstock.count(IngestCounter.STORAGE_STATE) == 0);
        }
        sent = traffic.end();
      }
      penstock.awaitDelivered();
      assertTrue(penstock.ingest().isAlive() && penstock.worker().isAlive());
      assertFalse(penstock.logs().contains("InternalError"), penstock::logs);
      assertEquals(
          penstock.count(IngestCounter.RECEIVED_DATAGRAMS),
          penstock.head()
              + penstock.count(IngestCounter.DROPPED_DISK_FULL)
              + penstock.count(IngestCounter.DROPPED_DISK_SLOW),
          "received = appended + dropped");
      assertEquals(
          sent.datagrams(),
          penstock.count(IngestCounter.RECEIVED_DATAGRAMS)
              + penstock.count(IngestCounter.KERNEL_DROPS),
          "the socket was read all the time");
      long lost = penstock.counts().position(0).lost().total();
      assertEquals(0, sinks.ledger().reordered());
      System.out.printf(
          "%s: sent %,d, dropped_disk_full %,d, lost %,d%n",
          type, sent.datagrams(), penstock.count(IngestCounter.DROPPED_DISK_FULL), lost);
      Exit check = Balance.check(penstock);
      assertEquals(0, check.code(), check::text);
      penstock.close();
    }
  }

  /** Nothing is deleted here to make room, so everything can be recounted. */
  @Tag("long")
  @ParameterizedTest
  @ValueSource(strings = {"tmpfs", "ext4"})
  void aFileThatMustBeBegunOnAFullDiskIsBegunWhenThereIsRoom(String type, Penstock penstock)
      throws Exception {
    try (Mount disk = Mount.of(type, penstock.data(), DISK_MIB);
        Sinks sinks = Sinks.start(SHARDS + 1)) {
      penstock
          .set("journal.roll_bytes", "2MiB")
          .set("journal.roll_age", "1s")
          .set("journal.allocate_ahead", "4MiB")
          .set("journal.free_soft", "0")
          .set("journal.free_hard", "0")
          .destinations(sinks.addresses().subList(0, SHARDS));
      penstock.startIngest();
      Path ballast = penstock.data().resolve("ballast");
      try (Traffic traffic = Traffic.begin(Offered.to(penstock))) {
        penstock.awaitReceived(5_000);
        fillUntilRefused(penstock, disk, ballast); // at a roll: by age one is always due
        Daemon worker = penstock.launchWorker();
        await("the worker waits for room, too")
            .atMost(Duration.ofSeconds(60))
            .until(() -> worker.log().contains("shard-0: cannot begin"));
        penstock.ingest().kill9();
        disk.fill(ballast);
        penstock.startIngest();
        awaitRefusals(penstock);
        penstock.ingest().sigterm();
        disk.fill(ballast); // what had been allocated ahead
        penstock.destinations(sinks.addresses()); // so no file can be continued
        penstock.startIngest();
        awaitRefusals(penstock);
        long appended = penstock.head();
        Files.delete(ballast);
        await("it accepts again")
            .atMost(Duration.ofSeconds(60))
            .until(() -> penstock.head() > appended + 5_000);
        traffic.end();
        penstock.awaitReaders(worker);
      }
      penstock.awaitDelivered();
      assertFalse(penstock.logs().contains("InternalError"), penstock::logs);
      long said = penstock.ingest().log().lines().filter(l -> l.contains("storage: ")).count();
      assertTrue(said >= 2 && said <= 10, penstock.ingest()::log);
      Balance.assertZero(penstock);
      penstock.close();
    }
  }

  private static void awaitRefusals(Penstock penstock) {
    long refused = penstock.count(IngestCounter.DROPPED_DISK_FULL);
    await("the socket is read and what arrives is refused")
        .atMost(Duration.ofSeconds(60))
        .until(() -> penstock.count(IngestCounter.DROPPED_DISK_FULL) > refused + 5_000);
    assertTrue(penstock.ingest().isAlive());
  }

  private static void fillUntilRefused(Penstock penstock, Mount disk, Path ballast) {
    long refused = penstock.count(IngestCounter.DROPPED_DISK_FULL);
    await("the disk is full")
        .atMost(Duration.ofSeconds(60))
        .pollInterval(Duration.ofMillis(50))
        .until(
            () -> {
              disk.fill(ballast); // retention goes on making room as long as it has files
              return penstock.count(IngestCounter.DROPPED_DISK_FULL) > refused
                  && penstock.count(IngestCounter.STORAGE_STATE)
                      == StorageState.DISK_FULL.ordinal();
            });
  }
}
