package io.penstock.net;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(30)
class NotifySocketTest {
  @TempDir private Path folder;

  /** A listener that reads when it is asked to, and never by itself. */
  private static final class Listener implements AutoCloseable {
    private final KernelSocket socket = KernelSocket.unix(SocketCalls.SOCK_DGRAM_CLOEXEC_NONBLOCK);
    private final UnsafeBuffer buffer = new UnsafeBuffer(ByteBuffer.allocateDirect(65_536));

    Listener(String name) throws IOException {
      int length =
          name.startsWith("@")
              ? UnixAddressBytes.encodeAbstract(name.substring(1), buffer)
              : UnixAddressBytes.encode(Path.of(name), buffer);
      KernelSocket.require(
          SocketCalls.bind(socket.errno, socket.fd(), buffer.addressOffset(), length), "bind");
    }

    String receive() {
      int length = SocketCalls.recv(socket.errno, socket.fd(), buffer.addressOffset(), 65_536, 0);
      return length < 0 ? "" : buffer.getStringWithoutLengthUtf8(0, length);
    }

    @Override
    public void close() {
      socket.close();
    }
  }

  private static boolean send(NotifySocket socket, String text) {
    return socket.send(text.getBytes(UTF_8));
  }

  @Test
  void aMessageArrivesWholeByPathOrByAbstractName() throws Exception {
    String path = folder.resolve("notify").toString();
    for (String name : new String[] {path, "@penstock-" + ProcessHandle.current().pid()}) {
      try (Listener listener = new Listener(name);
          NotifySocket socket = NotifySocket.open(name)) {
        assertTrue(send(socket, "READY=1\nSTATUS=läuft"), name);
        assertEquals("READY=1\nSTATUS=läuft", listener.receive());
      }
    }
  }

  @Test
  void aFullQueueIsPassedOverAndNotWaitedFor() throws Exception {
    String name = folder.resolve("notify").toString();
    try (Listener listener = new Listener(name);
        NotifySocket socket = NotifySocket.open(name)) {
      int taken = 0;
      while (send(socket, "STATUS=" + taken)) {
        taken++;
      }
      assertFalse(send(socket, "READY=1"), "there is still no room");
      for (int i = 0; i < taken; i++) {
        assertEquals("STATUS=" + i, listener.receive());
      }
      assertTrue(send(socket, "READY=1"));
      assertEquals("READY=1", listener.receive());
    }
  }

  @Test
  void aListenerThatIsReplacedIsFoundAgain() throws Exception {
    Path path = folder.resolve("notify");
    try (NotifySocket socket = NotifySocket.open(path.toString())) {
      assertFalse(send(socket, "early"), "nobody listens yet");
      try (Listener listener = new Listener(path.toString())) {
        assertTrue(send(socket, "one"));
        assertEquals("one", listener.receive());
      }
      assertFalse(send(socket, "lost"), "nobody listens any more");
      Files.delete(path);
      try (Listener next = new Listener(path.toString())) {
        assertTrue(send(socket, "two"));
        assertEquals("two", next.receive());
      }
    }
  }

  @Test
  void whatIsNoNameOfASocketIsRefused() {
    for (String name : new String[] {"relative", "@", "vsock:2:1234", "/" + "x".repeat(200)}) {
      assertThrows(IOException.class, () -> NotifySocket.open(name), name);
    }
  }
}
