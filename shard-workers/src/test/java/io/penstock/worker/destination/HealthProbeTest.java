package io.penstock.worker.destination;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.penstock.config.Destination;
import io.penstock.worker.Configured;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;

/** Whom a probe asks: a server that lives at the name's first address, none at another. */
class HealthProbeTest {
  private static final String NAME = "localhost";
  private static final long PATIENCE_NS = 30_000_000_000L;

  @Test
  void theAddressThatTheDataGoesToIsAskedAndNoOtherOfItsName() throws Exception {
    InetAddress first = InetAddress.getByName(NAME);
    try (ServerSocket server = new ServerSocket(0, 5, first);
        HealthStatus probe = begin(server.getLocalPort())) {
      assertTrue(settled(probe, true));
      probe.connected(NAME, InetAddress.ofLiteral("127.0.0.2"));
      assertTrue(settled(probe, false), "another address of the name proves nothing");
      probe.disconnected();
      assertTrue(settled(probe, true), "the name does not have that address: it moved");
      probe.connected("another.host", InetAddress.ofLiteral("127.0.0.2"));
      next(probe, probe.newest());
      assertTrue(settled(probe, true), "who asks elsewhere asks on there");
    }
  }

  private static HealthStatus begin(int port) throws IOException {
    return HealthProbe.begin(
        "shard-0",
        Configured.with(
                List.of(new Destination("127.0.0.1", port)),
                List.of("health=tcp://" + NAME + ":" + port, "health_interval=10ms"))
            .forward());
  }

  /** Waits for another answer than this one. */
  private static void next(HealthStatus probe, HealthStatus.Answer after)
      throws InterruptedException {
    await(() -> probe.newest() != after);
  }

  /** Whether the answers become this: one alone may be late on a busy machine. */
  private static boolean settled(HealthStatus probe, boolean isAlive) throws InterruptedException {
    return await(
        () -> probe.newest() != HealthStatus.Answer.NONE && probe.newest().isAlive() == isAlive);
  }

  private static boolean await(BooleanSupplier condition) throws InterruptedException {
    long untilNs = System.nanoTime() + PATIENCE_NS;
    while (!condition.getAsBoolean() && System.nanoTime() - untilNs < 0) {
      Thread.sleep(1);
    }
    return condition.getAsBoolean();
  }
}
