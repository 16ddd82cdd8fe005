package io.penstock.systemtests;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.penstock.counters.ReaderCounter;
import io.penstock.counters.ReaderState;
import io.penstock.systemtests.RemoteSink.Book;
import io.penstock.tools.load.LoadReport;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * A real network between worker and servers: two network namespaces with a cable between them.
 *
 * <pre>
 *   ingest (this host) ─ data folder ─ worker, 10.203.0.1 ═══ veth ═══ 10.203.0.2, two servers
 * </pre>
 *
 * <p>Shard 0 has a health probe, shard 1 has none, so each test shows what a probe is worth. Needs
 * root; without it every test is skipped.
 */
@ExtendWith(PenstockExtension.class)
@Timeout(180)
class NetworkTest {
  private static final String HERE = "10.203.0.1";
  private static final String THERE = "10.203.0.2";
  private static final int PROBED = 9_001;
  private static final int UNPROBED = 9_002;
  private static final int HEALTH = 9_100;
  private static final int LINES_PER_SECOND = 4_000;
  private static final Duration LONG_ENOUGH = Duration.ofSeconds(60);

  private final String name = "pst" + ProcessHandle.current().pid();
  private final String here = name + "-a";
  private final String there = name + "-b";
  private RemoteSink sink;

  @BeforeEach
  void layTheCable() throws Exception {
    String obstacle = obstacle();
    assumeTrue(obstacle.isEmpty(), obstacle);
    ip(
        "link add "
            + name
            + "a netns "
            + here
            + " type veth peer name "
            + name
            + "b netns "
            + there);
    ip("-n " + here + " addr add " + HERE + "/24 dev " + name + "a");
    ip("-n " + there + " addr add " + THERE + "/24 dev " + name + "b");
    for (String side : List.of("a", "b")) {
      ip("-n " + name + "-" + side + " link set lo up");
      ip("-n " + name + "-" + side + " link set " + name + side + " up");
    }
    sink = RemoteSink.start(there, THERE, HEALTH, List.of(PROBED, UNPROBED));
  }

  private String obstacle() throws Exception {
    if (!"root".equals(System.getProperty("user.name"))) {
      return "network namespaces need root";
    }
    for (String namespace : List.of(here, there)) {
      String failure = run(List.of("ip", "netns", "add", namespace));
      if (!failure.isEmpty()) {
        return "no network namespaces here: " + failure;
      }
    }
    return "";
  }

  @AfterEach
  void takeItAway() throws Exception {
    if (sink != null) {
      sink.close();
    }
    run(List.of("ip", "netns", "del", here));
    run(List.of("ip", "netns", "del", there));
  }

  /** The address is gone from the other host, which drops what comes and answers nothing. */
  @Test
  void fromAHostThatVanishesWithoutAWordOnlyAProbeSavesTheLines(Penstock penstock)
      throws Exception {
    start(penstock);
    // What asks who has the address would be an answer of its own: it is known.
    ip(
        "-n "
            + here
            + " neigh replace "
            + THERE
            + " lladdr "
            + hardwareAddress()
            + " nud permanent dev "
            + name
            + "a");
    LoadReport sent;
    try (Traffic traffic = traffic(penstock)) {
      awaitMoreLines(PROBED);
      ip("-n " + there + " addr del " + THERE + "/24 dev " + name + "b");
      awaitState(penstock, Set.of(ReaderState.DOWN));
      TimeUnit.SECONDS.sleep(2); // shard 1 goes on into the void
      assertEquals(0, penstock.count(1, ReaderCounter.OUTAGES), "nobody can know");
      ip("-n " + there + " addr add " + THERE + "/24 dev " + name + "b");
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
    run(
        List.of(
            "ip",
            "netns",
            "exec",
            there,
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
        ip("-n " + there + " link set " + name + "b down");
        awaitState(penstock, Set.of(ReaderState.DOWN));
        ip("-n " + there + " link set " + name + "b up");
        awaitState(penstock, Set.of(ReaderState.CAUGHT_UP, ReaderState.READING));
      }
      awaitMoreLines(PROBED);
      sent = traffic.end();
    }
    Book unprobed = assertWholeWhereProbed(penstock, sent);
    System.out.println("a link down and up: of the shard without a probe " + unprobed);
  }

  private void start(Penstock penstock) throws Exception {
    penstock
        .set("destinations", THERE + ":" + PROBED + " " + THERE + ":" + UNPROBED)
        .set("shard.0.health", "statsd://" + THERE + ":" + HEALTH)
        .set("forward.health_interval", "300ms")
        .set("forward.health_timeout", "700ms");
    penstock.startIngest();
    penstock.launch(List.of("ip", "netns", "exec", here), "worker");
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
    penstock.awaitReceived(sent.datagrams());
    penstock.awaitDelivered();
    await("the last lines have come")
        .atMost(LONG_ENOUGH)
        .until(
            () -> {
              Book unprobed = sink.book(UNPROBED);
              long seen = sink.book(PROBED).distinct() + unprobed.distinct() + unprobed.lost();
              return seen >= sent.lines();
            });
    Book probed = sink.book(PROBED);
    Book unprobed = sink.book(UNPROBED);
    assertEquals(sent.lines(), probed.distinct() + unprobed.distinct() + unprobed.lost());
    assertEquals(0, probed.lost(), probed::toString);
    assertEquals(0, probed.reordered(), probed::toString);
    assertTrue(
        probed.repeated() <= penstock.count(0, ReaderCounter.REPEATED_LINES), probed::toString);
    Balance.assertZero(penstock);
    return unprobed;
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

  private String hardwareAddress() throws Exception {
    String link = run(List.of("ip", "-n", there, "-o", "link", "show", name + "b"));
    return link.replaceAll("(?s).*link/ether ([0-9a-f:]+).*", "$1");
  }

  private static void ip(String words) throws Exception {
    String failure = run(List.of(("ip " + words).split(" ")));
    assertEquals("", failure, words);
  }

  /** Runs a command; what it says, empty when all is well. */
  private static String run(List<String> command) throws Exception {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    process.waitFor(20, TimeUnit.SECONDS);
    return said.strip();
  }
}
