package io.penstock.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UnixDatagramLinkTest {
  @TempDir private Path folder;
  private Path path;

  @BeforeEach
  void name() {
    path = folder.resolve("statsd.sock");
  }

  /** A server, as plain as can be. */
  private static final class Server implements AutoCloseable {
    private final KernelSocket socket = KernelSocket.unix(SocketCalls.SOCK_DGRAM_CLOEXEC_NONBLOCK);
    private final UnsafeBuffer buffer = new UnsafeBuffer(ByteBuffer.allocateDirect(65_536));

    Server(Path path) throws IOException {
      Files.deleteIfExists(path);
      int length = UnixAddressBytes.encode(path, buffer);
      KernelSocket.require(
          SocketCalls.bind(socket.errno, socket.fd(), buffer.addressOffset(), length), "bind");
    }

    String receive() {
      int length = SocketCalls.recv(socket.errno, socket.fd(), buffer.addressOffset(), 65_536, 0);
      return length < 0 ? "" : buffer.getStringWithoutLengthAscii(0, length);
    }

    @Override
    public void close() {
      socket.close();
    }
  }

  private static SendResult send(UnixDatagramLink link, String text) {
    UnsafeBuffer buffer = Loopback.buffer(text);
    return link.send(buffer, 0, buffer.capacity());
  }

  @Test
  void aDatagramArrivesAsItIsAndIsAcknowledgedWhenItIsRead() throws Exception {
    try (Server server = new Server(path);
        UnixDatagramLink link = UnixDatagramLink.connect(path, 1 << 20)) {
      assertEquals(SendResult.SENT, send(link, "a:1|c\nb:2|c"));
      assertEquals(11, link.takenBytes());
      assertEquals(0, link.acknowledgedBytes());
      assertEquals("a:1|c\nb:2|c", server.receive());
      assertEquals(11, link.acknowledgedBytes());
      assertEquals(0, link.takeErrors());
    }
  }

  @Test
  void aReceiverThatDoesNotReadHolds() throws Exception {
    try (Server server = new Server(path);
        UnixDatagramLink link = UnixDatagramLink.connect(path, 1 << 20)) {
      int taken = 0;
      while (send(link, "a:" + taken + "|c") == SendResult.SENT) {
        taken++;
        assertTrue(taken < 100_000, "back-pressure never came");
      }
      assertEquals(SendResult.FULL, send(link, "a:0|c"));
      assertEquals(0, link.takeErrors());
      for (int i = 0; i < taken; i++) {
        assertEquals("a:" + i + "|c", server.receive());
      }
      assertEquals(link.takenBytes(), link.acknowledgedBytes());
      assertEquals(SendResult.SENT, send(link, "b:1|c"));
    }
  }

  @Test
  void aReceiverThatDiesIsNoticedWithoutSendingAndWhatItHadNotReadIsNotAcknowledged()
      throws Exception {
    try (UnixDatagramLink link = deadAfterOneDatagram()) {
      assertEquals(0, link.acknowledgedBytes());
      assertEquals(1, link.takeErrors());
      assertEquals(0, link.takeErrors(), "told once");
      assertEquals(Link.Progress.BROKEN, link.progress());
      assertEquals("Connection refused", link.lastError());
    }
  }

  private UnixDatagramLink deadAfterOneDatagram() throws IOException {
    Server server = new Server(path);
    UnixDatagramLink link = UnixDatagramLink.connect(path, 1 << 20);
    assertEquals(SendResult.SENT, send(link, "a:1|c"));
    server.close();
    return link;
  }

  @Test
  void aReceiverThatWasReplacedIsNotTakenForTheOldOne() throws Exception {
    try (UnixDatagramLink link = deadAfterOneDatagram();
        Server next = new Server(path)) {
      assertEquals(0, link.acknowledgedBytes());
      assertEquals(1, link.takeErrors());
      try (UnixDatagramLink again = UnixDatagramLink.connect(path, 1 << 20)) {
        assertEquals(SendResult.SENT, send(again, "b:1|c"));
        assertEquals("b:1|c", next.receive());
      }
    }
  }

  @Test
  void nobodyThereIsSaid() {
    IOException refusal =
        assertThrows(IOException.class, () -> UnixDatagramLink.connect(path, 1 << 20));
    assertTrue(refusal.getMessage().contains("No such file"), refusal.getMessage());
  }
}
