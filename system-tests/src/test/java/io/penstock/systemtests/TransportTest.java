package io.penstock.systemtests;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.penstock.counters.ReaderCounter;
import io.penstock.net.UnixDatagramServer;
import io.penstock.tools.load.LoadReport;
import java.net.UnixDomainSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** Destinations that are no UDP sockets: slow, cut off, dead and back, named and moved. */
@ExtendWith(PenstockExtension.class)
@Timeout(420)
class TransportTest {
  private static final Duration NOTICED_MAX = Duration.ofSeconds(60);

  @Test
  @Tag("long")
  void aSlowTcpReaderHoldsItsCursorAndDelaysNobody(Penstock penstock) throws Exception {
    LineBook slow = new LineBook();
    try (StreamServer server = new StreamServer(Loopback.fresh(), 0, slow);
        Sinks sinks = Sinks.start(1)) {
      penstock.destinations(List.of(server.text(), Loopback.text(sinks.addresses().getFirst())));
      penstock.set("forward.send_buffer", "64KiB");
      server.pause(true);
      penstock.start();
      LoadReport sent = Traffic.send(Offered.to(penstock).at(10_000).datagrams(50_000));
      penstock.awaitReceived(sent.datagrams());
      await("the other shard has committed all")
          .atMost(NOTICED_MAX)
          .until(() -> penstock.position(1) == penstock.head());
      assertTrue(penstock.position(0) < penstock.head(), "committed what nobody read");
      assertTrue(penstock.count(0, ReaderCounter.SEND_FULL) > 0);
      assertEquals(0, penstock.count(0, ReaderCounter.REWINDS), "slow is no error");
      server.pause(false);
      penstock.awaitDelivered();
      long others = sinks.lines(0);
      slow.assertEachAtLeastOnce(sent.lines() - others, 0);
      Balance.assertZero(penstock);
    }
  }

  @Test
  @Tag("long")
  void serversThatReadNothingForAWhileGetEachLineOnceAndInOrder(Penstock penstock)
      throws Exception {
    LineBook book = new LineBook();
    Path path = Files.createTempDirectory("penstock").resolve("datagram.sock");
    try (StreamServer stream = new StreamServer(Loopback.fresh(), 0, book);
        UnixDatagramServer datagrams =
            new UnixDatagramServer(path, datagram -> takeLines(book, datagram))) {
      penstock.destinations(List.of(stream.text(), "unix://" + path));
      penstock.set("forward.send_buffer", "64KiB").set("forward.max_packet", "65507");
      penstock.set("forward.flush_interval", "0");
      stream.pause(true);
      datagrams.pause(true);
      penstock.start();
      LoadReport sent = Traffic.send(Offered.to(penstock).datagrams(6_000));
      penstock.awaitReceived(sent.datagrams());
      await("both are full")
          .atMost(NOTICED_MAX)
          .until(
              () ->
                  penstock.count(0, ReaderCounter.SEND_FULL) > 0
                      && penstock.count(1, ReaderCounter.SEND_FULL) > 0);
      stream.pause(false);
      datagrams.pause(false);
      penstock.awaitDelivered();
      book.assertEachAtLeastOnce(sent.lines(), 0);
      Balance.assertZero(penstock);
    }
    deleteWithFolder(path);
  }

  @Test
  void aTcpServerThatCutsLinesMissesNothingAndNeverSeesATornOne(Penstock penstock)
      throws Exception {
    LineBook book = new LineBook();
    try (StreamServer server = new StreamServer(Loopback.fresh(), 0, book)) {
      penstock.destinations(List.of(server.text()));
      penstock.set("forward.retry_min", "20ms").set("forward.max_packet", "8000");
      penstock.start();
      server.cutAfter(150_000);
      LoadReport sent;
      try (Traffic traffic = Traffic.begin(Offered.to(penstock).at(10_000))) {
        await("five connections are cut").atMost(NOTICED_MAX).until(() -> server.cuts() >= 5);
        server.cutAfter(Long.MAX_VALUE);
        sent = traffic.end();
      }
      penstock.awaitReceived(sent.datagrams());
      penstock.awaitDelivered();
      book.assertEachAtLeastOnce(sent.lines(), penstock.sum(ReaderCounter.REPEATED_LINES));
      assertTrue(penstock.count(0, ReaderCounter.REWINDS) >= 5);
      Balance.assertZero(penstock);
    }
  }

  @Test
  @Tag("long")
  void aUnixStreamServerThatDiesAndReturnsGetsEveryLine(Penstock penstock) throws Exception {
    LineBook book = new LineBook();
    UnixDomainSocketAddress address =
        UnixDomainSocketAddress.of(Files.createTempDirectory("penstock").resolve("stream.sock"));
    try (StreamServer server = new StreamServer(address, 0, book)) {
      penstock.destinations(List.of(server.text()));
      penstock.start();
      LoadReport sent;
      try (Traffic traffic = Traffic.begin(Offered.to(penstock))) {
        for (int death = 1; death <= 3; death++) {
          awaitMoreLines(book);
          long rewinds = penstock.count(0, ReaderCounter.REWINDS);
          server.kill();
          await("the worker notices")
              .atMost(NOTICED_MAX)
              .until(() -> penstock.count(0, ReaderCounter.REWINDS) > rewinds);
          server.restart();
        }
        awaitMoreLines(book);
        sent = traffic.end();
      }
      assertAllDelivered(penstock, book, sent);
    }
    deleteWithFolder(address.getPath());
  }

  @Test
  @Tag("long")
  void aUnixDatagramServerThatDiesAndReturnsGetsEveryLine(Penstock penstock) throws Exception {
    LineBook book = new LineBook();
    Path path = Files.createTempDirectory("penstock").resolve("datagram.sock");
    try (UnixDatagramServer server =
        new UnixDatagramServer(path, datagram -> takeLines(book, datagram))) {
      penstock.destinations(List.of("unix://" + path));
      penstock.start();
      LoadReport sent;
      try (Traffic traffic = Traffic.begin(Offered.to(penstock))) {
        for (int death = 1; death <= 3; death++) {
          awaitMoreLines(book);
          long rewinds = penstock.count(0, ReaderCounter.REWINDS);
          server.kill();
          await("the worker notices")
              .atMost(NOTICED_MAX)
              .until(() -> penstock.count(0, ReaderCounter.REWINDS) > rewinds);
          server.restart();
        }
        awaitMoreLines(book);
        sent = traffic.end();
      }
      assertAllDelivered(penstock, book, sent);
    }
    deleteWithFolder(path);
  }

  @Test
  void aNameThatDoesNotResolveAtFirstIsNoObstacleAndIsFollowedWhenItMoves(Penstock penstock)
      throws Exception {
    Path hosts = penstock.home().resolve("hosts");
    Files.writeString(hosts, "127.0.0.1 localhost\n");
    List<String> ownHosts =
        List.of(
            "unshare", "-m", "sh", "-c", "mount --bind " + hosts + " /etc/hosts && exec \"$@\"");
    assumeTrue(canMount(penstock, ownHosts), "no mount namespace can be made here");
    LineBook book = new LineBook();
    try (StreamServer first = new StreamServer(Loopback.fresh(), 0, book);
        Sinks sinks = Sinks.start(1)) {
      int port = Integer.parseInt(first.text().replaceAll(".*:", ""));
      String firstHost = first.text().replaceAll("tcp://(.*):.*", "$1");
      penstock.destinations(
          List.of(
              "tcp://statsd.penstock.test:" + port, Loopback.text(sinks.addresses().getFirst())));
      penstock.set("forward.resolve_interval", "1s");
      penstock.startIngest();
      Daemon worker = penstock.launch(with(ownHosts, "sh"), "worker");
      penstock.awaitReaders(worker);
      LoadReport sent;
      try (Traffic traffic = Traffic.begin(Offered.to(penstock))) {
        await("the other shard flows").atMost(NOTICED_MAX).until(() -> sinks.lines(0) > 1_000);
        assertEquals(0, book.lines(0));
        Files.writeString(hosts, firstHost + " statsd.penstock.test\n", StandardOpenOption.APPEND);
        awaitMoreLines(book);
        Files.writeString(hosts, "127.0.0.1 localhost\n127.0.0.3 statsd.penstock.test\n");
        try (StreamServer second =
            new StreamServer(new java.net.InetSocketAddress("127.0.0.3", port), 0, book)) {
          long before = book.lines(0);
          await("the worker says that the name has moved")
              .atMost(NOTICED_MAX)
              .until(() -> worker.log().contains("127.0.0.3"));
          first.kill();
          await("lines come where the name leads now")
              .atMost(NOTICED_MAX)
              .until(() -> book.lines(0) > before + 500);
          sent = traffic.end();
          penstock.awaitReceived(sent.datagrams());
          penstock.awaitDelivered();
          long others = sinks.lines(0);
          book.assertEachAtLeastOnce(
              sent.lines() - others, penstock.sum(ReaderCounter.REPEATED_LINES));
          Balance.assertZero(penstock);
          worker.sigterm();
          assertTrue(second.text().startsWith("tcp://127.0.0.3"));
        }
      }
    }
  }

  private static List<String> with(List<String> words, String last) {
    List<String> all = new java.util.ArrayList<>(words);
    all.add(last);
    return all;
  }

  private static boolean canMount(Penstock penstock, List<String> wrapper) {
    List<String> words = new java.util.ArrayList<>(wrapper);
    words.addAll(List.of("sh", "true"));
    return penstock.launchAsIs("mount", words).awaitEnd().code() == 0;
  }

  private static void takeLines(LineBook book, byte[] datagram) {
    for (String line :
        new String(datagram, java.nio.charset.StandardCharsets.ISO_8859_1).split("\n", -1)) {
      book.take(0, line.getBytes(java.nio.charset.StandardCharsets.ISO_8859_1));
    }
  }

  private static void awaitMoreLines(LineBook book) {
    long before = book.lines(0);
    await("lines come").atMost(NOTICED_MAX).until(() -> book.lines(0) > before + 500);
  }

  private static void assertAllDelivered(Penstock penstock, LineBook book, LoadReport sent) {
    penstock.awaitReceived(sent.datagrams());
    penstock.awaitDelivered();
    book.assertEachAtLeastOnce(sent.lines(), penstock.sum(ReaderCounter.REPEATED_LINES));
    Balance.assertZero(penstock);
  }

  private static void deleteWithFolder(Path socket) throws Exception {
    Files.deleteIfExists(socket);
    Files.deleteIfExists(socket.getParent());
  }
}
