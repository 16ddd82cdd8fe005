package io.penstock.systemtests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.penstock.counters.IngestCounter;
import io.penstock.counters.ReaderCounter;
import io.penstock.tools.load.LoadReport;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** One writer, one worker a shard, and files that are nobody else's business. */
@ExtendWith(PenstockExtension.class)
@Timeout(420)
class OwnershipTest {
  private static final int LOCK_HELD = 3;
  private static final Set<PosixFilePermission> OTHERS =
      PosixFilePermissions.fromString("------rwx");

  @Test
  void aSecondIngestNamesTheFirstAndEnds(Penstock penstock) throws Exception {
    try (Sinks sinks = Sinks.start(1)) {
      penstock.destinations(sinks.addresses());
      Daemon first = penstock.startIngest();
      assertNames(first, penstock.launchIngest().awaitEnd());
      // The same with another port: it is the journal that has one writer.
      assertNames(first, penstock.launchIngest("-p", "0").awaitEnd());
      assertTrue(first.isAlive());
    }
  }

  @Test
  void aSecondWorkerOfAShardNamesTheFirstAndEnds(Penstock penstock) throws Exception {
    try (Sinks sinks = Sinks.start(2)) {
      penstock.destinations(sinks.addresses());
      penstock.startIngest();
      Daemon first = penstock.startWorker("--shards", "1");
      assertNames(first, penstock.launchWorker("--shards", "1").awaitEnd());
      assertNames(first, penstock.launchWorker().awaitEnd());
      assertTrue(first.isAlive());
    }
  }

  @Test
  void aLockEndsWithItsHolder(Penstock penstock) throws Exception {
    try (Sinks sinks = Sinks.start(1)) {
      penstock.destinations(sinks.addresses());
      penstock.startIngest().kill9();
      penstock.startIngest();
      penstock.startWorker().kill9();
      penstock.startWorker();
    }
  }

  @Test
  void workersOfDisjointShardsShareTheJournal(Penstock penstock) throws Exception {
    try (Sinks sinks = Sinks.start(3)) {
      penstock.destinations(sinks.addresses());
      penstock.startIngest();
      Daemon one = penstock.startWorker("--shards", "0,2");
      Daemon other = penstock.startWorker("--shards", "1");
      LoadReport sent = Traffic.send(Offered.to(penstock).datagrams(4_000));
      penstock.awaitReceived(sent.datagrams());
      sinks.assertEachOnce(sent.lines());
      sinks.assertOnTheirShards("load.", 3);
      assertEquals(0, one.sigterm().code());
      assertEquals(0, other.sigterm().code());
      penstock.awaitDelivered();
      Balance.assertZero(penstock);
    }
  }

  /**
   * As in a container: the dead holder of Chronicle's own lock has the process id of the living.
   */
  @Test
  @Tag("long")
  void aRestartWithTheSameProcessIdIsNoObstacle(Penstock penstock) throws Exception {
    List<String> ownPids = List.of("unshare", "--pid", "--fork", "--kill-child=KILL");
    assumeTrue(isPermitted(penstock, ownPids), "unshare --pid is not permitted here");
    try (Sinks sinks = Sinks.start(1)) {
      penstock.destinations(sinks.addresses()).set("forward.replay_rate", "max");
      penstock.startIngest().sigterm();
      penstock.startWorker();
      try (Traffic traffic = Traffic.begin(Offered.to(penstock).sources(4).at(50_000))) {
        for (int life = 1; life <= 5; life++) {
          Daemon unshare = penstock.launch(ownPids, "ingest");
          penstock.awaitReady(unshare);
          assertEquals(1, penstock.counts().ingestPid(), "the process id that each life has");
          penstock.awaitReceived(penstock.count(IngestCounter.RECEIVED_DATAGRAMS) + 10_000);
          unshare.killChildren();
        }
        traffic.end();
      }
      penstock.startIngest().sigterm();
      penstock.awaitDelivered();
      sinks.awaitDistinct(penstock.head());
      assertEquals(0, penstock.sum(ReaderCounter.LOST_DATAGRAMS));
      Balance.assertZero(penstock);
    }
  }

  private static boolean isPermitted(Penstock penstock, List<String> unshare) {
    List<String> nothing = Stream.concat(unshare.stream(), Stream.of("true")).toList();
    return penstock.launchAsIs("unshare", nothing).awaitEnd().code() == 0;
  }

  @Test
  void nobodyElseMayReadOrWriteTheData(Penstock penstock) throws Exception {
    try (Sinks sinks = Sinks.start(2)) {
      penstock.destinations(sinks.addresses());
      penstock.start();
      LoadReport sent = Traffic.send(Offered.to(penstock).datagrams(1_000));
      sinks.assertEachOnce(sent.lines());
      penstock.ingest().sigterm();
      penstock.worker().sigterm();
      assertEquals(
          "rwxr-x---",
          PosixFilePermissions.toString(Files.getPosixFilePermissions(penstock.data())));
      try (Stream<Path> files = Files.walk(penstock.data())) {
        List<Path> open = files.filter(OwnershipTest::isForOthers).toList();
        assertEquals(List.of(), open, "others may read, write or enter these");
      }
    }
  }

  private static boolean isForOthers(Path file) {
    try {
      return Files.getPosixFilePermissions(file).stream().anyMatch(OTHERS::contains);
    } catch (java.io.IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private static void assertNames(Daemon holder, Exit second) {
    assertEquals(LOCK_HELD, second.code(), second::text);
    assertTrue(
        second.err().contains(Long.toString(holder.pid())),
        () -> "process " + holder.pid() + " is not named:\n" + second.text());
  }
}
