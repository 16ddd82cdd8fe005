package io.penstock.systemtests;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.penstock.counters.IngestCounter;
import io.penstock.counters.ReaderCounter;
import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * {@code kill -9} of either daemon at any moment, its start included, under load and over rolls.
 *
 * <p>{@code -Dpenstock.test.seed=N} repeats the order and the pauses, {@code
 * -Dpenstock.test.kills=N} sets their number.
 */
@ExtendWith(PenstockExtension.class)
@Timeout(900)
class KillsTest {
  private static final long SEED = Long.getLong("penstock.test.seed", System.nanoTime());
  private static final int KILLS = Integer.getInteger("penstock.test.kills", 100);
  private static final int KILLS_PER_REST = 10;
  private static final int PAUSE_MS_MAX = 1_300;
  private static final int SHARDS = 3;
  private static final Duration PROGRESS_MAX = Duration.ofSeconds(60);

  private static final Duration DELIVERED_MAX = Duration.ofSeconds(300);

  private int kills;
  private int killsOfIngest;

  @Test
  @Tag("long")
  void nothingAppendedIsLostByKillsOfEitherDaemonAtAnyMoment(Penstock penstock) throws Exception {
    System.out.println("KillsTest seed: -Dpenstock.test.seed=" + SEED);
    Random random = new Random(SEED);
    long began = System.nanoTime();
    try (Sinks sinks = Sinks.start(SHARDS)) {
      penstock
          .destinations(sinks.addresses())
          .set("journal.roll_bytes", "1MiB")
          .set("forward.catch_up", "1000");
      penstock.start();
      try (Traffic traffic = Traffic.begin(Offered.to(penstock).sources(4).at(12_000))) {
        Daemon ingest = penstock.ingest();
        Daemon worker = penstock.worker();
        while (kills < KILLS) {
          Thread.sleep(random.nextInt(PAUSE_MS_MAX));
          kills++;
          if (random.nextBoolean()) {
            killsOfIngest++;
            ingest.kill9();
            ingest = penstock.launchIngest();
          } else {
            worker.kill9();
            worker = penstock.launchWorker();
          }
          if (kills % KILLS_PER_REST == 0) {
            awaitBothToGoOn(penstock, ingest, worker);
          }
        }
        awaitBothToGoOn(penstock, ingest, worker);
        traffic.end();
        assertEquals(0, ingest.sigterm().code()); // takes what its socket still holds
      }
      awaitDelivered(penstock);
      print(penstock, sinks, began);
      sinks.awaitDistinct(penstock.head());
      assertEquals(0, sinks.ledger().reordered());
      assertEquals(0, sinks.ledger().unnumbered());
      assertEquals(0, penstock.sum(ReaderCounter.LOST_DATAGRAMS));
      sinks.assertRepeatsAreCounted(penstock.sum(ReaderCounter.REPEATED_LINES));
      sinks.assertOnTheirShards("load.", SHARDS);
      Balance.assertZero(penstock);
    }
  }

  /** What a minute of kills has left behind is caught up at a pace. */
  private static void awaitDelivered(Penstock penstock) {
    for (int shard = 0; shard < SHARDS; shard++) {
      int reader = shard;
      await("shard " + shard + " has committed all")
          .atMost(DELIVERED_MAX)
          .until(() -> penstock.position(reader) == penstock.head());
    }
  }

  /** Some lives have to last, or nothing would get anywhere. */
  private static void awaitBothToGoOn(Penstock penstock, Daemon ingest, Daemon worker) {
    penstock.awaitReady(ingest);
    long head = penstock.head();
    long commits = penstock.sum(ReaderCounter.COMMITS);
    await("both go on")
        .atMost(PROGRESS_MAX)
        .until(
            () -> {
              if (!worker.isAlive() || !ingest.isAlive()) {
                throw new AssertionError("one has ended by itself");
              }
              return penstock.head() > head + 1_000
                  && penstock.sum(ReaderCounter.COMMITS) > commits + SHARDS;
            });
  }

  private void print(Penstock penstock, Sinks sinks, long began) {
    System.out.printf(
        "%d kills, %d of them of ingest, in %d s: %,d received, %,d appended in %,d rolls, %,d"
            + " dropped_crash; %,d lines counted as repeated, %,d came twice%n",
        kills,
        killsOfIngest,
        Duration.ofNanos(System.nanoTime() - began).toSeconds(),
        penstock.count(IngestCounter.RECEIVED_DATAGRAMS),
        penstock.head(),
        penstock.count(IngestCounter.ROLLS),
        penstock.count(IngestCounter.DROPPED_CRASH),
        penstock.sum(ReaderCounter.REPEATED_LINES),
        sinks.ledger().repeated());
  }
}
