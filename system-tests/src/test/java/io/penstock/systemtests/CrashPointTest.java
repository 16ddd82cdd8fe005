package io.penstock.systemtests;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.penstock.counters.ReaderCounter;
import io.penstock.crash.CrashPoint;
import io.penstock.tools.load.LoadReport;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Each {@link CrashPoint} under load, twice in a row, after a kill: the second life halts at the
 * same point while it still mends what the first has left.
 */
@ExtendWith(PenstockExtension.class)
@Timeout(420)
class CrashPointTest {
  private static final int SHARDS = 3;
  private static final int KILLED = 137;
  private static final Duration PROGRESS_MAX = Duration.ofSeconds(60);

  @Test
  @Tag("long")
  void ingestSurvivesAHaltBetweenAppendAndCount(Penstock penstock) throws Exception {
    haltIngest(penstock, CrashPoint.AFTER_APPEND, 100);
  }

  @ParameterizedTest
  @CsvSource({
    "AFTER_RECEIVE_BEFORE_APPEND, 100",
    "BEFORE_LAYOUT_RECORD, 2",
    "DURING_ROLL, 1",
    "DURING_ROLL, 3",
    "DURING_PREPARE, 1",
    "DURING_PREPARE, 3",
    "DURING_ALLOCATE, 30",
  })
  @Tag("long")
  void ingestSurvivesAHaltAt(CrashPoint point, int times, Penstock penstock) throws Exception {
    haltIngest(penstock, point, times);
  }

  @ParameterizedTest
  @CsvSource({"BETWEEN_COMMIT_AND_UNLINK, 1", "AFTER_UNLINK, 3", "AFTER_LEDGER_ENTRY, 2"})
  @Tag("long")
  void ingestSurvivesAHaltWhileItDeletesAt(CrashPoint point, int times, Penstock penstock)
      throws Exception {
    haltIngest(penstock, point, times);
  }

  @Test
  @Tag("long")
  void theWorkerSurvivesAHaltBetweenSendAndCommit(Penstock penstock) throws Exception {
    haltWorker(penstock, CrashPoint.AFTER_SEND_BEFORE_COMMIT, 300);
  }

  @ParameterizedTest
  @CsvSource({
    "BEFORE_SEND, 300",
    "DURING_COMMIT, 1",
    "DURING_COMMIT, 20",
    "AFTER_COMMIT, 1",
    "AFTER_COMMIT, 20",
    "DURING_REWIND, 2",
  })
  @Tag("long")
  void theWorkerSurvivesAHaltAt(CrashPoint point, int times, Penstock penstock) throws Exception {
    haltWorker(penstock, point, times);
  }

  @Test
  @Tag("long")
  void aRepairThatIsHaltedTwiceIsDoneByTheThirdAndNothingIsSentAgain(Penstock penstock)
      throws Exception {
    try (Sinks sinks = Sinks.start(SHARDS)) {
      penstock.destinations(sinks.addresses());
      penstock.start();
      LoadReport sent = Traffic.send(Offered.to(penstock).datagrams(2_000));
      penstock.awaitReceived(sent.datagrams());
      penstock.awaitDelivered();
      penstock.worker().sigterm();
      penstock.ingest().sigterm();
      for (int shard = 0; shard < SHARDS; shard++) {
        Files.write(penstock.data().resolve("readers/shard-" + shard), new byte[10]);
      }
      for (int life = 1; life <= 2; life++) {
        Exit halted =
            armed(penstock, "repair", CrashPoint.AFTER_SET_ASIDE.label(), "--apply").awaitEnd();
        assertEquals(KILLED, halted.code(), halted::text);
      }
      Exit repaired = penstock.tool("repair", "--apply");
      assertEquals(0, repaired.code(), repaired::text);
      assertTrue(penstock.tool("repair").out().contains("Nothing to repair."));

      penstock.start();
      LoadReport more = Traffic.send(Offered.to(penstock).named("more").datagrams(2_000));
      penstock.awaitReceived(sent.datagrams() + more.datagrams());
      penstock.awaitDelivered();
      sinks.awaitDistinct(sent.lines() + more.lines());
      assertEquals(0, sinks.ledger().repeated(), "each goes on where it stood");
      Balance.assertZero(penstock);
    }
  }

  @Test
  void aPointThatIsNotKnownIsRefusedByBothDaemons(Penstock penstock) {
    penstock.destinations(List.of(Loopback.fresh()));
    for (String command : List.of("ingest", "worker")) {
      Exit exit = armed(penstock, command, "after-apend").awaitEnd();
      assertEquals(2, exit.code(), exit::text);
      assertTrue(exit.err().contains("after-append, "), exit::text);
    }
  }

  private static void haltIngest(Penstock penstock, CrashPoint point, int times) throws Exception {
    try (Sinks sinks = Sinks.start(SHARDS)) {
      prepare(penstock, sinks);
      penstock.start();
      try (Traffic traffic = Traffic.begin(Offered.to(penstock).at(15_000))) {
        awaitHead(penstock, 10_000);
        penstock.ingest().kill9();
        haltTwice(penstock, "ingest", point, times);
        penstock.startIngest();
        awaitHead(penstock, penstock.head() + 30_000); // and rolls once more
        traffic.end();
      }
      assertEquals(0, penstock.ingest().sigterm().code()); // takes what its socket still holds
      penstock.awaitDelivered();
      sinks.awaitDistinct(penstock.head());
      assertEquals(0, sinks.ledger().repeated());
      assertEquals(0, sinks.ledger().reordered());
      assertEquals(0, penstock.sum(ReaderCounter.LOST_DATAGRAMS));
      sinks.assertOnTheirShards("load.", SHARDS);
      Balance.assertZeroOfWhatIsLeft(penstock);
    }
  }

  private static void haltWorker(Penstock penstock, CrashPoint point, int times) throws Exception {
    try (Sinks sinks = Sinks.start(SHARDS)) {
      prepare(penstock, sinks);
      penstock.start();
      LoadReport sent;
      try (Traffic traffic = Traffic.begin(Offered.to(penstock).at(5_000))) {
        awaitCommits(penstock, 10);
        penstock.worker().kill9();
        haltTwice(penstock, "worker", point, times);
        penstock.startWorker();
        awaitCommits(penstock, penstock.sum(ReaderCounter.COMMITS) + 10);
        sent = traffic.end();
      }
      penstock.awaitReceived(sent.datagrams());
      penstock.awaitDelivered();
      sinks.assertEachAtLeastOnce(sent.lines(), penstock.sum(ReaderCounter.REPEATED_LINES));
      sinks.assertOnTheirShards("load.", SHARDS);
      Balance.assertZeroOfWhatIsLeft(penstock);
    }
  }

  private static void prepare(Penstock penstock, Sinks sinks) {
    penstock
        .destinations(sinks.addresses())
        .set("journal.roll_bytes", "1MiB")
        .set("journal.keep_read", "0"); // what all have read is deleted at once
  }

  private static void haltTwice(Penstock penstock, String command, CrashPoint point, int times) {
    for (int life = 1; life <= 2; life++) {
      Exit exit = armed(penstock, command, point.label() + ":" + times).awaitEnd();
      assertEquals(KILLED, exit.code(), exit::text);
    }
  }

  private static Daemon armed(Penstock penstock, String command, String point, String... options) {
    return penstock.launch(
        List.of("env", "PENSTOCK_JAVA_OPTS=-Dpenstock.crashpoint=" + point), command, options);
  }

  private static void awaitHead(Penstock penstock, long datagrams) {
    await("ingest appends").atMost(PROGRESS_MAX).until(() -> penstock.head() >= datagrams);
  }

  private static void awaitCommits(Penstock penstock, long commits) {
    await("the worker commits")
        .atMost(PROGRESS_MAX)
        .until(() -> penstock.sum(ReaderCounter.COMMITS) >= commits);
  }
}
