package io.penstock.systemtests;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.penstock.counters.IngestCounter;
import io.penstock.counters.ReaderCounter;
import io.penstock.tools.load.LoadReport;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Everything at once for a while: short rolls, retention, destinations that go and return, clean
 * restarts and kills of both daemons.
 *
 * <p>{@code -Dpenstock.test.soak.seconds=600} is the long one, to be run by hand; {@code
 * -Dpenstock.test.seed=N} repeats the order of events.
 */
@Alone
@ExtendWith(PenstockExtension.class)
@Timeout(4_000)
class SoakTest {
  private static final long SEED = Long.getLong("penstock.test.seed", System.nanoTime());
  private static final int SECONDS = Integer.getInteger("penstock.test.soak.seconds", 75);
  private static final int SHARDS = 3;
  private static final int DATAGRAMS_PER_SECOND = 8_000;
  private static final int PAUSE_MS_MIN = 2_000;
  private static final int PAUSE_MS_MORE = 2_000;
  private static final int OUTAGE_MS_MAX = 4_000;
  private static final Duration PROGRESS_MAX = Duration.ofSeconds(180);
  private static final long RSS_KIB_MAX = 600_000;

  private final Random random = new Random(SEED);
  private final Map<String, Integer> events = new TreeMap<>();
  private long rssOfIngestKib;
  private long rssOfWorkerKib;

  @Test
  @Tag("long")
  void theBalanceIsZeroAfterRollsDeletionsOutagesAndRestarts(Penstock penstock) throws Exception {
    System.out.println("SoakTest seed: -Dpenstock.test.seed=" + SEED);
    try (Sinks sinks = Sinks.start(SHARDS)) {
      penstock
          .destinations(sinks.addresses())
          .set("journal.roll_bytes", "1MiB")
          .set("journal.allocate_ahead", "4MiB")
          .set("forward.catch_up", "1000")
          .set("journal.keep_read", "0")
          .set("journal.max_bytes", "96MiB")
          .set("forward.doubt_window", "1s"); // longer than a sink leaves anything unread
      penstock.start();
      LoadReport sent;
      try (Traffic traffic =
          Traffic.begin(Offered.to(penstock).sources(2).at(DATAGRAMS_PER_SECOND))) {
        long endNs = System.nanoTime() + Duration.ofSeconds(SECONDS).toNanos();
        while (System.nanoTime() - endNs < 0) {
          Thread.sleep(PAUSE_MS_MIN + random.nextInt(PAUSE_MS_MORE));
          noteMemory(penstock);
          happen(penstock, sinks);
          awaitAllToGoOn(penstock);
        }
        sent = traffic.end();
      }
      noteMemory(penstock);
      assertEquals(0, penstock.ingest().sigterm().code()); // takes what its socket still holds
      for (int shard = 0; shard < SHARDS; shard++) {
        int reader = shard;
        awaitTrue(
            "shard " + shard + " has all", () -> penstock.position(reader) == penstock.head());
      }
      long lost = penstock.sum(ReaderCounter.LOST_DATAGRAMS);
      sinks.awaitDistinctAtLeast(penstock.head() - lost);
      print(penstock, sinks, sent, lost);
      assertEquals(0, lost, "something was deleted unread, or never found");
      assertEquals(penstock.head(), sinks.ledger().distinct());
      assertEquals(0, sinks.ledger().reordered());
      assertEquals(0, sinks.ledger().unnumbered());
      sinks.assertRepeatsAreCounted(penstock.sum(ReaderCounter.REPEATED_LINES));
      sinks.assertOnTheirShards("load.", SHARDS);
      assertTrue(penstock.count(IngestCounter.DELETED_FILES) > 0, "retention has deleted nothing");
      assertTrue(rssOfIngestKib < RSS_KIB_MAX && rssOfWorkerKib < RSS_KIB_MAX, "memory grows");
      Balance.assertZeroOfWhatIsLeft(penstock);
    }
  }

  private void happen(Penstock penstock, Sinks sinks) throws Exception {
    switch (random.nextInt(5)) {
      case 0 -> {
        count("ingest restarted");
        assertEquals(0, penstock.ingest().sigterm().code());
        penstock.startIngest();
      }
      case 1 -> {
        count("ingest killed");
        penstock.ingest().kill9();
        penstock.startIngest();
      }
      case 2 -> {
        count("worker restarted");
        assertEquals(0, penstock.worker().sigterm().code());
        penstock.startWorker();
      }
      case 3 -> {
        count("worker killed");
        penstock.worker().kill9();
        penstock.startWorker();
      }
      default -> {
        count("destination away");
        int shard = random.nextInt(SHARDS);
        sinks.kill(shard);
        Thread.sleep(random.nextInt(OUTAGE_MS_MAX));
        sinks.restart(shard);
      }
    }
  }

  private void count(String event) {
    events.merge(event, 1, Integer::sum);
  }

  /** Every shard commits something that came after the event. */
  private static void awaitAllToGoOn(Penstock penstock) {
    long head = penstock.head();
    for (int shard = 0; shard < SHARDS; shard++) {
      int reader = shard;
      awaitTrue("shard " + shard + " goes on", () -> penstock.position(reader) > head);
    }
  }

  private static void awaitTrue(String what, Supplier<Boolean> condition) {
    await(what).atMost(PROGRESS_MAX).until(condition::get);
  }

  private void noteMemory(Penstock penstock) throws IOException {
    rssOfIngestKib = Math.max(rssOfIngestKib, rssKib(penstock.ingest()));
    rssOfWorkerKib = Math.max(rssOfWorkerKib, rssKib(penstock.worker()));
  }

  private static long rssKib(Daemon daemon) throws IOException {
    return Files.readAllLines(Path.of("/proc", Long.toString(daemon.pid()), "status")).stream()
        .filter(line -> line.startsWith("VmRSS:"))
        .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")))
        .findFirst()
        .orElse(0);
  }

  private void print(Penstock penstock, Sinks sinks, LoadReport sent, long lost) {
    System.out.printf(
        "soak of %d s, %s%n"
            + "lines sent         %,12d%n"
            + "received           %,12d%n"
            + "kept               %,12d%n"
            + "arrived, different %,12d%n"
            + "arrived again      %,12d of %,d counted as repeated%n"
            + "dropped            %,12d crash, %,d disk_slow, %,d disk_full%n"
            + "lost by a reader   %,12d: %,d retention, %,d corrupt, %,d missing%n"
            + "rolls              %,12d, of which %,d files deleted%n"
            + "memory at most     %,12d MiB ingest, %,d MiB worker%n",
        SECONDS,
        events,
        sent.lines(),
        penstock.count(IngestCounter.RECEIVED_DATAGRAMS),
        penstock.head(),
        sinks.ledger().distinct(),
        sinks.ledger().repeated(),
        penstock.sum(ReaderCounter.REPEATED_LINES),
        penstock.count(IngestCounter.DROPPED_CRASH),
        penstock.count(IngestCounter.DROPPED_DISK_SLOW),
        penstock.count(IngestCounter.DROPPED_DISK_FULL),
        lost,
        penstock.sum(ReaderCounter.LOST_RETENTION_DATAGRAMS),
        penstock.sum(ReaderCounter.LOST_CORRUPT_DATAGRAMS),
        penstock.sum(ReaderCounter.LOST_MISSING_DATAGRAMS),
        penstock.count(IngestCounter.ROLLS),
        penstock.count(IngestCounter.DELETED_FILES),
        rssOfIngestKib / 1024,
        rssOfWorkerKib / 1024);
  }
}
