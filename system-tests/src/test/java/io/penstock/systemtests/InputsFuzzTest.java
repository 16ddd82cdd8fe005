package io.penstock.systemtests;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.penstock.counters.IngestCounter;
import io.penstock.net.AttachingClient;
import io.penstock.net.SendResult;
import io.penstock.net.UdpSender;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.agrona.CloseHelper;
import org.agrona.concurrent.UnsafeBuffer;
import org.awaitility.core.ConditionTimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Whatever clients do at sockets of every kind: each datagram is counted once, each line that is to
 * be forwarded arrives once, byte for byte, and ingest lives.
 *
 * <p>One seed decides all: {@code -Dpenstock.test.seed=N} repeats it, {@code
 * -Dpenstock.test.actions=N} sets how much is done.
 */
@ExtendWith(PenstockExtension.class)
@Timeout(600)
class InputsFuzzTest {
  private static final long SEED = Long.getLong("penstock.test.seed", System.nanoTime());
  private static final int QUICK_ACTIONS = Integer.getInteger("penstock.test.actions", 150);
  private static final int LONG_ACTIONS = Integer.getInteger("penstock.test.actions", 3_000);

  private static final int LINE_BYTES_MAX = 4_096; // of streams
  private static final int UDP_BYTES_MAX = 65_507;
  private static final int KEPT_BYTES_MAX = 65_535;
  private static final int ACTIONS_PER_REST = 25;
  private static final int DESCRIPTORS = 160;
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final Random random = new Random(SEED);
  private final InetSocketAddress tcp = Loopback.fresh();
  private final InetSocketAddress second = Loopback.fresh();
  private final InetSocketAddress six = Loopback.ofThisProcess6();
  private final List<String> wanted = new ArrayList<>();
  private final List<AutoCloseable> open = new ArrayList<>();
  private Path folder;
  private Penstock penstock;

  private boolean isBufferSmall;
  private int lines;
  private long datagrams; // received, whatever becomes of them
  private long truncated;
  private long denied;
  private long oversize;
  private long attached;

  @BeforeEach
  void makeFolder() throws IOException {
    folder = Files.createTempDirectory("penstock");
    System.out.println("InputsFuzzTest seed: -Dpenstock.test.seed=" + SEED);
  }

  @AfterEach
  void deleteFolder() throws IOException {
    CloseHelper.quietCloseAll(open);
    for (String name : List.of("d.sock", "s.sock")) {
      Files.deleteIfExists(folder.resolve(name));
    }
    Files.delete(folder);
  }

  @Test
  void whateverClientsDoEachLineIsCountedOnceAndArrivesOnce(Penstock one) throws Exception {
    fuzz(one, QUICK_ACTIONS);
  }

  @Test
  @Tag("long")
  void nothingElseComesOfThousandsOfActions(Penstock one) throws Exception {
    fuzz(one, LONG_ACTIONS);
  }

  private void fuzz(Penstock one, int actions) throws Exception {
    penstock = one;
    try (StreamRecorder server = StreamRecorder.tcp()) {
      penstock
          .destinations(List.of(server.address()))
          .set("ingest.max_line", LINE_BYTES_MAX + "")
          .set("ingest.allow", "127.0.0.0/9 ::1/128")
          .set("ingest.listen", String.join(" ", listens()));
      Daemon ingest =
          penstock.launch(
              List.of("bash", "-c", "ulimit -n " + DESCRIPTORS + "; exec \"$@\"", "-"), "ingest");
      penstock.awaitReady(ingest);
      isBufferSmall = penstock.count(IngestCounter.RECEIVE_BUFFER_GRANTED_BYTES) < 16 << 20;
      penstock.startWorker();
      for (int action = 1; action <= actions; action++) {
        act();
        if (action % ACTIONS_PER_REST == 0) {
          awaitReceived();
          assertTrue(ingest.isAlive(), ingest::log);
        }
      }
      awaitReceived();
      resetHalfLines(server);
      penstock.awaitDelivered();
      assertCounted();
      assertEquals(0, ingest.sigterm().code());
      Balance.assertZero(penstock);
      try {
        await("all lines have come")
            .atMost(PATIENCE)
            .until(() -> server.text().chars().filter(c -> c == '\n').count() >= wanted.size());
      } catch (ConditionTimeoutException missing) {
        assertArrived(server.text()); // says which
      }
      assertArrived(server.text());
    }
  }

  private List<String> listens() {
    return List.of(
        Loopback.text(second),
        "[::1]:" + six.getPort(),
        "tcp://" + Loopback.text(tcp),
        "unix://" + datagramPath(),
        "unix+stream://" + streamPath());
  }

  private Path datagramPath() {
    return folder.resolve("d.sock");
  }

  private Path streamPath() {
    return folder.resolve("s.sock");
  }

  private void awaitReceived() {
    try {
      await("ingest has received all that it can, " + datagrams)
          .atMost(PATIENCE)
          .pollInterval(Duration.ofMillis(5))
          .until(() -> penstock.count(IngestCounter.RECEIVED_DATAGRAMS) >= datagrams);
    } catch (ConditionTimeoutException missing) {
      throw new AssertionError(counters(), missing);
    }
    assertEquals(datagrams, penstock.count(IngestCounter.RECEIVED_DATAGRAMS), this::counters);
  }

  private String counters() {
    StringBuilder all = new StringBuilder("of " + datagrams + " datagrams:");
    for (IngestCounter counter : IngestCounter.values()) {
      long count = penstock.count(counter);
      all.append(count == 0 ? "" : " " + counter + "=" + count);
    }
    return all.toString();
  }

  private void assertCounted() {
    assertEquals(truncated, penstock.count(IngestCounter.DROPPED_TRUNCATED), "truncated");
    assertEquals(denied, penstock.count(IngestCounter.DROPPED_DENIED), "denied");
    assertEquals(oversize, penstock.count(IngestCounter.DROPPED_OVERSIZE), "oversize");
    assertEquals(0, penstock.count(IngestCounter.KERNEL_DROPS), "kernel drops");
    assertEquals(0, penstock.count(IngestCounter.DROPPED_DISK_SLOW), "the disk was too slow");
    assertEquals(0, penstock.count(IngestCounter.RECEIVE_ERRORS), "errors");
    await("attachments are counted")
        .atMost(PATIENCE)
        .until(() -> penstock.count(IngestCounter.ATTACHMENTS_REFUSED) == attached);
  }

  private void assertArrived(String text) {
    List<String> missing = new ArrayList<>(wanted);
    List<String> surplus = new ArrayList<>();
    Map<String, Integer> times = new HashMap<>();
    wanted.forEach(line -> times.merge(line, 1, Integer::sum));
    for (String line : text.split("\n")) {
      if (times.merge(line, -1, Integer::sum) < 0) {
        surplus.add(line);
      }
    }
    missing.removeIf(line -> times.get(line) <= 0);
    assertEquals(List.of(), surplus, () -> "were not sent; missing are " + missing);
    assertEquals(List.of(), missing, "have not arrived");
  }

  // What clients send.

  /** A line of its own: its number, and any bytes but an LF or a CR at the end. */
  private String line(int bytesMax) {
    int bytes = random.nextInt(4) == 0 ? random.nextInt(bytesMax) : random.nextInt(40);
    StringBuilder line = new StringBuilder("fuzz." + lines++ + ":");
    while (line.length() < bytes) {
      char next = (char) random.nextInt(256);
      line.append(next == '\n' ? ' ' : next);
    }
    return line.append("|c").toString();
  }

  /** Some lines with their endings, of so many bytes at most; they are wanted if it is kept. */
  private byte[] datagram(int bytesMax, boolean isKept) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    int count = random.nextInt(8) == 0 ? random.nextInt(2_000) : random.nextInt(6);
    for (int i = 0; i < count; i++) {
      String line = line(300);
      String ending = random.nextInt(3) == 0 ? "\r\n" : random.nextInt(9) == 0 ? "\n\n" : "\n";
      if (bytes.size() + line.length() + ending.length() > bytesMax) {
        break;
      }
      bytes.writeBytes((line + (i == count - 1 ? "" : ending)).getBytes(ISO_8859_1));
      if (isKept) {
        wanted.add(line);
      }
    }
    return bytes.toByteArray();
  }

  private static UnsafeBuffer direct(byte[] bytes) {
    UnsafeBuffer buffer = new UnsafeBuffer(ByteBuffer.allocateDirect(Math.max(1, bytes.length)));
    buffer.putBytes(0, bytes);
    return buffer;
  }

  private void act() throws Exception {
    switch (random.nextInt(10)) {
      case 0, 1 -> udp();
      case 2 -> segments();
      case 3 -> deniedUdp();
      case 4 -> unixDatagram(0);
      case 5 -> unixDatagram(1 + random.nextInt(253));
      case 6 -> hugeUnixDatagram();
      case 7 -> tcpLines();
      case 8 -> frames();
      default -> {
        if (random.nextInt(6) == 0) {
          strangeConnections();
        }
      }
    }
  }

  private InetSocketAddress anyUdp() {
    return List.of(penstock.address(), second, six).get(random.nextInt(3));
  }

  private void udp() throws Exception {
    try (UdpSender sender = UdpSender.connect(anyUdp(), 1 << 20)) {
      for (int i = random.nextInt(8); i >= 0; i--) {
        if (isBufferSmall) {
          awaitReceived(); // a few large ones would overflow it
        }
        byte[] datagram = datagram(UDP_BYTES_MAX, true);
        assertEquals(SendResult.SENT, sender.send(direct(datagram), 0, datagram.length));
        datagrams++;
      }
    }
  }

  /**
   * A run of datagrams that the kernel may hand over as one: every one a line of the same length.
   */
  private void segments() throws Exception {
    int each = 20 + random.nextInt(500);
    int count = 1 + random.nextInt(40);
    StringBuilder run = new StringBuilder();
    for (int i = 0; i < count; i++) {
      String line = "fuzz." + lines++ + ":";
      line += "x".repeat(each - line.length());
      if (i == count - 1) {
        line = line.substring(0, Math.max(16, random.nextInt(each)));
      }
      run.append(line);
      wanted.add(line);
    }
    byte[] bytes = run.toString().getBytes(ISO_8859_1);
    try (UdpSender sender = UdpSender.connect(anyUdp(), 1 << 20)) {
      assertEquals(SendResult.SENT, sender.sendSegments(direct(bytes), 0, bytes.length, each));
    }
    datagrams += count;
    if (isBufferSmall) {
      awaitReceived();
    }
  }

  private void deniedUdp() throws Exception {
    try (DatagramChannel stranger =
        DatagramChannel.open(StandardProtocolFamily.INET)
            .bind(new InetSocketAddress("127.200.0.1", 0))) {
      for (int i = random.nextInt(4); i >= 0; i--) {
        InetSocketAddress to = random.nextBoolean() ? penstock.address() : second;
        stranger.send(ByteBuffer.wrap(datagram(2_000, false)), to);
        datagrams++;
        denied++;
      }
    }
  }

  private void unixDatagram(int descriptors) throws Exception {
    try (AttachingClient client = new AttachingClient(datagramPath())) {
      for (int i = random.nextInt(4); i >= 0; i--) {
        client.send(datagram(KEPT_BYTES_MAX, true), descriptors);
        datagrams++;
        attached += descriptors > 0 ? 1 : 0;
      }
    }
  }

  private void hugeUnixDatagram() throws Exception {
    try (AttachingClient client = new AttachingClient(datagramPath())) {
      byte[] datagram = new byte[KEPT_BYTES_MAX + random.nextInt(2) * (1 + random.nextInt(9_000))];
      Arrays.fill(datagram, (byte) '\n'); // without a line, where it is kept
      client.send(datagram, 0);
      datagrams++;
      truncated += datagram.length > KEPT_BYTES_MAX ? 1 : 0;
    }
  }

  /** Writes in pieces that end anywhere. */
  private void write(SocketChannel client, byte[] bytes) throws IOException {
    for (int from = 0; from < bytes.length; ) {
      int to = Math.min(bytes.length, from + 1 + random.nextInt(1 + bytes.length));
      ByteBuffer piece = ByteBuffer.wrap(bytes, from, to - from);
      while (piece.hasRemaining()) {
        client.write(piece);
      }
      from = to;
    }
  }

  private void tcpLines() throws Exception {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    int count = random.nextInt(30);
    for (int i = 0; i < count; i++) {
      boolean isTooLong = random.nextInt(10) == 0;
      String line =
          isTooLong ? "y".repeat(LINE_BYTES_MAX + 1 + random.nextInt(9_000)) : line(3_000);
      boolean hasEnding = i < count - 1 || random.nextBoolean();
      bytes.writeBytes(line.getBytes(ISO_8859_1));
      if (hasEnding) {
        bytes.writeBytes((random.nextBoolean() ? "\n" : "\r\n").getBytes(ISO_8859_1));
      }
      if (random.nextInt(5) == 0 && hasEnding) {
        bytes.writeBytes("\r\n\n".getBytes(ISO_8859_1));
      }
      datagrams++;
      if (isTooLong) {
        oversize++;
      } else {
        wanted.add(line);
      }
    }
    try (SocketChannel client = SocketChannel.open(tcp)) {
      write(client, bytes.toByteArray());
    }
  }

  private void frames() throws Exception {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    for (int i = random.nextInt(20); i > 0; i--) {
      byte[] frame = datagram(LINE_BYTES_MAX, true);
      bytes.writeBytes(length(frame.length));
      bytes.writeBytes(frame);
      datagrams += frame.length > 0 ? 1 : 0;
    }
    switch (random.nextInt(4)) {
      case 0 -> {
        int[] bad = {-1, Integer.MIN_VALUE, LINE_BYTES_MAX + 1, 0x7f_ff_ff_ff};
        bytes.writeBytes(
            length(bad[random.nextInt(bad.length)])); // the connection is closed for it
        datagrams++;
        oversize++;
      }
      case 1 -> {
        bytes.writeBytes(length(100));
        bytes.writeBytes(new byte[random.nextInt(100)]); // and no more comes
        datagrams++;
      }
      default -> {}
    }
    try (SocketChannel client = SocketChannel.open(UnixDomainSocketAddress.of(streamPath()))) {
      write(client, bytes.toByteArray());
    }
  }

  private static byte[] length(int length) {
    return ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN).putInt(length).array();
  }

  /** Clients that say nothing, more than ingest may have files open. */
  private void strangeConnections() throws Exception {
    awaitReceived(); // a client that still waits to be let in would be refused
    long before = connectionsSeen();
    for (int i = 0; i < DESCRIPTORS; i++) {
      open.add(SocketChannel.open(tcp));
    }
    CloseHelper.quietCloseAll(open); // else the clients that have something to say are refused
    open.clear();
    await("all were let in or refused")
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(5))
        .until(() -> connectionsSeen() >= before + DESCRIPTORS);
    awaitFewConnections();
  }

  private long connectionsSeen() {
    return penstock.count(IngestCounter.CONNECTIONS_ACCEPTED)
        + penstock.count(IngestCounter.CONNECTIONS_REFUSED)
        + penstock.count(IngestCounter.CONNECTIONS_FAILED);
  }

  private void awaitFewConnections() {
    await("who has gone is gone")
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(5))
        .until(() -> penstock.count(IngestCounter.CONNECTIONS_OPEN) < 10);
  }

  /** Some clients are reset in the middle of a line: it is incomplete, if it was read by then. */
  private void resetHalfLines(StreamRecorder server) throws Exception {
    long before = penstock.count(IngestCounter.DROPPED_INCOMPLETE);
    int resets = 5;
    for (int i = 0; i < resets; i++) {
      try (SocketChannel client = SocketChannel.open(tcp)) {
        String line = line(100);
        wanted.add(line);
        write(client, (line + "\n").getBytes(ISO_8859_1));
        datagrams++;
        await("the whole line has arrived") // a reset would take it out of the socket
            .atMost(PATIENCE)
            .until(() -> server.text().contains(line));
        write(client, "torn".getBytes(ISO_8859_1));
        client.setOption(StandardSocketOptions.SO_LINGER, 0);
      }
    }
    awaitFewConnections();
    long torn = penstock.count(IngestCounter.DROPPED_INCOMPLETE) - before;
    assertTrue(torn <= resets, () -> torn + " of " + resets + " were counted");
  }
}
