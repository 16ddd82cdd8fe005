package io.penstock.worker;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.penstock.config.Destination;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Whom a probe asks: a server that lives at the name's first address, none at another. */
class HealthProbeTest {
  private static final String NAME = "localhost";
  private static final long PATIENCE_NS = 30_000_000_000L;

  @Test
  void theAddressThatTheDataGoesToIsAskedAndNoOtherOfItsName() throws Exception {
    InetAddress first = InetAddress.getByName(NAME);
    try (ServerSocket server = new ServerSocket(0, 5, first);
        Proofs probe = begin(server.getLocalPort())) {
      assertTrue(next(probe, Proofs.Answer.NONE).isAlive());
      probe.connected(NAME, InetAddress.ofLiteral("127.0.0.2"));
      Proofs.Answer sibling = probe.newest();
      assertFalse(next(probe, sibling).isAlive(), "another address of the name proves nothing");
      probe.disconnected();
      assertTrue(settled(probe, true), "the name does not have that address: it moved");
      probe.connected("another.host", InetAddress.ofLiteral("127.0.0.2"));
      assertTrue(next(probe, probe.newest()).isAlive(), "who asks elsewhere asks on there");
    }
  }

  private static Proofs begin(int port) throws IOException {
    return HealthProbe.begin(
        "shard-0",
        Configured.with(
                List.of(new Destination("127.0.0.1", port)),
                List.of("health=tcp://" + NAME + ":" + port, "health_interval=10ms"))
            .forward());
  }

  /** The answer of a probe that begins after this one ended. */
  private static Proofs.Answer next(Proofs probe, Proofs.Answer after) {
    long untilNs = System.nanoTime() + PATIENCE_NS;
    while (probe.newest() == after && System.nanoTime() - untilNs < 0) {
      Thread.onSpinWait();
    }
    return probe.newest();
  }

  private static boolean settled(Proofs probe, boolean isAlive) {
    long untilNs = System.nanoTime() + PATIENCE_NS;
    while (probe.newest().isAlive() != isAlive && System.nanoTime() - untilNs < 0) {
      Thread.onSpinWait();
    }
    return probe.newest().isAlive() == isAlive;
  }
}
