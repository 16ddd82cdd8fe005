package io.penstock.worker.destination;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.penstock.config.Destination;
import io.penstock.config.ListenAddress;
import io.penstock.config.OwnAddresses;
import io.penstock.net.Link;
import java.net.InetAddress;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A name server of the test's own; links are real, and UDP sends nothing when it connects. */
class DialerTest {
  private static final long SECOND_NS = 1_000_000_000;

  private final Map<String, List<InetAddress>> names = new HashMap<>();
  private CompletableFuture<List<InetAddress>> pending;
  private int lookUps;
  private Dialer dialer;

  @AfterEach
  void close() {
    dialer.close();
  }

  private void dialer(String destination) {
    dialer(destination, LinkOpener.ofHost());
  }

  private void dialer(String destination, LinkOpener links) {
    dialer =
        new Dialer(
            Destination.parse(destination),
            1 << 16,
            30 * SECOND_NS,
            host -> {
              lookUps++;
              if (pending != null) {
                return pending;
              }
              return CompletableFuture.completedFuture(names.getOrDefault(host, List.of()));
            },
            links);
  }

  @Test
  void aNameThatLeadsToIngestItselfIsNotConnectedTo() {
    OwnAddresses own = new OwnAddresses(List.of(ListenAddress.parse("0.0.0.0:9125")));
    dialer("statsd:9125", LinkOpener.ofHost().butNotTo(own));
    name("127.0.0.1");
    dialer.begin(0);
    assertEquals(Dialer.Progress.FAILED, dialer.dial());
    assertTrue(dialer.trouble().contains("ingest's own address"), dialer::trouble);
    dialer("statsd:9126", LinkOpener.ofHost().butNotTo(own));
    dialer.begin(0);
    assertEquals(Dialer.Progress.CONNECTED, dialer.dial());
  }

  private void name(String... literals) {
    names.put("statsd", java.util.Arrays.stream(literals).map(InetAddress::ofLiteral).toList());
  }

  @Test
  void aLiteralIsNeverLookedUp() {
    for (String literal : List.of("127.0.0.1:9", "udp://[::1]:9", "unix:///no/such.sock")) {
      dialer(literal);
      dialer.begin(0);
      dialer.dial();
      assertFalse(dialer.hasMoved(3_600 * SECOND_NS));
      dialer.close();
    }
    assertEquals(0, lookUps);
  }

  @Test
  void nobodyWaitsForASlowNameServer() {
    dialer("statsd:9");
    pending = new CompletableFuture<>();
    dialer.begin(0);
    assertEquals(Dialer.Progress.UNDER_WAY, dialer.dial());
    pending.complete(List.of(InetAddress.ofLiteral("127.0.0.1")));
    assertEquals(Dialer.Progress.CONNECTED, dialer.dial());
  }

  @Test
  void aNameThatDoesNotResolveFailsUntilItDoes() {
    dialer("statsd:9");
    dialer.begin(0);
    assertEquals(Dialer.Progress.FAILED, dialer.dial());
    assertEquals("the name does not resolve", dialer.trouble());
    name("127.0.0.1");
    dialer.begin(SECOND_NS);
    assertEquals(Dialer.Progress.CONNECTED, dialer.dial());
    assertNotNull(dialer.link());
  }

  @Test
  void aNameThatMovedIsNoticedOnTheIntervalAndFollowed() {
    dialer("statsd:9");
    name("127.0.0.1");
    dialer.begin(0);
    dialer.dial();
    Link first = dialer.link();
    name("127.0.0.2");
    assertFalse(dialer.hasMoved(29 * SECOND_NS));
    assertEquals(1, lookUps);
    assertFalse(dialer.hasMoved(30 * SECOND_NS), "one answer may be one of many");
    assertTrue(dialer.hasMoved(34 * SECOND_NS));
    assertTrue(dialer.trouble().contains("127.0.0.2"), dialer.trouble());
    dialer.begin(34 * SECOND_NS);
    assertEquals(Dialer.Progress.CONNECTED, dialer.dial());
    assertFalse(first == dialer.link());
    assertFalse(dialer.hasMoved(35 * SECOND_NS));
  }

  @Test
  void aNameServerThatGivesOneAddressOfAPoolAtATimeIsNoMove() {
    for (int pool : new int[] {2, 3, 5}) {
      dialer("statsd:9");
      for (int look = 0; look < 100; look++) {
        name("127.0.0." + (1 + look % pool));
        if (look == 0) {
          dialer.begin(0);
          dialer.dial();
        }
        assertFalse(dialer.hasMoved(look * 30 * SECOND_NS));
      }
      dialer.close();
    }
  }

  @Test
  void anAddressThatComesBackNowAndThenIsLeftOnlyWhenItStaysAway() {
    dialer("statsd:9");
    name("127.0.0.1");
    dialer.begin(0);
    dialer.dial();
    long now = 0;
    for (int back = 0; back < 3; back++) {
      name("127.0.0.2");
      assertFalse(dialer.hasMoved(now += 30 * SECOND_NS));
      name("127.0.0.1");
      assertFalse(dialer.hasMoved(now += 30 * SECOND_NS));
    }
    name("127.0.0.2");
    int looks = 0;
    while (!dialer.hasMoved(now += 30 * SECOND_NS)) {
      looks++;
    }
    assertEquals(15, looks, "16 answers, as it had come back three times");
  }

  @Test
  void anAddressIsKeptAsLongAsTheNameHasIt() {
    dialer("statsd:9");
    name("127.0.0.1", "127.0.0.2");
    dialer.begin(0);
    dialer.dial();
    Link link = dialer.link();
    name("127.0.0.3", "127.0.0.1");
    assertFalse(dialer.hasMoved(30 * SECOND_NS));
    dialer.begin(31 * SECOND_NS);
    assertEquals(Dialer.Progress.CONNECTED, dialer.dial());
    assertSame(link, dialer.link(), "a server of the same series is never changed for another");
  }

  @Test
  void aNameServerThatFailsIsNoReasonToLeave() {
    dialer("statsd:9");
    name("127.0.0.1");
    dialer.begin(0);
    dialer.dial();
    names.clear();
    assertFalse(dialer.hasMoved(30 * SECOND_NS));
    assertEquals(2, lookUps);
    assertNotNull(dialer.link());
  }

  @Test
  void addressesAreTriedInTurnUntilOneStands() throws Exception {
    try (java.net.ServerSocket server =
        new java.net.ServerSocket(0, 5, InetAddress.ofLiteral("127.0.0.3"))) {
      dialer("tcp://statsd:" + server.getLocalPort());
      name("127.0.0.2", "127.0.0.3");
      assertEquals(Dialer.Progress.FAILED, dialAll(0));
      assertNull(dialer.link());
      assertEquals(Dialer.Progress.CONNECTED, dialAll(SECOND_NS));
      dialer.hangUp();
      assertEquals(Dialer.Progress.CONNECTED, dialAll(2 * SECOND_NS), "and then kept");
    }
  }

  private Dialer.Progress dialAll(long nowNs) {
    dialer.begin(nowNs);
    Dialer.Progress progress = dialer.dial();
    for (int i = 0; progress == Dialer.Progress.UNDER_WAY && i < 100_000_000; i++) {
      Thread.onSpinWait();
      progress = dialer.dial();
    }
    return progress;
  }
}
