package io.penstock.systemtests;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.penstock.counters.IngestCounter;
import io.penstock.reader.Position;
import io.penstock.tools.load.LoadReport;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** What the journal's limit costs, and that every reader counts exactly what it cost. */
@ExtendWith(PenstockExtension.class)
@Timeout(420)
class RetentionTest {
  private static final long MIB = 1 << 20;
  private static final long LOOKS_MS = 600; // retention looks at least twice in it
  private static final long MAX_BYTES = 8 * MIB;
  private static final long ROLL_BYTES = MIB;
  private static final int SHARDS = 2;

  private static void limit(Penstock penstock) {
    penstock
        .set("journal.max_bytes", "8MiB")
        .set("journal.roll_bytes", "1MiB")
        .set("journal.allocate_ahead", "4MiB")
        .set("forward.replay_rate", "max");
  }

  private static long deletedUnread(Penstock penstock) {
    return penstock.count(IngestCounter.DELETED_UNREAD_DATAGRAMS);
  }

  /** Sends about 20 MiB, and waits until the journal is within its limit and stays as it is. */
  private static LoadReport overrun(Penstock penstock) throws Exception {
    LoadReport sent = Traffic.send(Offered.to(penstock).at(50_000).datagrams(180_000));
    penstock.awaitReceived(sent.datagrams());
    await("the journal is within its limit")
        .atMost(Duration.ofSeconds(60))
        .until(
            () -> {
              long deleted = penstock.count(IngestCounter.DELETED_FILES);
              Thread.sleep(LOOKS_MS);
              return penstock.count(IngestCounter.JOURNAL_ALLOCATED_BYTES) <= MAX_BYTES
                  && penstock.count(IngestCounter.DELETED_FILES) == deleted;
            });
    return sent;
  }

  @Test
  void whatWasDeletedUnreadIsLostForEachReaderExactly(Penstock penstock) throws Exception {
    try (Sinks sinks = Sinks.start(SHARDS)) {
      limit(penstock);
      penstock.destinations(sinks.addresses());
      penstock.startIngest();
      LoadReport sent = overrun(penstock);
      long deleted = deletedUnread(penstock);
      assertTrue(deleted > 0, "nothing was deleted");
      assertEquals(0, deleted % SHARDS, "no reader had begun: each lost the same");
      long lost = deleted / SHARDS;

      penstock.startWorker();
      penstock.awaitDelivered();
      for (int shard = 0; shard < SHARDS; shard++) {
        Position position = penstock.counts().position(shard);
        assertEquals(lost, position.lost().retention(), position::toString);
        assertEquals(lost, position.lost().total(), position::toString);
        assertEquals(penstock.head() - lost, position.datagrams(), position::toString);
      }
      sinks.awaitDistinct(penstock.head() - lost);
      assertEquals(sent.datagrams(), penstock.count(IngestCounter.RECEIVED_DATAGRAMS));
      assertTrue(
          penstock.ingest().log().contains("data that is not read is deleted"),
          penstock.ingest()::log);
      Balance.assertZero(penstock);
    }
  }

  @Test
  @Tag("long")
  void aWorkerReadsOnWhileFilesVanishAndOneDestinationIsDown(Penstock penstock) throws Exception {
    try (Sinks sinks = Sinks.start(SHARDS)) {
      limit(penstock);
      penstock.destinations(sinks.addresses());
      sinks.kill(1);
      penstock.start();
      LoadReport sent = overrun(penstock);
      assertTrue(deletedUnread(penstock) > 0, "nothing was deleted");
      await("the other shard has read all")
          .atMost(Duration.ofSeconds(60))
          .until(() -> penstock.position(0) == penstock.head());

      sinks.restart(1);
      penstock.awaitDelivered();
      Position down = penstock.counts().position(1);
      assertEquals(down.lost().retention(), down.lost().total(), down::toString);
      assertTrue(down.lost().retention() > 0, down::toString);
      assertEquals(penstock.head(), penstock.position(1), "it has gone on behind what vanished");
      assertEquals(sent.datagrams(), penstock.count(IngestCounter.RECEIVED_DATAGRAMS));
      assertTrue(penstock.worker().isAlive());
      assertBooksAreRight(penstock);
      // The shard that was down has committed nothing that was deleted since.
      assertTrue(Balance.isAudited(penstock, "shard-1"));
    }
  }

  @Test
  @Tag("long")
  void theNewestIsRefusedWhenToldToAndAcceptedAgainWhenItIsRead(Penstock penstock)
      throws Exception {
    try (Sinks sinks = Sinks.start(SHARDS)) {
      limit(penstock);
      penstock.set("journal.when_full", "refuse_newest").destinations(sinks.addresses());
      penstock.startIngest();
      LoadReport sent = Traffic.send(Offered.to(penstock).at(50_000).datagrams(180_000));
      penstock.awaitReceived(sent.datagrams());
      long refused = penstock.count(IngestCounter.DROPPED_JOURNAL_FULL);
      assertTrue(refused > 0, "nothing was refused");
      assertEquals(0, penstock.count(IngestCounter.DELETED_FILES));
      penstock.ingest().sigterm(); // so that all of it is there to be audited
      penstock.startWorker();
      penstock.awaitDelivered();
      Balance.assertZero(penstock);

      penstock.startIngest();
      await("it accepts again")
          .atMost(Duration.ofSeconds(60))
          .until(
              () ->
                  penstock.count(IngestCounter.STORAGE_STATE) == 0
                      && penstock.count(IngestCounter.DELETED_FILES) > 0);
      LoadReport more = Traffic.send(Offered.to(penstock).named("more").datagrams(5_000));
      penstock.awaitReceived(sent.datagrams() + more.datagrams());
      penstock.awaitDelivered();
      assertEquals(refused, penstock.count(IngestCounter.DROPPED_JOURNAL_FULL));
      assertEquals(sent.datagrams() + more.datagrams() - refused, penstock.head());
      assertEquals(0, deletedUnread(penstock));
      sinks.awaitDistinct(penstock.head());
      assertBooksAreRight(penstock);
    }
  }

  /**
   * What readers had read and retention has deleted since cannot be recounted; everything else has
   * to add up.
   */
  private static void assertBooksAreRight(Penstock penstock) {
    Exit check = Balance.check(penstock);
    assertEquals(0, check.code(), check::text);
    Balance.equations(check)
        .filter(equation -> !equation.get("verdict").getAsString().equals("unproven"))
        .forEach(
            equation -> {
              assertEquals("holds", equation.get("verdict").getAsString(), equation::toString);
              assertEquals(0, equation.get("residual").getAsLong(), equation::toString);
            });
  }

  @Test
  void theJournalStaysWithinItsLimitAndAFewFiles(Penstock penstock) throws Exception {
    try (Sinks sinks = Sinks.start(SHARDS)) {
      limit(penstock);
      penstock.destinations(sinks.addresses());
      penstock.startIngest();
      long largest = 0;
      try (Traffic traffic = Traffic.begin(Offered.to(penstock).at(40_000))) {
        while (penstock.count(IngestCounter.DELETED_FILES) < 12) {
          largest = Math.max(largest, blocksOf(penstock));
          Thread.sleep(5);
        }
        traffic.end();
      }
      long found = largest;
      // A look comes every 250 ms: at 5 MB/s that is a file and a bit.
      assertTrue(found <= MAX_BYTES + 3 * ROLL_BYTES, () -> "it took " + found);
      assertTrue(found > MAX_BYTES / 2, () -> "it took " + found);
    }
  }

  /** Blocks of the roll files, written and made ready, as du(1) counts them. */
  private static long blocksOf(Penstock penstock) throws Exception {
    Process du =
        new ProcessBuilder(
                "sh",
                "-c",
                "du -k --total \"$0\"/*.cq4 \"$0\"/*.precreated 2>/dev/null | tail -n 1",
                penstock.data().resolve("journal").toString())
            .start();
    String text = new String(du.getInputStream().readAllBytes());
    Matcher matcher = Pattern.compile("(\\d+)\\s+total").matcher(text);
    assertTrue(matcher.find(), text);
    return Long.parseLong(matcher.group(1)) << 10;
  }

  @Test
  @Tag("long")
  void aForcedJournalSaysUpToWhere(Penstock penstock) throws Exception {
    try (Sinks sinks = Sinks.start(SHARDS)) {
      penstock.set("journal.fsync", "50ms").set("journal.roll_bytes", "1MiB");
      penstock.destinations(sinks.addresses());
      penstock.start();
      LoadReport sent = Traffic.send(Offered.to(penstock).at(20_000).datagrams(20_000));
      penstock.awaitReceived(sent.datagrams());
      await("all of it is on the disk")
          .atMost(Duration.ofSeconds(60))
          .until(() -> penstock.count(IngestCounter.SYNCED_NUMBER) == penstock.head());
      assertTrue(penstock.count(IngestCounter.SYNCS) > 0);
      assertTrue(penstock.count(IngestCounter.LONGEST_SYNC_NS) > 0);
      penstock.awaitDelivered();
      penstock.ingest().sigterm();
      assertEquals(0, penstock.count(IngestCounter.UNSYNCED_BYTES));
      Balance.assertZero(penstock);
    }
  }
}
