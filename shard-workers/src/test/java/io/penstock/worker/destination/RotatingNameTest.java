package io.penstock.worker.destination;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.penstock.config.Destination;
import io.penstock.net.Link;
import io.penstock.net.SendResult;
import java.net.InetAddress;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * A name server that gives another address of a pool at each question, asked more often than a
 * trial takes. All servers of the pool live.
 */
class RotatingNameTest {
  private static final long TRIAL_NS = TimeUnit.SECONDS.toNanos(2);
  private static final long STEP_NS = TimeUnit.MILLISECONDS.toNanos(10);

  private final SplittableRandom random = new SplittableRandom(7);
  private final UnsafeBuffer line = new UnsafeBuffer(new byte[10]);
  private long nowNs = 1;
  private int answers;
  private int links;
  private Endpoint socket;

  @AfterEach
  void close() {
    socket.close();
  }

  @Test
  void aShardBehindItIsUpAfterOneTrialAndStaysWhereItIs() {
    open(host -> answer(answers++ % 3));
    assertUpAndStays(1);
  }

  @Test
  void oneWhoseAnswersAreDrawnByLotSettlesToo() {
    open(host -> answer(random.nextInt(3)));
    assertUpAndStays(8);
  }

  private static CompletableFuture<List<InetAddress>> answer(int i) {
    return CompletableFuture.completedFuture(List.of(InetAddress.ofLiteral("127.0.0." + (i + 1))));
  }

  private void open(Resolver names) {
    Dialer dialer =
        new Dialer(
            Destination.parse("pool:8125"),
            1 << 16,
            TimeUnit.SECONDS.toNanos(1),
            names,
            (destination, address, sendBufferBytes) -> {
              links++;
              return new DeafLink();
            });
    Availability availability =
        new Availability(
            Backoff.jittered(TimeUnit.MILLISECONDS.toNanos(100), TRIAL_NS, random),
            false,
            TRIAL_NS,
            nowNs);
    socket = new Endpoint("shard 0", dialer, availability, HealthStatus.none());
  }

  private void assertUpAndStays(int linksMax) {
    run(TimeUnit.SECONDS.toNanos(1));
    socket.refused(nowNs); // one passing error, and a trial begins
    links = 0;
    run(2 * TRIAL_NS + TimeUnit.SECONDS.toNanos(1));
    assertTrue(socket.isTrusted(), "the trial came to its end");
    run(TimeUnit.MINUTES.toNanos(10));
    assertTrue(links <= linksMax, "links: " + links);
    assertEquals(1, Math.min(1, links));
  }

  private void run(long durationNs) {
    for (long untilNs = nowNs + durationNs; nowNs < untilNs; nowNs += STEP_NS) {
      socket.advance(nowNs, true);
      if (socket.maySend(nowNs)) {
        socket.send(line, 0, 10, nowNs);
      }
      if (socket.hasMoved(nowNs)) {
        socket.refused(nowNs);
      }
    }
  }

  /** Takes everything and says nothing, as UDP does. */
  private static final class DeafLink implements Link {
    @Override
    public Progress progress() {
      return Progress.OPEN;
    }

    @Override
    public SendResult send(UnsafeBuffer buffer, int offset, int length) {
      return SendResult.SENT;
    }

    @Override
    public int takeErrors() {
      return 0;
    }

    @Override
    public String lastError() {
      return "";
    }

    @Override
    public long takenBytes() {
      return 0;
    }

    @Override
    public long acknowledgedBytes() {
      return 0;
    }

    @Override
    public void settle(long timeoutNs) {}

    @Override
    public void close() {}
  }
}
