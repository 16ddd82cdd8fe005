package io.penstock.systemtests;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.penstock.counters.IngestCounter;
import io.penstock.tools.load.LoadReport;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** What both daemons tell a service manager, which is a socket of the test's own. */
@ExtendWith(PenstockExtension.class)
@Timeout(420)
class ServiceMessagesTest {
  private static final Duration NOTICED_MAX = Duration.ofSeconds(60);
  private static final String WATCHED = "WATCHDOG_USEC=600000";

  /** Three times as long as the watchdog would have waited. */
  private static final Duration SILENCE = Duration.ofSeconds(2);

  @TempDir private Path sockets;

  @Test
  void bothSayWhenTheyAreReadyReloadAndEnd(Penstock penstock) throws Exception {
    try (Sinks sinks = Sinks.start(2);
        ServiceListener ofIngest = ServiceListener.open(sockets.resolve("ingest"));
        ServiceListener ofWorker = ServiceListener.open(sockets.resolve("worker"))) {
      penstock.destinations(sinks.addresses()).set("threads", "2");
      Daemon worker = penstock.launch(ofWorker.wrapper(), "worker");
      ofWorker.await("EXTEND_TIMEOUT_USEC=", 1);
      assertEquals(0, ofWorker.count("READY=1"), "there is no journal yet");
      Daemon ingest = penstock.launch(ofIngest.wrapper(), "ingest");
      ofIngest.await("READY=1", 1);
      assertTrue(ingest.log().contains("listening on"), ingest::log);
      ofWorker.await("READY=1", 1);
      LoadReport sent = Traffic.send(Offered.to(penstock).datagrams(1_000));
      penstock.awaitReceived(sent.datagrams());
      penstock.awaitDelivered();
      ingest.signal("HUP");
      ofIngest.await("READY=1", 2);
      penstock.config().write("destinations = nonsense\n");
      worker.signal("HUP");
      ofWorker.await("READY=1", 2);
      ofIngest.await("STATUS=", 1);
      ofWorker.await("STATUS=shards 0-1: 2 up", 1);
      assertEquals(0, worker.sigterm().code());
      assertEquals(0, ingest.sigterm().code());
      List<String> states = List.of("READY=1", "RELOADING=1", "READY=1", "STOPPING=1");
      assertEquals(states, ofIngest.states());
      assertEquals(states, ofWorker.states());
      assertEquals(1, ofWorker.count("READY=1\nSTATUS=reload refused"), "why is in the log");
      assertTrue(
          ofIngest.messages().stream().anyMatch(m -> m.matches("STATUS=.*datagrams/s, backlog.*")),
          () -> "no useful status in " + ofIngest.messages());
    }
  }

  @Test
  void aReceiveLoopThatHangsIsNotAliveThoughItsProcessIs(Penstock penstock) throws Exception {
    penstock.destinations(List.of("127.0.0.1:9"));
    try (ServiceListener listener = ServiceListener.open(sockets.resolve("ingest"))) {
      Daemon ingest =
          penstock.launch(
              listener.wrapper(
                  WATCHED, "PENSTOCK_JAVA_OPTS=-Dpenstock.crashpoint=after-append:1:hang"),
              "ingest");
      listener.await("WATCHDOG=1", 3);
      Traffic.send(Offered.to(penstock).datagrams(1));
      await("it has received")
          .atMost(NOTICED_MAX)
          .until(() -> penstock.count(IngestCounter.RECEIVED_DATAGRAMS) == 1);
      assertFallsSilent(listener, ingest);
      ingest.kill9();
    }
  }

  @Test
  @Tag("long")
  void aWorkerIsAliveOnlyWhenAllItsThreadsAre(Penstock penstock) throws Exception {
    try (Sinks sinks = Sinks.start(2);
        ServiceListener listener = ServiceListener.open(sockets.resolve("worker"))) {
      penstock.destinations(sinks.addresses()).set("threads", "2");
      penstock.startIngest();
      Daemon worker =
          penstock.launch(
              listener.wrapper(
                  WATCHED, "PENSTOCK_JAVA_OPTS=-Dpenstock.crashpoint=before-send:1:hang"),
              "worker");
      listener.await("WATCHDOG=1", 3);
      Traffic.send(Offered.to(penstock).datagrams(300));
      await("one of its threads goes on")
          .atMost(NOTICED_MAX)
          .until(() -> sinks.lines(0) + sinks.lines(1) > 0);
      assertFallsSilent(listener, worker);
      worker.kill9();
    }
  }

  /** Others in the process still speak; only the watchdog hears nothing more. */
  private static void assertFallsSilent(ServiceListener listener, Daemon daemon) throws Exception {
    Thread.sleep(SILENCE.toMillis() / 3); // a last message may still be on its way
    long alive = listener.count("WATCHDOG=1");
    Thread.sleep(SILENCE.toMillis());
    assertEquals(alive, listener.count("WATCHDOG=1"), () -> "still: " + listener.messages());
    assertTrue(daemon.isAlive());
  }

  @Test
  void whatIsWrongWithTheConfigurationIsOneLineEachAndTold(Penstock penstock) throws Exception {
    penstock.destinations(List.of("127.0.0.1:9")).set("ingest.gather", "soon").set("bind_prt", "1");
    for (String daemon : List.of("ingest", "worker")) {
      try (ServiceListener listener = ServiceListener.open(sockets.resolve(daemon))) {
        Exit exit = penstock.launch(listener.wrapper(), daemon).awaitEnd();
        assertEquals(2, exit.code());
        List<String> lines = exit.err().lines().toList();
        assertEquals(2, lines.size(), exit::err);
        assertTrue(lines.stream().anyMatch(line -> line.contains("bind_prt")), exit::err);
        assertTrue(lines.stream().anyMatch(line -> line.contains("gather")), exit::err);
        listener.await("STOPPING=1\nERRNO=22\nSTATUS=", 1);
      }
    }
  }
}
