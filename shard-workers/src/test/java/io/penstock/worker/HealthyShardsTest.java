package io.penstock.worker;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.penstock.config.Destination;
import io.penstock.counters.CounterFile;
import io.penstock.counters.FileKind;
import io.penstock.counters.IngestCounter;
import io.penstock.counters.ReaderCounter;
import io.penstock.counters.ReaderState;
import io.penstock.net.Link;
import io.penstock.net.SendResult;
import io.penstock.worker.destination.LinkOpener;
import io.penstock.worker.destination.Network;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What a shard whose server is well sends is never delayed by what another shard needs: the delay
 * of every line, by the test's clock.
 */
class HealthyShardsTest {
  private static final long MILLISECOND_NS = 1_000_000;

  /** A line waits for {@code flush_interval} (4 ms), and for some rounds of a millisecond. */
  private static final long DELAY_MS_MAX = 15;

  @TempDir private Path home;

  private WorkerRig rig;
  private final long[] worstMs = new long[3];
  private int linksToMute;

  /** When the lines were received that have not come to a shard's server yet. */
  private final List<ArrayDeque<Long>> waiting =
      List.of(new ArrayDeque<>(), new ArrayDeque<>(), new ArrayDeque<>());

  @BeforeEach
  void begin() throws IOException {
    rig = new WorkerRig(home, 3);
  }

  @AfterEach
  void end() {
    rig.close();
  }

  @Test
  void aStartWithAnotherShardFarBehindDelaysNobody() throws IOException {
    appendBacklog();
    rig.standsAt(0, rig.nextNumber());
    rig.standsAt(1, 0);
    rig.standsAt(2, rig.nextNumber());
    appendWhileNobodyReads();
    rig.start();
    liveTraffic(500); // what came in while nobody read is sent
    Arrays.fill(worstMs, 0);
    liveTraffic(2_000);
    assertHealthy();
    assertTrue(rig.counter(1, ReaderCounter.CURSOR_NUMBER) < rig.nextNumber(), "is still behind");
    finish();
  }

  @Test
  void aServersReturnAndAWorkersStartDelayNobody() throws IOException {
    int port = rig.destinations.get(1).port();
    rig.servers.get(1).close();
    rig.start();
    liveTraffic(200);
    appendBacklog();
    liveTraffic(3_000);
    rig.servers.set(1, WorkerRig.bind(port));
    rig.stop();
    appendWhileNobodyReads();
    rig.start();
    liveTraffic(500);
    Arrays.fill(worstMs, 0);
    liveTraffic(2_000);
    assertHealthy();
    assertTrue(rig.counter(1, ReaderCounter.CURSOR_NUMBER) < rig.nextNumber(), "is still behind");
    finish();
  }

  @Test
  void aServerThatTakesLittleHoldsNobodyUp() throws IOException {
    try (ServerSocketChannel slow = ServerSocketChannel.open()) {
      slow.setOption(StandardSocketOptions.SO_RCVBUF, 16 << 10);
      slow.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
      int port = ((InetSocketAddress) slow.getLocalAddress()).getPort();
      List<Destination> others = new ArrayList<>(rig.destinations);
      others.set(1, Destination.parse("tcp://127.0.0.1:" + port));
      rig.start(others, "send_buffer=64KiB");
      liveTraffic(300);
      SocketChannel client = slow.accept();
      client.configureBlocking(false);
      Arrays.fill(worstMs, 0);
      ByteBuffer little = ByteBuffer.allocate(20_000);
      for (int i = 0; i < 150; i++) {
        appendForOne(30); // more than is taken
        liveTraffic(10);
        client.read(little.clear());
      }
      assertHealthy();
      assertTrue(rig.counter(1, ReaderCounter.SEND_FULL) > 0, "it was full");
      client.close();
    }
    rig.stop();
    rig.start();
    finish();
  }

  @Test
  void whatNeedsLessPacingDoesNotWaitForWhatNeedsMore() throws IOException {
    appendBacklog(2_000, 2);
    for (int shard = 0; shard < 3; shard++) {
      rig.standsAt(shard, 0);
    }
    rig.start();
    liveTraffic(2_500); // they begin together: nothing is known of what each needs
    Arrays.fill(worstMs, 0);
    liveTraffic(500);
    assertHealthy();
    assertTrue(rig.counter(1, ReaderCounter.CURSOR_NUMBER) < rig.nextNumber(), "is still behind");
    finish();
  }

  @Test
  void aReloadThatEndsShardsWhoseServersAcknowledgeNothingHoldsNobodyUp() throws IOException {
    mute();
    rig.start();
    liveTraffic(300);
    Arrays.fill(worstMs, 0);
    rig.reload("shard.1.retry_max=2s");
    liveTraffic(1_000);
    assertTrue(worstMs[0] <= DELAY_MS_MAX, "shard 0: a line waited for ms: " + worstMs[0]);
    assertTrue(linksToMute > 1, "it was ended and begun again");
    rig.reload();
    liveTraffic(10);
    liveTraffic(1_000);
    assertTrue(worstMs[0] <= DELAY_MS_MAX, "shard 0: a line waited for ms: " + worstMs[0]);
  }

  @Test
  void aCleanEndWaitsOnceForAllThatAcknowledgeNothing() throws IOException {
    mute();
    rig.start();
    liveTraffic(300);
    long beganNs = rig.nowNs;
    rig.stop();
    long tookMs = (rig.nowNs - beganNs) / MILLISECOND_NS;
    assertTrue(tookMs <= 300, "ms: " + tookMs);
    assertEquals(0, rig.position(1).number(), "nothing of it was acknowledged");
    rig.network = Network.ofHost();
    rig.start();
    finish();
  }

  /** The servers of shards 1 and 2 take everything and acknowledge nothing. */
  private void mute() {
    LinkOpener host = rig.network.links();
    rig.network =
        new Network(
            (destination, address, bytes) -> {
              if (destination.equals(rig.destinations.getFirst())) {
                return host.open(destination, address, bytes);
              }
              linksToMute++;
              return new MuteLink();
            },
            rig.network.names(),
            rig.network.probes(),
            rig.network.jitter());
  }

  /** Takes and never acknowledges; who waits for that waits by the test's clock. */
  private final class MuteLink implements Link {
    private long taken;

    @Override
    public Progress progress() {
      return Progress.OPEN;
    }

    @Override
    public SendResult send(UnsafeBuffer buffer, int offset, int length) {
      taken += length;
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
      return taken;
    }

    @Override
    public long acknowledgedBytes() {
      return 0;
    }

    @Override
    public void settle(long timeoutNs) {
      rig.nowNs += timeoutNs;
    }

    @Override
    public void close() {}
  }

  private void assertHealthy() {
    assertTrue(worstMs[0] <= DELAY_MS_MAX, "shard 0: a line waited for ms: " + worstMs[0]);
    assertTrue(worstMs[2] <= DELAY_MS_MAX, "shard 2: a line waited for ms: " + worstMs[2]);
  }

  /** The one that was behind comes to the end too, and all read together again. */
  private void finish() throws IOException {
    for (int i = 0; i < 60 && rig.counter(1, ReaderCounter.GROUP_SIZE) < 3; i++) {
      liveTraffic(500);
    }
    rig.work(3_000 * MILLISECOND_NS);
    take(0);
    take(2);
    assertTrue(waiting.get(0).isEmpty() && waiting.get(2).isEmpty(), "each line came");
    for (int shard = 0; shard < 3; shard++) {
      assertEquals(ReaderState.CAUGHT_UP.ordinal(), rig.counter(shard, ReaderCounter.STATE));
      assertEquals(3, rig.counter(shard, ReaderCounter.GROUP_SIZE));
      assertEquals(rig.nextNumber(), rig.position(shard).number());
      rig.assertBalanced(shard);
    }
  }

  /** Some megabytes for shard 1, far within the window in which groups may join. */
  private void appendBacklog() {
    appendBacklog(200, 18);
  }

  private void appendBacklog(int records, int datagrams) {
    for (int record = 0; record < records; record++) {
      appendForOne(datagrams);
      rig.nowNs += 5 * MILLISECOND_NS;
    }
  }

  private void appendForOne(int datagrams) {
    String line = rig.nameOf(1) + ":1|c|#" + "x".repeat(100);
    rig.append(Collections.nCopies(datagrams, String.join("\n", Collections.nCopies(12, line))));
  }

  /** The worker is away for four seconds. */
  private void appendWhileNobodyReads() {
    for (int i = 0; i < 40; i++) {
      appendOneEach();
      rig.nowNs += 100 * MILLISECOND_NS;
    }
  }

  private void appendOneEach() {
    List<String> lines = new ArrayList<>();
    for (int shard = 0; shard < 3; shard++) {
      lines.add(rig.nameOf(shard) + ":" + rig.epochMs() + "|ms");
      waiting.get(shard).add(rig.epochMs());
    }
    rig.append(lines);
  }

  /** A line for each shard every 10 ms; how long each took, or has waited by now. */
  private void liveTraffic(int durationMs) throws IOException {
    try (CounterFile ingest =
        CounterFile.openWritable(rig.data.ingestCounters(), FileKind.INGEST)) {
      for (int ms = 0; ms < durationMs; ms++) {
        if (ms % 10 == 0) {
          appendOneEach();
          ingest.set(IngestCounter.NEXT_NUMBER, rig.nextNumber());
          ingest.set(IngestCounter.LAST_RECEIVE_TIME_NS, rig.nowNs);
        }
        rig.round();
        for (int shard = 0; shard < 3; shard++) {
          take(shard);
        }
      }
    }
  }

  private void take(int shard) {
    if (shard == 1) {
      return; // nothing is expected of it
    }
    for (String line : rig.received(shard)) {
      if (line.endsWith("|ms")) {
        waiting.get(shard).remove(timeOf(line));
      }
    }
    Long oldest = waiting.get(shard).peekFirst();
    if (oldest != null) {
      worstMs[shard] = Math.max(worstMs[shard], rig.epochMs() - oldest);
    }
  }

  private static Long timeOf(String line) {
    return Long.valueOf(line.substring(line.indexOf(':') + 1, line.length() - 3));
  }
}
