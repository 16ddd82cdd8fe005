package io.penstock.systemtests;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.penstock.counters.ReaderCounter;
import io.penstock.counters.ReaderState;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * etsy's own server, with its admin port as the probe, goes away under counted load.
 *
 * <p>It is ended by SIGTERM, on which it flushes what it has counted: what it has not flushed when
 * it is killed outright is lost in it, and no proxy can know. So the sum over its lives is what was
 * sent, and at most the counted repeats more.
 */
@ExtendWith(PenstockExtension.class)
@Timeout(240)
class RealOutageTest {
  private static final int SERIES = 40;
  private static final Duration LONG_ENOUGH = Duration.ofSeconds(60);

  @Test
  @Tag("long")
  void aServerThatIsFrozenAndOneThatIsRestartedCountEverything(Penstock penstock) throws Exception {
    String obstacle = StatsdServer.install();
    assumeTrue(obstacle == null, obstacle);
    StatsdServer server = StatsdServer.start(penstock);
    StatsdServer healthy = StatsdServer.start(penstock);
    penstock
        .destinations(java.util.List.of(server.address(), healthy.address()))
        .set("shard.0.health", "statsd://" + Loopback.text(server.management()))
        .set("shard.1.health", "statsd://" + Loopback.text(healthy.management()))
        .set("forward.health_interval", "200ms")
        .set("forward.health_timeout", "500ms");
    penstock.start();

    long sent;
    long counted;
    try (Counted load = new Counted(penstock)) {
      awaitState(penstock, ReaderState.CAUGHT_UP);
      server.process().freeze();
      awaitState(penstock, ReaderState.DOWN);
      load.awaitMore(1_000);
      server.process().thaw();
      awaitState(penstock, ReaderState.CAUGHT_UP);
      load.awaitMore(1_000);
      counted = sum(server.sigterm());
      awaitState(penstock, ReaderState.DOWN);
      load.awaitMore(1_000);
      server.start();
      awaitState(penstock, ReaderState.CAUGHT_UP);
      sent = load.end();
    }
    penstock.awaitReceived(sent);
    penstock.awaitDelivered();
    long repeated = penstock.sum(ReaderCounter.REPEATED_LINES);
    long before = counted;
    await("the servers have counted everything")
        .atMost(LONG_ENOUGH)
        .ignoreExceptions()
        .until(() -> before + sum(server.counters()) + sum(healthy.counters()) >= sent);
    long inAll = counted + sum(server.counters()) + sum(healthy.counters());
    System.out.printf(
        "a real server frozen, then restarted: %,d sent, %,d counted, %,d repeats counted%n",
        sent, inAll, repeated);
    assertTrue(inAll <= sent + repeated, () -> inAll + " counted, " + sent + " + " + repeated);
    assertTrue(penstock.count(0, ReaderCounter.OUTAGES) >= 2);
    assertEquals(0, penstock.count(1, ReaderCounter.REPEATED_LINES), "the healthy one");
    Balance.assertZero(penstock);
  }

  private static long sum(Map<String, Long> counters) {
    return counters.entrySet().stream()
        .filter(entry -> entry.getKey().startsWith("shop."))
        .mapToLong(Map.Entry::getValue)
        .sum();
  }

  private static void awaitState(Penstock penstock, ReaderState state) {
    await("the server is " + state)
        .atMost(LONG_ENOUGH)
        .until(
            () -> {
              long now = penstock.count(0, ReaderCounter.STATE);
              return now == state.ordinal()
                  || (state == ReaderState.CAUGHT_UP && now == ReaderState.READING.ordinal());
            });
  }

  /** Counters that are increased by one, a thousand a second, until ended. */
  private static final class Counted implements AutoCloseable {
    private final Penstock penstock;
    private final Thread thread;
    private volatile long sent;
    private volatile boolean isEnded;

    Counted(Penstock penstock) {
      this.penstock = penstock;
      this.thread = Thread.ofPlatform().daemon().name("counted").start(this::run);
    }

    private void run() {
      try (DatagramSocket socket = new DatagramSocket()) {
        for (int i = 0; !isEnded; i++) {
          byte[] line = ("shop.orders.s" + i % SERIES + ":1|c").getBytes(StandardCharsets.US_ASCII);
          socket.send(new DatagramPacket(line, line.length, penstock.address()));
          sent = i + 1L;
          Thread.sleep(1);
        }
      } catch (java.io.IOException | InterruptedException e) {
        throw new IllegalStateException(e);
      }
    }

    void awaitMore(long lines) {
      long target = sent + lines;
      await("more is sent").atMost(LONG_ENOUGH).until(() -> sent >= target);
    }

    long end() throws InterruptedException {
      isEnded = true;
      thread.join();
      return sent;
    }

    @Override
    public void close() {
      isEnded = true;
    }
  }
}
