package io.penstock.systemtests;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.penstock.counters.ReaderCounter;
import io.penstock.counters.ReaderState;
import io.penstock.tools.load.LoadReport;
import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** Outages as operators know them: nothing is missing, repeats are bounded, nobody else notices. */
@Alone
@ExtendWith(PenstockExtension.class)
@Timeout(420)
class OutageTest {
  private static final int SHARDS = 3;
  private static final int LINES_PER_SECOND = 6_000; // of all shards
  private static final double DOUBT_SECONDS = 0.3;
  private static final Duration LONG_ENOUGH = Duration.ofSeconds(60);

  /** Most lines a second that a shard sends at this load, catching up. */
  private static final double PACE_MAX = 5_000 * 1.5;

  @Test
  void aFlappingDestinationGetsEveryLine(Penstock penstock) throws Exception {
    try (Sinks sinks = Sinks.start(SHARDS)) {
      penstock.destinations(sinks.addresses());
      penstock.start();
      LoadReport sent;
      try (Traffic traffic = Traffic.begin(Offered.to(penstock).at(LINES_PER_SECOND))) {
        awaitMoreLines(sinks, 1);
        for (int flap = 0; flap < 12; flap++) {
          sinks.kill(1);
          Thread.sleep(60);
          sinks.restart(1);
          Thread.sleep(40L * (flap % 4));
        }
        awaitMoreLines(sinks, 1);
        sent = traffic.end();
      }
      penstock.awaitReceived(sent.datagrams());
      penstock.awaitDelivered();
      assertWholeAndBounded(penstock, sinks, sent);
      assertTrue(penstock.count(1, ReaderCounter.OUTAGES) >= 1);
      assertEquals(0, penstock.count(0, ReaderCounter.OUTAGES));
      assertEquals(0, penstock.count(0, ReaderCounter.REPEATED_LINES), "a healthy shard repeats");
      awaitState(penstock, 1, ReaderState.CAUGHT_UP);
    }
  }

  /**
   * A server that takes datagrams and does nothing with them sends no ICMP: only the probe tells,
   * and what was sent to it is sent again.
   */
  @Test
  @Tag("long")
  void withAProbeWhatWasSentIntoADeadServerIsSentAgain(Penstock penstock) throws Exception {
    try (Sinks sinks = Sinks.start(SHARDS);
        AdminPort admin = new AdminPort()) {
      penstock.destinations(sinks.addresses());
      penstock
          .set("shard.1.health", "statsd://" + Loopback.text(admin.address))
          .set("shard.1.health_interval", "500ms")
          .set("shard.1.doubt_window", "1ms"); // not used: the probe decides
      penstock.start();
      LoadReport sent;
      try (Traffic traffic = Traffic.begin(Offered.to(penstock).at(LINES_PER_SECOND))) {
        awaitMoreLines(sinks, 1);
        for (int outage = 1; outage <= 2; outage++) {
          admin.isUp = false;
          Thread.sleep(20); // what it had been sent while it lived is in the book
          sinks.kill(1);
          try (DatagramSocket swallowing = new DatagramSocket(sinks.addresses().get(1))) {
            awaitState(penstock, 1, ReaderState.DOWN);
            assertTrue(swallowing.isBound());
            awaitMoreLines(sinks, 0);
          }
          sinks.restart(1);
          admin.isUp = true;
          awaitMoreLines(sinks, 1);
          awaitUp(penstock, 1);
        }
        sent = traffic.end();
      }
      penstock.awaitReceived(sent.datagrams());
      penstock.awaitDelivered();
      assertWholeAndBounded(penstock, sinks, sent);
      assertTrue(penstock.count(1, ReaderCounter.OUTAGES) >= 2);
      assertTrue(penstock.count(1, ReaderCounter.REPEATED_LINES) > 0, "what was in doubt");
      assertTrue(penstock.count(1, ReaderCounter.HEALTH_FAILURES) >= 2);
      assertTrue(penstock.count(1, ReaderCounter.DOWN_MS) > 0);
      assertEquals(0, penstock.count(0, ReaderCounter.HEALTH_PROBES));
    }
  }

  @Test
  @Tag("long")
  void aPausedShardWaitsOverARestartAndTheOthersFlow(Penstock penstock) throws Exception {
    try (Sinks sinks = Sinks.start(SHARDS)) {
      penstock.destinations(sinks.addresses());
      penstock.start();
      LoadReport sent;
      try (Traffic traffic = Traffic.begin(Offered.to(penstock).at(LINES_PER_SECOND))) {
        awaitMoreLines(sinks, 2);
        assertEquals(0, penstock.tool("pause", "2").code());
        awaitState(penstock, 2, ReaderState.PAUSED);
        awaitMoreLines(sinks, 0); // what it had read before is out by then
        long lines = sinks.lines(2);
        awaitMoreLines(sinks, 0);
        assertEquals(0, penstock.worker().sigterm().code());
        penstock.startWorker();
        awaitState(penstock, 2, ReaderState.PAUSED);
        awaitMoreLines(sinks, 0);
        assertEquals(lines, sinks.lines(2), "a paused shard gets nothing");
        assertEquals(0, penstock.tool("pause", "2", "--until", "2s").code());
        awaitMoreLines(sinks, 2);
        assertEquals(0, penstock.tool("pause", "2").code());
        awaitState(penstock, 2, ReaderState.PAUSED);
        assertEquals(0, penstock.tool("resume", "2").code());
        awaitMoreLines(sinks, 2);
        sent = traffic.end();
      }
      penstock.awaitReceived(sent.datagrams());
      penstock.awaitDelivered();
      sinks.assertEachOnce(sent.lines());
      assertTrue(penstock.count(2, ReaderCounter.PAUSED_MS) > 0);
      Balance.assertZero(penstock);
    }
  }

  /**
   * A destination that lives is killed at random and stays away for 0.2 to 2 seconds, 50 times;
   * often several are away at once, or all. By hand for longer: {@code -Dpenstock.outage.kills=50
   * -Dpenstock.outage.max.ms=30000}.
   */
  @Test
  @Tag("long")
  @Timeout(3_600)
  void fiftyDeathsAtRandomUnderLoadLoseNothing(Penstock penstock) throws Exception {
    long seed = Long.getLong("penstock.test.seed", System.nanoTime());
    int kills = Integer.getInteger("penstock.outage.kills", 50);
    int awayMsMax = Integer.getInteger("penstock.outage.max.ms", 2_000);
    System.out.println("OutageTest seed: -Dpenstock.test.seed=" + seed);
    Random random = new Random(seed);
    try (Sinks sinks = Sinks.start(SHARDS)) {
      penstock.destinations(sinks.addresses());
      penstock.start();
      LoadReport sent;
      try (Traffic traffic = Traffic.begin(Offered.to(penstock).at(LINES_PER_SECOND))) {
        killAtRandom(sinks, random, kills, awayMsMax);
        sent = traffic.end();
      }
      penstock.awaitReceived(sent.datagrams());
      penstock.awaitDelivered();
      assertWholeAndBounded(penstock, sinks, sent);
      System.out.printf(
          "%d deaths: %,d lines, %,d outages, %,d rewinds, %,d lines counted as repeated, %,d came"
              + " twice%n",
          kills,
          sent.lines(),
          penstock.sum(ReaderCounter.OUTAGES),
          penstock.sum(ReaderCounter.REWINDS),
          penstock.sum(ReaderCounter.REPEATED_LINES),
          sinks.ledger().repeated());
    }
  }

  private static void killAtRandom(Sinks sinks, Random random, int kills, int awayMsMax)
      throws Exception {
    long[] backAtNs = new long[SHARDS]; // 0 while it is there
    for (int killed = 0; killed < kills || LongStream.of(backAtNs).sum() != 0; ) {
      Thread.sleep(random.nextInt(awayMsMax / 5));
      int shard = random.nextInt(SHARDS);
      if (backAtNs[shard] == 0 && killed < kills) {
        sinks.kill(shard);
        killed++;
        long awayMs = awayMsMax / 10 + random.nextInt(awayMsMax - awayMsMax / 10);
        backAtNs[shard] = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(awayMs);
      } else if (backAtNs[shard] != 0 && System.nanoTime() - backAtNs[shard] >= 0) {
        sinks.restart(shard);
        backAtNs[shard] = 0;
      }
    }
  }

  @Test
  @Tag("long")
  void aBacklogOfAllShardsSurvivesRestartsAndIsCaughtUpAtAPaceThatIsForetold(Penstock penstock)
      throws Exception {
    int backlogPerSecond = 20_000;
    try (Sinks sinks = Sinks.start(2)) {
      sinks.kill(0);
      sinks.kill(1);
      penstock.destinations(sinks.addresses());
      penstock.start();
      LoadReport waiting =
          Traffic.send(
              Offered.to(penstock).named("waiting").at(backlogPerSecond).datagrams(600_000));
      penstock.awaitReceived(waiting.datagrams());
      assertEquals(0, penstock.worker().sigterm().code());
      assertEquals(0, penstock.ingest().sigterm().code());
      penstock.start();
      assertEquals(0, penstock.position(0));
      sinks.restart(0);
      sinks.restart(1);
      LoadReport live;
      List<Foretold> foretold;
      try (Traffic traffic =
          Traffic.begin(Offered.to(penstock).named("live").at(LINES_PER_SECOND / 3))) {
        foretold = watchCatchUp(penstock, backlogPerSecond);
        live = traffic.end();
      }
      penstock.awaitReceived(waiting.datagrams() + live.datagrams());
      penstock.awaitDelivered();
      sinks.assertEachAtLeastOnce(
          waiting.lines() + live.lines(), penstock.sum(ReaderCounter.REPEATED_LINES));
      Balance.assertZero(penstock);
      for (Foretold one : foretold) {
        System.out.println(one);
        double tolerance = 1 + 0.2 * one.actualSeconds();
        assertEquals(one.actualSeconds(), one.seconds(), tolerance, one::toString);
      }
      assertTrue(foretold.size() >= 3, () -> "the catch-up was too short: " + foretold);
    }
  }

  /** What was foretold at full pace, and what it came to be. */
  private record Foretold(long atNs, double seconds, double actualSeconds) {}

  /** Waits until shard 0 has caught up; checks its pace on the way. */
  private static List<Foretold> watchCatchUp(Penstock penstock, int backlogPerSecond)
      throws InterruptedException {
    List<Foretold> foretold = new ArrayList<>();
    long deadlineNs = System.nanoTime() + Duration.ofMinutes(3).toNanos();
    long acceptedBefore = penstock.count(0, ReaderCounter.ACCEPTED_LINES);
    long lastNs = System.nanoTime();
    long fullSinceNs = 0;
    long paceBefore = 0;
    while (penstock.count(0, ReaderCounter.STATE) != ReaderState.CAUGHT_UP.ordinal()) {
      assertTrue(System.nanoTime() < deadlineNs, "it does not catch up");
      Thread.sleep(1_000);
      long nowNs = System.nanoTime();
      long accepted = penstock.count(0, ReaderCounter.ACCEPTED_LINES);
      double perSecond = (accepted - acceptedBefore) * 1e9 / (nowNs - lastNs);
      acceptedBefore = accepted;
      lastNs = nowNs;
      assertTrue(perSecond < 1.5 * 2 * backlogPerSecond / 2, "not paced: " + perSecond);
      long pace = penstock.count(0, ReaderCounter.PACE_LINES_PER_SECOND);
      boolean isFull = pace > 0 && Math.abs(pace - paceBefore) < pace / 50;
      paceBefore = pace;
      fullSinceNs = !isFull ? 0 : fullSinceNs == 0 ? nowNs : fullSinceNs;
      // Rates are smoothed over some seconds.
      if (fullSinceNs != 0 && nowNs - fullSinceNs > Duration.ofSeconds(3).toNanos()) {
        long eta = penstock.count(0, ReaderCounter.CATCH_UP_SECONDS);
        if (eta >= 5) {
          foretold.add(new Foretold(nowNs, eta, 0));
        }
      }
    }
    long endNs = System.nanoTime();
    return foretold.stream()
        .map(one -> new Foretold(one.atNs(), one.seconds(), (endNs - one.atNs()) / 1e9))
        .toList();
  }

  private static void assertWholeAndBounded(Penstock penstock, Sinks sinks, LoadReport sent)
      throws Exception {
    long repeated = penstock.sum(ReaderCounter.REPEATED_LINES);
    sinks.assertEachAtLeastOnce(sent.lines(), repeated);
    sinks.assertOnTheirShards("load.", SHARDS);
    // A rewind repeats what the doubt window holds, and what is sent until an error is noticed.
    double boundPerRewind = PACE_MAX * (DOUBT_SECONDS + 1);
    long rewinds = penstock.sum(ReaderCounter.REWINDS);
    assertTrue(
        repeated <= rewinds * boundPerRewind,
        () -> "repeated " + repeated + " with " + rewinds + " rewinds");
    Balance.assertZero(penstock);
  }

  private static void awaitState(Penstock penstock, int shard, ReaderState state) {
    await("shard " + shard + " is " + state)
        .atMost(LONG_ENOUGH)
        .until(() -> penstock.count(shard, ReaderCounter.STATE) == state.ordinal());
  }

  private static void awaitUp(Penstock penstock, int shard) {
    await("shard " + shard + " has caught up")
        .atMost(LONG_ENOUGH)
        .until(
            () -> {
              long state = penstock.count(shard, ReaderCounter.STATE);
              return state == ReaderState.CAUGHT_UP.ordinal()
                  || state == ReaderState.READING.ordinal();
            });
  }

  private static void awaitMoreLines(Sinks sinks, int shard) {
    long before = sinks.lines(shard);
    await("shard " + shard + " gets lines")
        .atMost(LONG_ENOUGH)
        .until(() -> sinks.lines(shard) > before + 500);
  }

  /** An admin port as StatsD has it, which says what the test wants. */
  private static final class AdminPort implements AutoCloseable {
    final InetSocketAddress address = Loopback.fresh();
    private final ServerSocket server;
    volatile boolean isUp = true;

    AdminPort() throws IOException {
      server = new ServerSocket();
      server.bind(address);
      Thread.ofPlatform().daemon().name("admin").start(this::serve);
    }

    private void serve() {
      while (!server.isClosed()) {
        try (Socket socket = server.accept()) {
          socket.getInputStream().read();
          String answer = isUp ? "health: up\n" : "health: down\n";
          socket.getOutputStream().write(answer.getBytes(US_ASCII));
        } catch (IOException e) {
          // whoever asked is gone, or the test has ended
        }
      }
    }

    @Override
    public void close() throws IOException {
      server.close();
    }
  }
}
