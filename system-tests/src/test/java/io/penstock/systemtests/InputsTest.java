package io.penstock.systemtests;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.timgroup.statsd.NonBlockingStatsDClientBuilder;
import com.timgroup.statsd.StatsDClient;
import io.penstock.counters.IngestCounter;
import io.penstock.tools.load.LoadReport;
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
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.agrona.CloseHelper;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** What ingest listens on beside one UDP socket; every test ends with the balance. */
@ExtendWith(PenstockExtension.class)
@Timeout(420)
class InputsTest {
  private static final Duration NOTICED_MAX = Duration.ofSeconds(60);

  private final InetSocketAddress tcp = Loopback.fresh();
  private Path folder;

  @BeforeEach
  void makeFolder() throws IOException {
    folder = Files.createTempDirectory("penstock"); // a Unix socket's path has 107 bytes at most
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  @AfterEach
  void deleteFolder() throws IOException {
    for (String name : List.of("d.sock", "s.sock")) {
      Files.deleteIfExists(folder.resolve(name));
    }
    Files.delete(folder);
  }

  private Path datagrams() {
    return folder.resolve("d.sock");
  }

  private Path stream() {
    return folder.resolve("s.sock");
  }

  private Penstock listening(Penstock penstock, Collected server) {
    return penstock
        .destinations(List.of(server.address()))
        .set(
            "ingest.listen",
            "tcp://"
                + Loopback.text(tcp)
                + " unix://"
                + datagrams()
                + " unix+stream://"
                + stream());
  }

  private void end(Penstock penstock) {
    penstock.awaitDelivered();
    penstock.ingest().sigterm();
    Balance.assertZero(penstock);
  }

  private SocketChannel connect() throws IOException {
    return SocketChannel.open(tcp);
  }

  private static void say(SocketChannel client, String text) throws IOException {
    ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(ISO_8859_1));
    while (bytes.hasRemaining()) {
      client.write(bytes);
    }
  }

  private static ByteBuffer frame(int length, String text) {
    return ByteBuffer.allocate(4 + text.length())
        .order(ByteOrder.LITTLE_ENDIAN)
        .putInt(length)
        .put(text.getBytes(ISO_8859_1))
        .flip();
  }

  private static void awaitCount(Penstock penstock, IngestCounter counter, long count) {
    await(counter + " is " + count)
        .atMost(NOTICED_MAX)
        .until(() -> penstock.count(counter) == count);
  }

  /** Whether the other side has closed the connection. */
  private static boolean isClosed(SocketChannel client) {
    try {
      return client.read(ByteBuffer.allocate(1)) < 0;
    } catch (IOException reset) {
      return true;
    }
  }

  @Test
  void aDogStatsDClientIsHeardOverBothKindsOfUnixSocket(Penstock penstock) throws Exception {
    try (Collected server = new Collected()) {
      listening(penstock, server).startIngest();
      penstock.startWorker();
      int each = 500;
      for (String address : List.of("unixgram://" + datagrams(), "unixstream://" + stream())) {
        try (StatsDClient client =
            new NonBlockingStatsDClientBuilder()
                .address(address)
                .enableTelemetry(false)
                .originDetectionEnabled(false)
                .enableAggregation(false)
                .blocking(true)
                .build()) {
          for (int i = 0; i < each; i++) {
            client.count(address.substring(0, address.indexOf(':')) + ".hits", i);
          }
        }
      }
      TreeSet<String> wanted = new TreeSet<>();
      IntStream.range(0, each).forEach(i -> wanted.add("unixgram.hits:" + i + "|c"));
      IntStream.range(0, each).forEach(i -> wanted.add("unixstream.hits:" + i + "|c"));
      assertEquals(wanted, new TreeSet<>(server.awaitLines(2 * each)));
      assertEquals(2 * each, server.lines().size());
      assertTrue(penstock.count(IngestCounter.RECEIVED_UNIX_DATAGRAMS) > 0);
      assertTrue(penstock.count(IngestCounter.RECEIVED_STREAM_DATAGRAMS) > 0);
      end(penstock);
      assertFalse(Files.exists(datagrams()), "a socket's file is left");
      assertFalse(Files.exists(stream()), "a socket's file is left");
    }
  }

  @Test
  void aUnixSocketHasItsModeAndRefusesOtherUsers(Penstock penstock) throws Exception {
    assumeTrue("root".equals(System.getProperty("user.name")), "only root can try as another user");
    try (Collected server = new Collected()) {
      listening(penstock, server).startIngest();
      penstock.startWorker();
      for (Path socket : List.of(datagrams(), stream())) {
        assertEquals(
            "rw-rw----", PosixFilePermissions.toString(Files.getPosixFilePermissions(socket)));
        assertEquals("root", Files.getOwner(socket).getName());
      }
      assertEquals(13, sendAsNobody(penstock, "denied:1|c"), "EACCES");
      penstock.ingest().sigterm();
      penstock.set("ingest.socket_mode", "0666").startIngest();
      assertEquals(0, sendAsNobody(penstock, "a:1|c"));
      assertEquals(List.of("a:1|c"), server.awaitLines(1));
      end(penstock);
    }
  }

  private int sendAsNobody(Penstock penstock, String datagram) {
    return send(
        penstock,
        List.of("setpriv", "--reuid=nobody", "--regid=nogroup", "--clear-groups"),
        datagram);
  }

  /** Java has no Unix datagrams, so Perl sends it; the exit code is the error number. */
  private int send(Penstock penstock, List<String> wrapper, String datagram) {
    String program =
        "use Socket; socket(S, AF_UNIX, SOCK_DGRAM, 0); connect(S, pack_sockaddr_un($ARGV[0])) or"
            + " exit($!+0); send(S, $ARGV[1], 0); exit 0";
    List<String> command = new ArrayList<>(wrapper);
    command.addAll(List.of("perl", "-e", program, datagrams().toString(), datagram));
    return penstock.launchAsIs("send", command).awaitEnd().code();
  }

  @Test
  void aKilledIngestLeavesAFileThatTheNextReplacesAndALivingOneIsRefused(Penstock penstock)
      throws Exception {
    try (Collected server = new Collected()) {
      listening(penstock, server).startIngest();
      penstock.ingest().kill9();
      assertTrue(Files.exists(datagrams()));
      penstock.start();
      Exit second =
          penstock
              .launchIngest("--set", "data_dir=other", "-p", "" + Loopback.fresh().getPort())
              .awaitEnd();
      assertEquals(5, second.code(), second::text);
      try (SocketChannel client = connect()) {
        say(client, "a:1|c\n");
        assertEquals(List.of("a:1|c"), server.awaitLines(1), "the first one goes on");
      }
      end(penstock);
    }
  }

  @Test
  void aSocketsFileThatIsRemovedUnderItIsMadeAnew(Penstock penstock) throws Exception {
    try (Collected server = new Collected()) {
      listening(penstock, server).startIngest();
      penstock.startWorker();
      Files.delete(datagrams());
      Files.delete(stream());
      awaitCount(penstock, IngestCounter.SOCKET_FILES_RENEWED, 2);
      assertEquals(0, send(penstock, List.of(), "a:1|c"));
      try (SocketChannel frames = SocketChannel.open(UnixDomainSocketAddress.of(stream()))) {
        frames.write(frame(5, "b:1|c"));
        assertEquals(List.of("a:1|c", "b:1|c"), server.awaitLines(2).stream().sorted().toList());
      }
      String log = penstock.ingest().log();
      assertEquals(2, log.split("was removed or replaced", -1).length - 1, log);
      end(penstock);
    }
  }

  @Test
  void clientsThatUseUpTheDescriptorsEndNothing(Penstock penstock) throws Exception {
    List<SocketChannel> clients = new ArrayList<>();
    try (Collected server = new Collected();
        DatagramChannel udp = bound("127.0.0.1")) {
      listening(penstock, server).set("journal.roll_age", "1s");
      Daemon ingest =
          penstock.launch(List.of("bash", "-c", "ulimit -n 200; exec \"$@\"", "-"), "ingest");
      penstock.awaitReady(ingest);
      assertTrue(ingest.log().contains("LimitNOFILE="), ingest::log);
      penstock.startWorker();
      for (int i = 0; i < 400; i++) {
        clients.add(connect());
      }
      await("all were let in or refused")
          .atMost(NOTICED_MAX)
          .until(
              () ->
                  penstock.count(IngestCounter.CONNECTIONS_OPEN)
                          + penstock.count(IngestCounter.CONNECTIONS_REFUSED)
                      == 400);
      long rolls = penstock.count(IngestCounter.ROLLS);
      int sent = 0;
      while (penstock.count(IngestCounter.ROLLS) < rolls + 2) {
        udp.send(ByteBuffer.wrap(("a:" + sent++ + "|c").getBytes(ISO_8859_1)), penstock.address());
        Thread.sleep(20);
      }
      server.awaitLines(sent);
      assertTrue(ingest.isAlive(), ingest::log);
      penstock.awaitDelivered();
      assertEquals(0, ingest.sigterm().code());
      Balance.assertZero(penstock);
    } finally {
      CloseHelper.closeAll(clients);
    }
  }

  @Test
  void tcpLinesArriveWithoutTheirNewlinesAndWhatTheLastOneLacksIsNoMatter(Penstock penstock)
      throws Exception {
    try (Collected server = new Collected()) {
      listening(penstock, server).startIngest();
      penstock.startWorker();
      try (SocketChannel client = connect()) {
        say(client, "a:1|c\nb:2");
        penstock.awaitReceived(1);
        say(client, "|c\r\n\r\n\nlast:3|c");
      }
      assertEquals(
          List.of("a:1|c", "b:2|c", "last:3|c"), server.awaitLines(3).stream().sorted().toList());
      try (SocketChannel torn = connect()) {
        say(torn, "c:4|c\ntorn:123");
        penstock.awaitReceived(4);
        torn.setOption(StandardSocketOptions.SO_LINGER, 0); // closing is a reset
      }
      awaitCount(penstock, IngestCounter.DROPPED_INCOMPLETE, 1);
      awaitCount(penstock, IngestCounter.CONNECTIONS_OPEN, 0);
      end(penstock);
      assertEquals(4, server.lines().size(), server.lines()::toString);
    }
  }

  @Test
  void whatIsTooLongIsCountedAndHurtsNobody(Penstock penstock) throws Exception {
    try (Collected server = new Collected()) {
      listening(penstock, server).set("ingest.max_line", "1KiB").startIngest();
      penstock.startWorker();
      try (SocketChannel lines = connect();
          SocketChannel frames = SocketChannel.open(UnixDomainSocketAddress.of(stream()));
          SocketChannel hostile = SocketChannel.open(UnixDomainSocketAddress.of(stream()))) {
        say(lines, "x".repeat(100_000) + "\na:1|c\n");
        frames.write(frame(5, "b:2|c"));
        frames.write(frame(1_025, "x".repeat(1_025)));
        hostile.write(frame(-1, ""));
        assertEquals(List.of("a:1|c", "b:2|c"), server.awaitLines(2).stream().sorted().toList());
        awaitCount(penstock, IngestCounter.DROPPED_OVERSIZE, 3);
        awaitCount(penstock, IngestCounter.CONNECTIONS_OVERSIZE, 2);
        assertTrue(isClosed(frames) && isClosed(hostile));
        say(lines, "c:3|c\n");
        assertTrue(server.awaitLines(3).contains("c:3|c"), "the connection goes on");
      }
      end(penstock);
    }
  }

  @Test
  void whoIsNotAllowedIsDroppedAndCounted(Penstock penstock) throws Exception {
    try (Collected server = new Collected();
        DatagramChannel allowed = bound("127.0.0.1");
        DatagramChannel denied = bound("127.0.0.2")) {
      listening(penstock, server).set("ingest.allow", "127.0.0.1 10.0.0.0/8").startIngest();
      penstock.startWorker();
      for (int i = 0; i < 10; i++) {
        denied.send(ByteBuffer.wrap(("no:" + i + "|c").getBytes(ISO_8859_1)), penstock.address());
        allowed.send(ByteBuffer.wrap(("yes:" + i + "|c").getBytes(ISO_8859_1)), penstock.address());
      }
      try (SocketChannel stranger = SocketChannel.open();
          SocketChannel friend = SocketChannel.open();
          SocketChannel local = SocketChannel.open(UnixDomainSocketAddress.of(stream()))) {
        stranger.bind(new InetSocketAddress("127.0.0.2", 0));
        friend.bind(new InetSocketAddress("127.0.0.1", 0));
        stranger.connect(tcp);
        friend.connect(tcp);
        say(friend, "yes:10|c\n");
        local.write(frame(8, "yes:11|c"));
        assertTrue(isClosed(stranger));
        TreeSet<String> wanted = new TreeSet<>();
        IntStream.range(0, 12).forEach(i -> wanted.add("yes:" + i + "|c"));
        assertEquals(wanted, new TreeSet<>(server.awaitLines(12)));
        awaitCount(penstock, IngestCounter.DROPPED_DENIED, 10);
        awaitCount(penstock, IngestCounter.CONNECTIONS_DENIED, 1);
      }
      end(penstock);
    }
  }

  private static DatagramChannel bound(String host) throws IOException {
    return DatagramChannel.open(StandardProtocolFamily.INET).bind(new InetSocketAddress(host, 0));
  }

  @Test
  @Tag("long")
  void aThousandConnectionsAndATricklerDoNotDelayUdp(Penstock penstock) throws Exception {
    int many = 1_000;
    List<SocketChannel> clients = new ArrayList<>();
    try (Sinks sinks = Sinks.start(1);
        Collected server = new Collected()) {
      listening(penstock, server).destinations(List.of(sinks.addresses().getFirst()));
      penstock.set("ingest.connections", "" + many).set("ingest.idle", "3s").startIngest();
      penstock.startWorker();
      LoadReport sent;
      try (Traffic traffic = Traffic.begin(Offered.to(penstock).at(10_000))) {
        for (int i = 0; i < many; i++) {
          clients.add(connect());
          say(clients.getLast(), "begun.but.not.ended");
        }
        awaitCount(penstock, IngestCounter.CONNECTIONS_OPEN, many);
        try (SocketChannel oneTooMany = connect()) {
          assertTrue(isClosed(oneTooMany));
        }
        awaitCount(penstock, IngestCounter.CONNECTIONS_REFUSED, 1);
        // Some end their lines and stay; others trickle on without an end, and go.
        for (int tick = 0; tick < 40; tick++) {
          for (int i = 0; i < many; i += 10) {
            trickle(clients.get(i), tick % 10 == 0 && i % 100 == 0 ? "\n" : "x");
          }
          Thread.sleep(100);
        }
        awaitCount(penstock, IngestCounter.CONNECTIONS_OPEN, many / 100);
        sent = traffic.end();
      }
      assertEquals(many - many / 100, penstock.count(IngestCounter.CONNECTIONS_IDLE));
      sinks.awaitDistinct(sent.lines());
      assertEquals(0, sinks.ledger().lost());
      assertEquals(0, penstock.count(IngestCounter.KERNEL_DROPS));
      CloseHelper.closeAll(clients);
      end(penstock);
    } finally {
      CloseHelper.closeAll(clients);
    }
  }

  private static void trickle(SocketChannel client, String text) {
    try {
      say(client, text);
    } catch (IOException closed) {
      // that is what the test is about
    }
  }

  @Test
  void inheritedSocketsOfEveryKindServeOverARestart(Penstock penstock) throws Exception {
    try (Collected server = new Collected()) {
      listening(penstock, server);
      SocketHolder holder =
          SocketHolder.start(
              penstock,
              "udp=udp:" + Loopback.text(penstock.address()),
              "datagrams=unix:" + datagrams(),
              "lines=tcp:" + Loopback.text(tcp),
              "frames=unix+stream:" + stream());
      penstock.startWorker();
      holder.shut("TERM");
      // Whoever comes while no ingest runs waits in the sockets.
      try (DatagramChannel udp = bound("127.0.0.1");
          SocketChannel lines = connect();
          SocketChannel frames = SocketChannel.open(UnixDomainSocketAddress.of(stream()))) {
        udp.send(ByteBuffer.wrap("udp:1|c".getBytes(ISO_8859_1)), penstock.address());
        say(lines, "lines:1|c\n");
        frames.write(frame(10, "frames:1|c"));
        assertEquals(0, send(penstock, List.of(), "datagrams:1|c"));
        holder.open();
        assertEquals(
            List.of("datagrams:1|c", "frames:1|c", "lines:1|c", "udp:1|c"),
            server.awaitLines(4).stream().sorted().toList());
      }
      assertTrue(holder.log().contains("(inherited: frames)"), holder::log);
      assertEquals(4, penstock.count(IngestCounter.SOCKETS_INHERITED));
      penstock.awaitDelivered();
      assertEquals(0, holder.end().code());
      assertTrue(Files.exists(datagrams()), "the file is the holder's");
      Balance.assertZero(penstock);
    }
  }
}
