package io.penstock.systemtests;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.penstock.counters.ReaderCounter;
import io.penstock.counters.ReaderState;
import io.penstock.systemtests.RemoteSink.Book;
import io.penstock.tools.load.LoadReport;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * A real network between worker and servers: two network namespaces with a cable between them.
 *
 * <pre>
 *   ingest (this host) ─ data folder ─ worker, 10.203.0.1 ═══ veth ═══ 10.203.0.2 and .3, servers
 * </pre>
 *
 * <p>Shard 0 has what a test is about: a health probe, a name, a TCP server. Shard 1 has none of
 * it, so each test shows what that is worth. Needs root; without it every test is skipped.
 */
@ExtendWith(PenstockExtension.class)
@Tag("long")
@Timeout(420)
class NetworkTest {
  private static final String THERE = Cable.THERE;
  private static final String ELSEWHERE = Cable.ELSEWHERE;
  private static final String NAME = "statsd.penstock.test";
  private static final int PROBED = 9_001;
  private static final int UNPROBED = 9_002;
  private static final int STREAM = 9_003;
  private static final int HEALTH = 9_100;
  private static final int LOSS_PERCENT = 10;
  private static final int LINES_PER_SECOND = 4_000;
  private static final Duration LONG_ENOUGH = Duration.ofSeconds(60);

  /** The JVM would keep an old answer for 30 s if it were not told otherwise. */
  private static final Duration FOLLOWED_MAX = Duration.ofSeconds(60);

  private Cable cable;
  private RemoteSink sink;

  @BeforeEach
  void layTheCable() throws Exception {
    cable = Cable.lay();
    sink =
        RemoteSink.start(
            cable.there(),
            THERE,
            HEALTH,
            List.of(
                THERE + ":" + PROBED,
                THERE + ":" + UNPROBED,
                ELSEWHERE + ":" + PROBED,
                "tcp:" + STREAM));
  }

  @AfterEach
  void takeItAway() throws Exception {
    if (sink != null) {
      sink.close();
    }
    if (cable != null) {
      cable.close();
    }
  }

  /** The address is gone from the other host, which drops what comes and answers nothing. */
  @Test
  void fromAHostThatVanishesWithoutAWordOnlyAProbeSavesTheLines(Penstock penstock)
      throws Exception {
    start(penstock);
    // What asks who has the address would be an answer of its own: it is known.
    Cable.ip(
        "-n %s neigh replace %s lladdr %s nud permanent dev %s"
            .formatted(cable.here(), THERE, cable.hardwareAddress(), Cable.device(cable.here())));
    LoadReport sent;
    try (Traffic traffic = traffic(penstock)) {
      awaitMoreLines(PROBED);
      farEnd("addr del " + THERE + "/24 dev");
      awaitState(penstock, Set.of(ReaderState.DOWN));
      TimeUnit.SECONDS.sleep(2); // shard 1 goes on into the void
      assertEquals(0, penstock.count(1, ReaderCounter.OUTAGES), "nobody can know");
      farEnd("addr add " + THERE + "/24 dev");
      awaitState(penstock, Set.of(ReaderState.CAUGHT_UP, ReaderState.READING));
      awaitMoreLines(PROBED);
      sent = traffic.end();
    }
    Book unprobed = assertWholeWhereProbed(penstock, sent);
    assertTrue(unprobed.lost() > 1_000, () -> "without a probe it is lost: " + unprobed);
  }

  /** The server dies, and its host says nothing: ICMP is limited to one in a thousand seconds. */
  @Test
  void whereIcmpIsFilteredAProbeSavesTheLines(Penstock penstock) throws Exception {
    Cable.run(
        List.of(
            "ip",
            "netns",
            "exec",
            cable.there(),
            "sh",
            "-c",
            "echo 1000000 > /proc/sys/net/ipv4/icmp_ratelimit"));
    start(penstock);
    LoadReport sent;
    try (Traffic traffic = traffic(penstock)) {
      awaitMoreLines(PROBED);
      sink.health(false);
      TimeUnit.MILLISECONDS.sleep(20); // what was sent while it lived is in the book
      sink.kill(PROBED);
      awaitState(penstock, Set.of(ReaderState.DOWN));
      awaitMoreLines(UNPROBED);
      sink.restart(PROBED);
      sink.health(true);
      awaitMoreLines(PROBED);
      sent = traffic.end();
    }
    Book unprobed = assertWholeWhereProbed(penstock, sent);
    assertEquals(0, unprobed.lost(), "shard 1 had no trouble");
    assertTrue(penstock.count(0, ReaderCounter.HEALTH_FAILURES) > 0);
  }

  @Test
  void aLinkThatGoesDownAndUpLosesNothingOfAProbedShard(Penstock penstock) throws Exception {
    start(penstock);
    LoadReport sent;
    try (Traffic traffic = traffic(penstock)) {
      for (int i = 0; i < 2; i++) {
        awaitMoreLines(PROBED);
        farEnd("link set down dev");
        awaitState(penstock, Set.of(ReaderState.DOWN));
        farEnd("link set up dev");
        awaitState(penstock, Set.of(ReaderState.CAUGHT_UP, ReaderState.READING));
      }
      awaitMoreLines(PROBED);
      sent = traffic.end();
    }
    Book unprobed = assertWholeWhereProbed(penstock, sent);
    System.out.println("a link down and up: of the shard without a probe " + unprobed);
  }

  /** The answer moves while lines flow; the server that it leaves stays alive and gets no more. */
  @Test
  void aNameWhoseAnswerChangesIsFollowedAndEachLineComesToOneServerOrTheOther(Penstock penstock)
      throws Exception {
    cable.askForNamesThere();
    sink.lead(NAME, THERE);
    penstock.set("forward.resolve_interval", "1s");
    start(penstock, NAME + ":" + PROBED);
    LoadReport sent;
    long cameThere;
    try (Traffic traffic = traffic(penstock)) {
      awaitMoreLines(PROBED);
      assertEquals(0, sink.lines(ELSEWHERE + ":" + PROBED));
      sink.lead(NAME, ELSEWHERE);
      await("lines come where the name leads now")
          .atMost(FOLLOWED_MAX)
          .until(() -> sink.lines(ELSEWHERE + ":" + PROBED) > 1_000);
      cameThere = sink.lines(THERE + ":" + PROBED);
      awaitMoreLines(PROBED);
      sent = traffic.end();
    }
    Book unmoved = assertWholeWhereProbed(penstock, sent);
    assertEquals(cameThere, sink.lines(THERE + ":" + PROBED), "the server that was left got more");
    assertEquals(1, penstock.count(0, ReaderCounter.REWINDS), "it moved once");
    assertEquals(0, unmoved.lost() + unmoved.repeated(), "shard 1 had no part in it");
  }

  /** Whoever sends is told nothing: UDP goes on and loses, TCP repeats until it is there. */
  @Test
  void onAPathThatLosesPacketsTcpBringsEveryLineAndUdpShowsWhatItCosts(Penstock penstock)
      throws Exception {
    PacketLoss.begin(cable.there(), LOSS_PERCENT).close(); // or it is skipped, before all else
    start(penstock, "tcp://" + THERE + ":" + STREAM);
    LoadReport sent;
    long droppedOfTcp;
    try (Traffic traffic = traffic(penstock)) {
      awaitMoreLines(STREAM);
      try (PacketLoss loss = PacketLoss.begin(cable.there(), LOSS_PERCENT)) {
        await("fifty packets of TCP and of UDP are lost")
            .atMost(LONG_ENOUGH)
            .until(() -> Math.min(loss.packets("tcp"), loss.packets("udp")) >= 50);
        awaitMoreLines(STREAM);
        droppedOfTcp = loss.packets("tcp");
      }
      awaitMoreLines(STREAM);
      awaitMoreLines(UNPROBED); // of each key, so what is missing before shows
      sent = traffic.end();
    }
    Book udp = assertWhole(penstock, sent, STREAM);
    assertTrue(udp.lost() > 0, () -> "over UDP it is lost: " + udp);
    assertEquals(0, penstock.count(1, ReaderCounter.REPEATED_LINES), "nobody can know");
    assertEquals(0, penstock.count(1, ReaderCounter.OUTAGES), "nobody can know");
    System.out.printf(
        "a path that loses %d %%: %,d packets of TCP and no line; over UDP %s%n",
        LOSS_PERCENT, droppedOfTcp, udp);
  }

  /** Shard 0 goes to a server with a probe. */
  private void start(Penstock penstock) throws Exception {
    penstock
        .set("shard.0.health", "statsd://" + THERE + ":" + HEALTH)
        .set("forward.health_interval", "300ms")
        .set("forward.health_timeout", "700ms");
    start(penstock, THERE + ":" + PROBED);
  }

  private void start(Penstock penstock, String first) throws Exception {
    penstock.destinations(List.of(first, THERE + ":" + UNPROBED));
    penstock.startIngest();
    penstock.launch(List.of("ip", "netns", "exec", cable.here()), "worker");
    await("the worker has begun")
        .atMost(LONG_ENOUGH)
        .ignoreExceptions()
        .until(() -> penstock.count(1, ReaderCounter.STATE) == ReaderState.CAUGHT_UP.ordinal());
  }

  private static Traffic traffic(Penstock penstock) throws IOException {
    return Traffic.begin(Offered.to(penstock).at(LINES_PER_SECOND));
  }

  /** Nothing of shard 0 is missing or out of order; what is missing of shard 1 is all there is. */
  private Book assertWholeWhereProbed(Penstock penstock, LoadReport sent) throws Exception {
    return assertWhole(penstock, sent, PROBED);
  }

  private Book assertWhole(Penstock penstock, LoadReport sent, int port) throws Exception {
    penstock.awaitReceived(sent.datagrams());
    penstock.awaitDelivered();
    await("the last lines have come")
        .atMost(LONG_ENOUGH)
        .until(
            () -> {
              Book other = sink.book(UNPROBED);
              long seen = sink.book(port).distinct() + other.distinct() + other.lost();
              return seen >= sent.lines();
            });
    Book whole = sink.book(port);
    Book other = sink.book(UNPROBED);
    assertEquals(sent.lines(), whole.distinct() + other.distinct() + other.lost());
    assertEquals(0, whole.lost(), whole::toString);
    assertEquals(0, whole.reordered(), whole::toString);
    assertTrue(
        whole.repeated() <= penstock.count(0, ReaderCounter.REPEATED_LINES), whole::toString);
    Balance.assertZero(penstock);
    return other;
  }

  private void awaitMoreLines(int port) throws IOException {
    long before = sink.book(port).distinct();
    await("port " + port + " gets lines")
        .atMost(LONG_ENOUGH)
        .until(() -> sink.book(port).distinct() > before + 1_000);
  }

  private static void awaitState(Penstock penstock, Set<ReaderState> states) {
    await("shard 0 is one of " + states)
        .atMost(LONG_ENOUGH)
        .until(
            () ->
                states.contains(
                    ReaderState.of(penstock.count(0, ReaderCounter.STATE)).orElseThrow()));
  }

  /** Does something with the far end of the cable. */
  private void farEnd(String words) throws Exception {
    String far = cable.there();
    Cable.ip("-n " + far + " " + words + " " + Cable.device(far));
  }
}
