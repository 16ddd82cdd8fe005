package io.penstock.systemtests;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** SIGHUP at whatever moment of a start: the process lives, and a reload works afterwards. */
@ExtendWith(PenstockExtension.class)
@Timeout(420)
class HangUpTest {
  private static final long HANG_UP = 1;

  /** Whether the program has said by now what becomes of a SIGHUP: before that, nobody can. */
  private static boolean hasSaid(long pid) {
    try {
      return Files.readAllLines(Path.of("/proc/" + pid + "/status")).stream()
          .filter(line -> line.startsWith("SigIgn:") || line.startsWith("SigCgt:"))
          .anyMatch(line -> (mask(line) & HANG_UP) != 0);
    } catch (IOException gone) {
      return true;
    }
  }

  private static long mask(String line) {
    return Long.parseUnsignedLong(line.substring(line.indexOf(':') + 1).strip(), 16);
  }

  /** Hangs up again and again, from the first moment on. */
  private static void hangUpUntil(Daemon daemon, Predicate<String> log) {
    await(daemon.name() + " says what becomes of SIGHUP")
        .atMost(Duration.ofSeconds(60))
        .pollInterval(Duration.ofMillis(1))
        .until(() -> hasSaid(daemon.pid()));
    await(daemon.name() + " is up")
        .atMost(Duration.ofSeconds(60))
        .pollInterval(Duration.ofMillis(7))
        .until(
            () -> {
              assertTrue(daemon.isAlive(), daemon::log);
              daemon.signal("HUP");
              return log.test(daemon.log());
            });
  }

  @Test
  void anEarlyHangUpEndsNeitherIngestNorWorkerAndALaterOneIsServed(Penstock penstock)
      throws Exception {
    try (Collected server = new Collected()) {
      penstock.destinations(List.of(server.address()));
      Daemon ingest = penstock.launchIngest();
      hangUpUntil(ingest, log -> log.contains("listening on") && log.contains("reload: nothing"));
      Daemon worker = penstock.launchWorker();
      hangUpUntil(worker, log -> log.contains("from datagram") && log.contains("reload: nothing"));
      assertEquals(0, worker.sigterm().code());
      assertEquals(0, ingest.sigterm().code());
      Balance.assertZero(penstock);
    }
  }

  @Test
  void anEarlyHangUpEndsNeitherRunNorItsChildren(Penstock penstock) throws Exception {
    try (Collected server = new Collected()) {
      penstock.destinations(List.of(server.address()));
      Daemon run = penstock.launch(List.of(), "run");
      hangUpUntil(
          run,
          log ->
              log.contains("listening on")
                  && log.contains("from datagram")
                  && log.contains("reload: nothing"));
      assertTrue(!run.log().contains("started again"), run::log);
      assertEquals(0, run.sigterm().code());
      Balance.assertZero(penstock);
    }
  }

  @Test
  void whoIgnoresHangUpsStillDoes(Penstock penstock) throws Exception {
    try (Collected server = new Collected()) {
      penstock.destinations(List.of(server.address()));
      Daemon ingest = penstock.launch(List.of("env", "--ignore-signal=HUP"), "ingest");
      await("listens")
          .atMost(Duration.ofSeconds(60))
          .until(() -> ingest.log().contains("listening on"));
      ingest.signal("HUP");
      ingest.signal("HUP");
      assertEquals(0, ingest.sigterm().code());
      assertTrue(!ingest.log().contains("reload"), ingest::log);
    }
  }
}
