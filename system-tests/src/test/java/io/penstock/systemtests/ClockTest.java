package io.penstock.systemtests;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.penstock.counters.IngestCounter;
import io.penstock.counters.ReaderCounter;
import io.penstock.journal.Access;
import io.penstock.journal.JournalCursor;
import io.penstock.journal.JournalOptions;
import io.penstock.journal.JournalReader;
import io.penstock.journal.record.PollResult;
import java.time.Duration;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** Both daemons by a wall clock that is set under load, across rolls and across restarts. */
@ExtendWith(PenstockExtension.class)
@Timeout(300)
class ClockTest {
  private static final Duration NOTICED_MAX = Duration.ofSeconds(60);
  private static final int SHARDS = 3;

  @Test
  @Tag("long")
  void stepsOfTheWallClockLoseNothingRepeatNothingAndAreCounted(Penstock penstock)
      throws Exception {
    String missing = FakeClock.install();
    if (missing != null) {
      System.out.println("ClockTest is skipped: " + missing);
    }
    assumeTrue(missing == null, missing);
    FakeClock clock = FakeClock.begin(penstock.home());
    try (Sinks sinks = Sinks.start(SHARDS)) {
      penstock
          .destinations(sinks.addresses())
          .set("journal.roll_bytes", "1MiB")
          .set("journal.keep_read", "3650d"); // what is read may go by age, and 400 days go by
      Daemon ingest = start(penstock, clock, "ingest", "listening on");
      Daemon worker = start(penstock, clock, "worker", "shard 2 sends to");
      try (Traffic traffic = Traffic.begin(Offered.to(penstock).at(8_000))) {
        step(penstock, clock, Duration.ofHours(-2), IngestCounter.CLOCK_STEPS_BACK);
        step(penstock, clock, Duration.ofHours(26), IngestCounter.CLOCK_STEPS_FORWARD);
        assertEquals(0, ingest.sigterm().code());
        ingest = start(penstock, clock, "ingest", "listening on");
        step(penstock, clock, Duration.ofHours(-26), IngestCounter.CLOCK_STEPS_BACK);
        assertEquals(0, ingest.sigterm().code());
        // A restart by a clock that is two days behind the newest record counts one more.
        ingest = start(penstock, clock, "ingest", "listening on");
        assertEquals(0, worker.sigterm().code());
        worker = start(penstock, clock, "worker", "shard 2 sends to");
        step(penstock, clock, Duration.ofDays(400), IngestCounter.CLOCK_STEPS_FORWARD);
        step(penstock, clock, Duration.ZERO, IngestCounter.CLOCK_STEPS_BACK);
        traffic.end();
      }
      assertEquals(0, ingest.sigterm().code()); // takes what its socket still holds
      assertEquals(4, penstock.count(IngestCounter.CLOCK_STEPS_BACK));
      assertEquals(2, penstock.count(IngestCounter.CLOCK_STEPS_FORWARD));
      assertEquals(6, stepsLogged(penstock), "ingest logs each once");
      penstock.awaitDelivered();
      assertEquals(0, worker.sigterm().code());
      sinks.awaitDistinct(penstock.head()); // what came while nobody listened was never received
      assertEquals(0, sinks.ledger().repeated());
      assertEquals(0, sinks.ledger().reordered());
      assertEquals(0, penstock.sum(ReaderCounter.REPEATED_LINES));
      assertEquals(0, penstock.sum(ReaderCounter.LOST_DATAGRAMS));
      assertReadOnceByAFreshReader(penstock);
      Balance.assertZero(penstock);
    }
  }

  private static Daemon start(Penstock penstock, FakeClock clock, String command, String ready) {
    Daemon daemon = penstock.launch(clock.wrapper(), command);
    await(daemon.name() + " is ready").atMost(NOTICED_MAX).until(() -> says(daemon, ready));
    return daemon;
  }

  private static boolean says(Daemon daemon, String text) {
    assertTrue(daemon.isAlive(), daemon::log);
    return daemon.log().contains(text);
  }

  /** Sets the clock and waits until it is noticed and the journal has rolled twice by it. */
  private static void step(
      Penstock penstock, FakeClock clock, Duration ahead, IngestCounter counter) throws Exception {
    long steps = penstock.count(counter);
    clock.set(ahead);
    await("a step to " + ahead + " is noticed")
        .atMost(NOTICED_MAX)
        .until(() -> penstock.count(counter) == steps + 1);
    long head = penstock.head();
    await("datagrams for two rolls")
        .atMost(NOTICED_MAX)
        .until(() -> penstock.head() > head + 20_000);
  }

  private static long stepsLogged(Penstock penstock) {
    return Pattern.compile(" ingest the wall clock was set (back|forward) by ")
        .matcher(penstock.logs())
        .results()
        .count();
  }

  private static void assertReadOnceByAFreshReader(Penstock penstock) {
    try (JournalReader reader =
            JournalReader.open(
                JournalOptions.of(penstock.data().resolve("journal")), Access.READ_ONLY);
        JournalCursor cursor = reader.newCursor()) {
      long next = 0;
      long lastNs = 0;
      int files = 0;
      for (PollResult poll = cursor.poll(); poll != PollResult.NOTHING; poll = cursor.poll()) {
        if (poll == PollResult.LAYOUT) {
          files++;
          continue;
        }
        assertEquals(PollResult.DATAGRAMS, poll);
        assertEquals(next, cursor.firstNumber());
        assertTrue(cursor.receiveTimeNs() >= lastNs, "receive times go back");
        next = cursor.nextNumber();
        lastNs = cursor.receiveTimeNs();
      }
      assertEquals(penstock.head(), next);
      assertTrue(files > 10, "rolls: " + files);
      cursor.seekTime(lastNs - Duration.ofDays(300).toNanos());
      assertEquals(PollResult.DATAGRAMS, pollDatagrams(cursor));
      assertTrue(cursor.receiveTimeNs() > lastNs - Duration.ofDays(1).toNanos());
      long found = cursor.firstNumber();
      cursor.seek(found - 1, 0);
      assertEquals(PollResult.DATAGRAMS, pollDatagrams(cursor));
      assertTrue(cursor.receiveTimeNs() < lastNs - Duration.ofDays(300).toNanos());
      System.out.printf(
          "the wall clock was set 6 times: %,d datagrams in %d files, each read once%n",
          next, files);
    }
  }

  private static PollResult pollDatagrams(JournalCursor cursor) {
    PollResult result = cursor.poll();
    while (result == PollResult.LAYOUT) {
      result = cursor.poll();
    }
    return result;
  }
}
