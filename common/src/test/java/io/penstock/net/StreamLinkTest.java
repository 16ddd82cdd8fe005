package io.penstock.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** TCP over IPv4 and IPv6 and a Unix stream, all by the same claims. */
class StreamLinkTest {
  /** A bound on waiting for the kernel; never reached when all is well. */
  private static final long HANG_NS = 10_000_000_000L;

  enum Kind {
    IPV4,
    IPV6,
    UNIX
  }

  @TempDir private Path folder;

  private final List<AutoCloseable> opened = new ArrayList<>();
  private ServerSocketChannel server;

  @AfterEach
  void close() throws Exception {
    for (AutoCloseable one : opened) {
      one.close();
    }
  }

  private void listen(Kind kind) throws IOException {
    SocketAddress address =
        switch (kind) {
          case IPV4 -> new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0);
          case IPV6 -> new InetSocketAddress(InetAddress.ofLiteral("::1"), 0);
          case UNIX -> UnixDomainSocketAddress.of(folder.resolve("statsd.sock"));
        };
    server =
        kind == Kind.UNIX
            ? ServerSocketChannel.open(StandardProtocolFamily.UNIX)
            : ServerSocketChannel.open();
    if (kind != Kind.UNIX) {
      server.setOption(StandardSocketOptions.SO_RCVBUF, 1 << 16);
    }
    server.bind(address);
    opened.add(server);
  }

  private StreamLink connect() throws IOException {
    StreamLink link =
        server.getLocalAddress() instanceof UnixDomainSocketAddress unix
            ? StreamLink.connect(unix.getPath(), 1 << 16)
            : StreamLink.connect((InetSocketAddress) server.getLocalAddress(), 1 << 16);
    opened.add(link);
    await(() -> link.progress() != Link.Progress.CONNECTING);
    return link;
  }

  private SocketChannel accept() throws IOException {
    SocketChannel accepted = server.accept();
    opened.add(accepted);
    return accepted;
  }

  private static void await(java.util.function.BooleanSupplier condition) {
    long deadline = System.nanoTime() + HANG_NS;
    while (!condition.getAsBoolean()) {
      assertTrue(System.nanoTime() - deadline < 0, "waited too long");
      Thread.onSpinWait();
    }
  }

  private static SendResult send(StreamLink link, String text) {
    UnsafeBuffer buffer = Loopback.buffer(text);
    return link.send(buffer, 0, buffer.capacity());
  }

  private static String read(SocketChannel from, int bytes) throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate(bytes);
    while (buffer.hasRemaining() && from.read(buffer) >= 0) {
      // until all are there
    }
    return new String(buffer.array(), 0, buffer.position(), StandardCharsets.ISO_8859_1);
  }

  @ParameterizedTest
  @EnumSource
  void everyLineEndsWithANewline(Kind kind) throws Exception {
    listen(kind);
    StreamLink link = connect();
    assertEquals(Link.Progress.OPEN, link.progress());
    assertEquals(SendResult.SENT, send(link, "a:1|c\nb:2|c"));
    assertEquals(SendResult.SENT, send(link, "c:3|c"));
    assertEquals("a:1|c\nb:2|c\nc:3|c\n", read(accept(), 18));
  }

  @ParameterizedTest
  @EnumSource
  void whatTheOtherSideHasIsAcknowledged(Kind kind) throws Exception {
    listen(kind);
    StreamLink link = connect();
    send(link, "a:1|c");
    assertEquals(6, link.takenBytes());
    read(accept(), 6);
    link.settle(HANG_NS);
    assertEquals(6, link.acknowledgedBytes());
  }

  @ParameterizedTest
  @EnumSource
  void aReaderThatDoesNotReadHoldsAndNothingIsTornOrAcknowledgedTooEarly(Kind kind)
      throws Exception {
    listen(kind);
    StreamLink link = connect();
    SocketChannel reader = accept();
    String line = "x".repeat(1000) + ":1|c";
    int taken = 0;
    while (send(link, line) == SendResult.SENT) {
      taken++;
      assertTrue(taken < 100_000, "back-pressure never came");
    }
    assertEquals(SendResult.FULL, send(link, line));
    assertEquals(0, link.takeErrors());
    assertEquals(taken * 1005L, link.takenBytes());
    assertTrue(link.acknowledgedBytes() < link.takenBytes());
    StringBuilder expected = new StringBuilder();
    for (int i = 0; i < taken; i++) {
      expected.append(line).append('\n');
    }
    StringBuilder received = new StringBuilder();
    reader.configureBlocking(false);
    await(
        () -> {
          link.progress(); // what is left over goes by itself
          try {
            ByteBuffer buffer = ByteBuffer.allocate(1 << 16);
            reader.read(buffer);
            received.append(
                new String(buffer.array(), 0, buffer.position(), StandardCharsets.ISO_8859_1));
          } catch (IOException e) {
            throw new AssertionError(e);
          }
          return received.length() >= expected.length();
        });
    assertEquals(expected.toString(), received.toString());
    link.settle(HANG_NS);
    assertEquals(link.takenBytes(), link.acknowledgedBytes());
    assertEquals(SendResult.SENT, send(link, "next:1|c"));
  }

  @ParameterizedTest
  @EnumSource
  void anEndOfTheOtherSideIsOneErrorAndAcknowledgesNothing(Kind kind) throws Exception {
    listen(kind);
    StreamLink link = connect();
    SocketChannel reader = accept();
    send(link, "a:1|c");
    read(reader, 6);
    link.settle(HANG_NS);
    send(link, "unread:1|c");
    reader.close();
    await(() -> link.progress() == Link.Progress.BROKEN || link.takeErrors() == 1);
    assertEquals(Link.Progress.BROKEN, link.progress());
    assertEquals(0, link.takeErrors(), "told once");
    assertTrue(link.acknowledgedBytes() <= 17);
    assertEquals(SendResult.REFUSED, send(link, "b:1|c"));
    assertFalse(link.lastError().isEmpty());
  }

  @ParameterizedTest
  @EnumSource(names = {"UNIX"})
  void whatAUnixReaderDiedWithoutReadingIsNotAcknowledged(Kind kind) throws Exception {
    listen(kind);
    StreamLink link = connect();
    SocketChannel reader = accept();
    send(link, "a:1|c");
    reader.close();
    assertEquals(0, link.acknowledgedBytes());
    assertEquals(1, link.takeErrors());
    assertEquals(0, link.acknowledgedBytes());
  }

  @ParameterizedTest
  @EnumSource
  void nobodyThereIsABrokenLinkAndNoException(Kind kind) throws Exception {
    listen(kind);
    server.close();
    StreamLink link =
        kind == Kind.UNIX
            ? StreamLink.connect(folder.resolve("statsd.sock"), 1 << 16)
            : StreamLink.connect(free(kind), 1 << 16);
    opened.add(link);
    await(() -> link.progress() != Link.Progress.CONNECTING);
    assertEquals(Link.Progress.BROKEN, link.progress());
    assertEquals("Connection refused", link.lastError());
  }

  /** A port that was free a moment ago. */
  private static InetSocketAddress free(Kind kind) throws IOException {
    try (ServerSocketChannel channel = ServerSocketChannel.open()) {
      channel.bind(
          new InetSocketAddress(InetAddress.ofLiteral(kind == Kind.IPV6 ? "::1" : "127.0.0.1"), 0));
      return (InetSocketAddress) channel.getLocalAddress();
    }
  }

  @ParameterizedTest
  @EnumSource
  void whatTheOtherSideSaysIsPassedOver(Kind kind) throws Exception {
    listen(kind);
    StreamLink link = connect();
    SocketChannel reader = accept();
    reader.write(ByteBuffer.wrap("welcome\n".repeat(500).getBytes(StandardCharsets.US_ASCII)));
    assertEquals(0, link.takeErrors());
    assertEquals(SendResult.SENT, send(link, "a:1|c"));
    assertEquals("a:1|c\n", read(reader, 6));
  }

  @ParameterizedTest
  @EnumSource(names = {"IPV4"})
  void aPathThatIsTooLongIsSaid(Kind kind) {
    IOException refusal =
        assertThrows(
            IOException.class, () -> StreamLink.connect(Path.of("/" + "x".repeat(120)), 1 << 16));
    assertTrue(refusal.getMessage().contains("107 bytes"), refusal.getMessage());
  }
}
