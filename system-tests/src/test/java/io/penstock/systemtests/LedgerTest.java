package io.penstock.systemtests;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.penstock.counters.IngestCounter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** Files come and go, and the balance needs no excuse for any that went. */
@ExtendWith(PenstockExtension.class)
@Timeout(400)
@Tag("long")
class LedgerTest {
  private static final int SHARDS = 3;
  private static final int ROUNDS = 3;

  private static void awaitDeleted(Penstock penstock, long files) {
    await("files are deleted")
        .atMost(Duration.ofSeconds(60))
        .until(() -> penstock.count(IngestCounter.DELETED_FILES) >= files);
  }

  @Test
  void everyResidualIsZeroWhenManyFilesWereDeletedOverKills(Penstock penstock) throws Exception {
    penstock
        .set("journal.roll_bytes", "1MiB")
        .set("journal.allocate_ahead", "4MiB")
        .set("journal.keep_read", "0s");
    try (Sinks sinks = Sinks.start(SHARDS)) {
      penstock.destinations(sinks.addresses());
      penstock.start();
      long deleted = 0;
      for (int round = 0; round < ROUNDS; round++) {
        try (Traffic traffic = Traffic.begin(Offered.to(penstock).named("round" + round))) {
          deleted += 3;
          awaitDeleted(penstock, deleted);
          penstock.ingest().kill9();
          penstock.startIngest();
          deleted = penstock.count(IngestCounter.DELETED_FILES) + 3;
          awaitDeleted(penstock, deleted);
          penstock.worker().kill9();
          penstock.startWorker();
          traffic.end();
        }
      }
      penstock.awaitDelivered();
      penstock.worker().sigterm();
      penstock.ingest().sigterm();
      assertTrue(penstock.count(IngestCounter.DELETED_FILES) >= deleted);
      assertEquals(0, penstock.count(IngestCounter.DELETED_UNREAD_DATAGRAMS));
      Balance.assertZero(penstock);
      Exit deep = penstock.tool("check", "--balance", "--deep", "--json");
      assertEquals(0, deep.code(), deep::text);
      damage(penstock);
    }
  }

  private static void damage(Penstock penstock) throws Exception {
    Path ledger = penstock.data().resolve("counters/audit");
    Files.writeString(ledger, Files.readString(ledger).replaceFirst("from=0 ", "from=1 "));
    Exit check = penstock.tool("check");
    assertTrue(check.text().contains("E-LEDGER"), check::text);
    Exit repair = penstock.tool("repair", "--apply");
    assertTrue(Files.notExists(ledger), repair::text);
  }
}
