package io.penstock.systemtests;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.penstock.counters.IngestCounter;
import io.penstock.tools.load.LoadReport;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** Sockets that somebody else holds: what arrives while no ingest runs waits in them. */
@ExtendWith(PenstockExtension.class)
@Timeout(420)
class InheritedSocketsTest {
  private static final Path ACTIVATE = Path.of("/usr/bin/systemd-socket-activate");
  private static final int RESTARTS = 3;

  @Test
  void restartsOfIngestMissNoDatagramOfAnInheritedSocket(Penstock penstock) throws Exception {
    try (Sinks sinks = Sinks.start(2)) {
      penstock.destinations(sinks.addresses());
      SocketHolder holder = SocketHolder.start(penstock, "statsd=" + udp(penstock.address()));
      penstock.startWorker();
      LoadReport sent;
      try (Traffic traffic = Traffic.begin(Offered.to(penstock))) {
        for (int restart = 1; restart <= RESTARTS; restart++) {
          penstock.awaitReceived(penstock.count(IngestCounter.RECEIVED_DATAGRAMS) + 8_000);
          holder.shut("TERM");
          holder.open();
        }
        sent = traffic.end();
      }
      penstock.awaitReceived(sent.datagrams());
      assertEquals(sent.datagrams(), penstock.count(IngestCounter.RECEIVED_DATAGRAMS));
      sinks.assertEachOnce(sent.lines());
      assertTrue(
          holder.log().contains("inherited: statsd"), "nothing said of the inherited socket");
      assertTrue(
          holder.log().matches("(?s).*holds about [\\d.,]+ m?s of the recent [\\d,]+ datagrams.*"),
          "nothing said of how long the buffer lasts");
      assertEquals(0, penstock.count(IngestCounter.AWAY_TIMES), "the socket was held open");
      assertEquals(0, holder.end().code());
      Balance.assertZero(penstock);
    }
  }

  @Test
  @Tag("long")
  void whatTheKernelDropsWhileNoIngestRunsIsCounted(Penstock penstock) throws Exception {
    try (Sinks sinks = Sinks.start(1)) {
      penstock.destinations(sinks.addresses()).set("ingest.receive_buffer", "64KiB");
      SocketHolder holder = SocketHolder.start(penstock, "statsd=" + udp(penstock.address()));
      penstock.startWorker();
      long sent = 0;
      for (String signal : List.of("TERM", "KILL")) {
        long dropsBefore = penstock.count(IngestCounter.KERNEL_DROPS);
        holder.shut(signal);
        sent += Traffic.send(Offered.to(penstock).named(signal).datagrams(3_000)).datagrams();
        holder.open();
        long all = sent;
        await("all is received or counted as dropped")
            .atMost(Duration.ofSeconds(60))
            .until(
                () ->
                    penstock.count(IngestCounter.RECEIVED_DATAGRAMS)
                            + penstock.count(IngestCounter.KERNEL_DROPS)
                        == all);
        assertTrue(
            penstock.count(IngestCounter.KERNEL_DROPS) > dropsBefore, "the buffer held all of it");
      }
      penstock.awaitDelivered();
      holder.end();
      Balance.assertZero(penstock);
    }
  }

  @Test
  void systemdHandsOverSeveralSocketsWithNames(Penstock penstock) throws Exception {
    assumeTrue(Files.isExecutable(ACTIVATE), "this host has no systemd-socket-activate");
    InetSocketAddress other = Loopback.fresh();
    try (Sinks sinks = Sinks.start(1)) {
      penstock.destinations(sinks.addresses());
      List<String> activate =
          new ArrayList<>(
              List.of(
                  ACTIVATE.toString(),
                  "--datagram",
                  "--listen=" + Loopback.text(penstock.address()),
                  "--listen=" + Loopback.text(other),
                  "--fdname=first:second"));
      Penstock.ENVIRONMENT.keySet().forEach(name -> activate.add("--setenv=" + name));
      Daemon activator = penstock.launch(activate, "ingest");
      await("it listens")
          .atMost(Duration.ofSeconds(60))
          .until(() -> activator.log().contains("Listening on " + Loopback.text(other)));
      // No more than the buffer that systemd gives them holds until ingest is there.
      LoadReport first = Traffic.send(Offered.to(penstock).named("a").datagrams(100));
      LoadReport second = Traffic.send(Offered.to(other).named("b").datagrams(100));
      penstock.awaitReady(activator);
      penstock.startWorker();
      penstock.awaitReceived(first.datagrams() + second.datagrams());
      sinks.assertEachOnce(first.lines() + second.lines());
      assertTrue(
          activator
              .log()
              .contains(
                  "listening on "
                      + Loopback.text(penstock.address())
                      + " (inherited: first), "
                      + Loopback.text(other)
                      + " (inherited: second)"),
          activator::log);
      assertEquals(2, penstock.count(IngestCounter.SOCKETS_INHERITED));
      assertEquals(0, activator.sigterm().code());
      Balance.assertZero(penstock);
    }
  }

  @Test
  void aSocketThatCannotBeServedIsRefusedWithItsNumberAndName(Penstock penstock) throws Exception {
    assumeTrue(Files.isExecutable(Path.of("/bin/bash")), "this host has no bash");
    penstock.destinations(List.of("127.0.0.1:9"));
    Exit noSocket =
        penstock
            .launch(
                List.of(
                    "bash",
                    "-c",
                    "exec 3</dev/null; export LISTEN_PID=$$ LISTEN_FDS=1 LISTEN_FDNAMES=nothing;"
                        + " exec \"$@\"",
                    "bash"),
                "ingest")
            .awaitEnd();
    assertEquals(5, noSocket.code(), noSocket::text);
    assertTrue(noSocket.text().contains("descriptor 3 (nothing)"), noSocket::text);
  }

  private static String udp(InetSocketAddress address) {
    return "udp:" + Loopback.text(address);
  }
}
