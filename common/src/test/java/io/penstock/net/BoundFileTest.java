package io.penstock.net;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The file of a listening Unix socket is taken away or replaced while it is in use. */
class BoundFileTest {
  private final ReceiveSlots slots = ReceiveSlots.allocate(8, UdpReceiver.SLOT_BYTES);
  private Path folder;
  private Path path;

  @BeforeEach
  void makeFolder() throws IOException {
    folder = Files.createTempDirectory("penstock"); // shorter than JUnit's, for the kernel's limit
    path = folder.resolve("s.sock");
  }

  @AfterEach
  void deleteFolder() throws IOException {
    Files.deleteIfExists(path);
    Files.delete(folder);
  }

  private UnixDatagramReceiver bind() throws IOException {
    return UnixDatagramReceiver.bind(path, 0660, slots);
  }

  private UnixDatagramLink client() throws IOException {
    return UnixDatagramLink.connect(path, 1 << 20);
  }

  private static SendResult send(UnixDatagramLink client, String text) {
    return client.send(Loopback.buffer(text), 0, text.length());
  }

  private List<String> received(UnixDatagramReceiver receiver) {
    List<String> all = new ArrayList<>();
    int filled;
    while ((filled = receiver.receive()) > 0) {
      for (int slot = 0; slot < filled; slot++) {
        all.add(slots.buffer().getStringWithoutLengthAscii(slots.offset(slot), slots.length(slot)));
      }
    }
    return all;
  }

  @Test
  void aFileThatWasRemovedIsMadeAnewAndNothingThatWasSentIsMissing() throws Exception {
    try (UnixDatagramReceiver receiver = bind();
        UnixDatagramLink before = client()) {
      assertTrue(receiver.isOurs());
      assertEquals(SendResult.SENT, send(before, "a:1|c"));
      Files.delete(path);
      assertFalse(receiver.isOurs());
      assertEquals(SendResult.SENT, send(before, "b:1|c"), "who is connected still can");
      receiver.renew();
      assertTrue(receiver.isOurs());
      assertEquals("rw-rw----", PosixFilePermissions.toString(Files.getPosixFilePermissions(path)));
      assertFalse(send(before, "c:1|c") == SendResult.SENT, "it is told to connect again");
      try (UnixDatagramLink afterwards = client()) {
        assertEquals(SendResult.SENT, send(afterwards, "d:1|c"));
        assertEquals(List.of("a:1|c", "b:1|c", "d:1|c"), received(receiver));
      }
    }
    assertFalse(Files.exists(path), "the end takes the new one away");
  }

  @Test
  void whatDoesNotReplaceTheFileIsNoReason() throws Exception {
    try (UnixDatagramReceiver receiver = bind()) {
      Files.setLastModifiedTime(path, FileTime.fromMillis(0));
      Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rw-rw-rw-"));
      assertTrue(receiver.isOurs());
      Path moved = folder.resolve("moved");
      Files.move(path, moved);
      assertFalse(receiver.isOurs());
      Files.move(moved, path);
      assertTrue(receiver.isOurs());
    }
  }

  @Test
  void theFileOfAnotherThatLivesIsNotTaken() throws Exception {
    try (UnixDatagramReceiver receiver = bind()) {
      Files.delete(path);
      ReceiveSlots others = ReceiveSlots.allocate(1, 2_048);
      try (UnixDatagramReceiver thief = UnixDatagramReceiver.bind(path, 0660, others)) {
        assertFalse(receiver.isOurs());
        IOException why = assertThrows(IOException.class, receiver::renew);
        assertTrue(why.getMessage().contains("another process listens on"), why::getMessage);
        try (UnixDatagramLink client = client()) {
          assertEquals(SendResult.SENT, send(client, "a:1|c"));
          assertEquals(1, thief.receive());
        }
      }
      receiver.renew();
      try (UnixDatagramLink client = client()) {
        send(client, "b:1|c");
        assertEquals(List.of("b:1|c"), received(receiver));
      }
    }
  }

  @Test
  void aFileThatIsNoSocketIsKeptAndNamed() throws Exception {
    try (UnixDatagramReceiver receiver = bind()) {
      Files.delete(path);
      Files.writeString(path, "precious");
      assertFalse(receiver.isOurs());
      IOException why = assertThrows(IOException.class, receiver::renew);
      assertTrue(why.getMessage().contains("is no socket"), why::getMessage);
      assertEquals("precious", Files.readString(path));
    }
  }

  @Test
  void oneThatWasHandedOverIsItsOpenersToRenew() throws Exception {
    try (UnixDatagramReceiver opener = bind()) {
      UnixDatagramReceiver receiver =
          UnixDatagramReceiver.adopt(InheritedSocket.adopt(opener.fd(), "statsd"), slots);
      assertTrue(receiver.isOurs());
      Files.delete(path);
      assertFalse(receiver.isOurs());
      IOException why = assertThrows(IOException.class, receiver::renew);
      assertTrue(why.getMessage().contains("systemctl restart"), why::getMessage);
    }
  }

  @Test
  void clientsThatWaitAtAListenerWithoutItsFileAreAccepted() throws Exception {
    try (StreamInputs inputs = StreamInputs.of(List.of(StreamListener.unix(path, 0660)), null, 8);
        WakeUp wakeUp = WakeUp.create();
        SocketChannel before = SocketChannel.open(UnixDomainSocketAddress.of(path))) {
      BoundFile file = inputs.boundFiles().getFirst();
      before.write(ByteBuffer.wrap("before".getBytes(ISO_8859_1)));
      Files.delete(path);
      assertFalse(file.isOurs());
      file.renew();
      assertTrue(file.isOurs());
      try (SocketChannel afterwards = SocketChannel.open(UnixDomainSocketAddress.of(path))) {
        afterwards.write(ByteBuffer.wrap("after".getBytes(ISO_8859_1)));
        List<String> said = new ArrayList<>();
        InputPoll poll = InputPoll.of(wakeUp, inputs);
        while (said.size() < 2) {
          assertTrue(poll.await(2_000));
          int ready = inputs.look();
          for (int i = 0; i < ready; i++) {
            int bytes = inputs.read(inputs.ready(i));
            said.add(inputs.buffer().getStringWithoutLengthAscii(0, bytes));
          }
        }
        assertEquals(List.of("after", "before"), said.stream().sorted().toList());
      }
    }
  }
}
