package io.penstock.systemtests;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.penstock.counters.IngestCounter;
import io.penstock.net.UdpReceiver;
import io.penstock.tools.load.LoadReport;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Ingest is ended and started again and again at 20,000 datagrams a second, while somebody else
 * holds its socket, as systemd does; each new one may be another version.
 *
 * <p>{@code -Dpenstock.test.restarts=N} sets how often.
 */
@Alone
@ExtendWith(PenstockExtension.class)
@Tag("long")
@Timeout(900)
class RestartsTest {
  private static final int RESTARTS = Integer.getInteger("penstock.test.restarts", 40);
  private static final int PER_SECOND = 20_000;
  private static final int BUFFER_BYTES = 256 << 20;
  private static final Duration PROGRESS_MAX = Duration.ofSeconds(60);

  private final List<Long> absencesMs = new ArrayList<>();

  @Test
  void upgradesMissNoDatagram(Penstock penstock) throws Exception {
    try (Sinks sinks = Sinks.start(2)) {
      SocketHolder holder = begin(penstock, sinks);
      LoadReport sent;
      try (Traffic traffic = Traffic.begin(Offered.to(penstock).at(PER_SECOND))) {
        for (int restart = 0; restart < RESTARTS; restart++) {
          restart(penstock, holder, "TERM");
        }
        sent = traffic.end();
      }
      penstock.awaitReceived(sent.datagrams());
      long received = penstock.count(IngestCounter.RECEIVED_DATAGRAMS);
      print("stops", sent.datagrams(), received, penstock);
      assertEquals(sent.datagrams(), received);
      assertEquals(sent.datagrams(), penstock.head());
      assertEquals(0, penstock.count(IngestCounter.KERNEL_DROPS));
      penstock.awaitDelivered();
      sinks.assertEachOnce(sent.lines());
      assertEquals(0, holder.end().code());
      Balance.assertZero(penstock);
    }
  }

  @Test
  void killsMissAtMostOneReceiveEachAndItIsCounted(Penstock penstock) throws Exception {
    try (Sinks sinks = Sinks.start(2)) {
      SocketHolder holder = begin(penstock, sinks);
      LoadReport sent;
      long crashed = 0;
      try (Traffic traffic = Traffic.begin(Offered.to(penstock).at(PER_SECOND))) {
        for (int kill = 0; kill < RESTARTS; kill++) {
          restart(penstock, holder, "KILL");
          long crashedBefore = crashed;
          crashed = penstock.count(IngestCounter.DROPPED_CRASH);
          assertTrue(
              crashed - crashedBefore <= UdpReceiver.SLOTS,
              () -> "one kill took more than one receive: " + holder.log());
        }
        sent = traffic.end();
      }
      penstock.awaitReceived(sent.datagrams());
      long received = penstock.count(IngestCounter.RECEIVED_DATAGRAMS);
      print("kills", sent.datagrams(), received, penstock);
      assertEquals(sent.datagrams(), received, "what a kill takes is counted, to the datagram");
      assertEquals(received, penstock.head() + penstock.count(IngestCounter.DROPPED_CRASH));
      assertEquals(0, penstock.count(IngestCounter.KERNEL_DROPS));
      penstock.awaitDelivered();
      sinks.awaitDistinct(penstock.head());
      assertEquals(0, sinks.ledger().repeated());
      assertEquals(0, sinks.ledger().reordered());
      assertEquals(0, holder.end().code());
      Balance.assertZero(penstock);
    }
  }

  /** The buffer must hold what comes in while a JVM starts, on a machine that does other things. */
  private static SocketHolder begin(Penstock penstock, Sinks sinks) throws Exception {
    penstock
        .destinations(sinks.addresses())
        .set("ingest.receive_buffer", (BUFFER_BYTES >> 20) + "MiB")
        .set("forward.catch_up", "100");
    SocketHolder holder =
        SocketHolder.start(penstock, "statsd=udp:" + Loopback.text(penstock.address()));
    long granted = penstock.count(IngestCounter.RECEIVE_BUFFER_GRANTED_BYTES);
    boolean isEnough = granted >= 2L * BUFFER_BYTES;
    String why = "a receive buffer of " + granted + " bytes does not last for a restart";
    if (!isEnough) {
      System.out.println("skipped: " + why + "; it takes root, or a higher net.core.rmem_max");
    }
    assumeTrue(isEnough, why);
    penstock.startWorker();
    return holder;
  }

  /** Every other one ends in the midst of reading what had waited for it, the rest when idle. */
  private void restart(Penstock penstock, SocketHolder holder, String signal) throws Exception {
    long received = penstock.count(IngestCounter.RECEIVED_DATAGRAMS);
    long pauses = penstock.count(IngestCounter.GATHERING_PAUSES);
    boolean isToBeEmptied = absencesMs.size() % 2 == 0;
    await("it receives")
        .atMost(PROGRESS_MAX)
        .pollInterval(Duration.ofMillis(2))
        .until(
            () ->
                penstock.count(IngestCounter.RECEIVED_DATAGRAMS) > received + 500
                    && (!isToBeEmptied || hasEmptied(penstock, pauses)));
    long beganNs = System.nanoTime();
    holder.restart(signal);
    absencesMs.add((System.nanoTime() - beganNs) / 1_000_000);
  }

  /** A pause is what follows a receive that has emptied the socket. */
  private static boolean hasEmptied(Penstock penstock, long pausesBefore) {
    return penstock.count(IngestCounter.GATHERING_PAUSES) > pausesBefore + 5;
  }

  private void print(String what, long sent, long received, Penstock penstock) {
    Collections.sort(absencesMs);
    System.out.printf(
        "%d %s at %,d datagrams/s: sent %,d, received %,d, appended %,d, dropped_crash %,d,"
            + " not counted %,d, kernel drops %,d; away for %d ms (median), %d ms at most%n",
        RESTARTS,
        what,
        PER_SECOND,
        sent,
        received,
        penstock.head(),
        penstock.count(IngestCounter.DROPPED_CRASH),
        sent - received,
        penstock.count(IngestCounter.KERNEL_DROPS),
        absencesMs.get(absencesMs.size() / 2),
        absencesMs.getLast());
  }
}
