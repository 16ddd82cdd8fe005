package io.penstock.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class UnixDatagramReceiverTest {
  private Path folder;
  private Path path;
  private final ReceiveSlots slots = ReceiveSlots.allocate(4, UdpReceiver.SLOT_BYTES);

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

  private UnixDatagramReceiver bind(int mode) throws IOException {
    return UnixDatagramReceiver.bind(path, mode, slots);
  }

  @Test
  void datagramsArriveWholeWithTheirBounds() throws Exception {
    try (UnixDatagramReceiver receiver = bind(0660);
        UnixDatagramLink link = UnixDatagramLink.connect(path, 1 << 20)) {
      assertEquals(0, receiver.receive());
      for (String datagram : new String[] {"a:1|c", "", "b:2|c\nc:3|c"}) {
        assertEquals(SendResult.SENT, link.send(Loopback.buffer(datagram), 0, datagram.length()));
      }
      assertEquals(3, receiver.receive());
      assertEquals(5, slots.length(0));
      assertEquals(0, slots.length(1));
      assertEquals(11, slots.length(2));
      assertEquals(11, slots.segmentBytes(2));
      assertEquals("b:2|c\nc:3|c", slots.buffer().getStringWithoutLengthAscii(slots.offset(2), 11));
    }
  }

  @Test
  void whatTheJournalCannotKeepAsOneIsTruncated() throws Exception {
    try (UnixDatagramReceiver receiver = bind(0660);
        UnixDatagramLink link = UnixDatagramLink.connect(path, 1 << 20)) {
      UnsafeBuffer large = Loopback.buffer("x".repeat(70_000));
      assertEquals(SendResult.SENT, link.send(large, 0, 65_535));
      assertEquals(SendResult.SENT, link.send(large, 0, 65_536));
      assertEquals(SendResult.SENT, link.send(large, 0, 70_000));
      assertEquals(3, receiver.receive());
      assertFalse(slots.truncated(0));
      assertTrue(slots.truncated(1));
      assertTrue(slots.truncated(2));
    }
  }

  @Test
  void theFileHasItsModeAndIsTakenAwayAtTheEnd() throws Exception {
    try (UnixDatagramReceiver _ = bind(0622)) {
      assertEquals("rw--w--w-", PosixFilePermissions.toString(Files.getPosixFilePermissions(path)));
    }
    assertFalse(Files.exists(path));
  }

  @Test
  void aFileThatADeadProcessLeftIsReplaced() throws Exception {
    KernelSocket dead = KernelSocket.unix(SocketCalls.SOCK_STREAM_CLOEXEC_NONBLOCK);
    UnixSocketFile.bind(dead, path, 0660);
    dead.close();
    assertTrue(Files.exists(path));
    try (UnixDatagramReceiver receiver = bind(0660);
        UnixDatagramLink link = UnixDatagramLink.connect(path, 1 << 20)) {
      link.send(Loopback.buffer("a"), 0, 1);
      assertEquals(1, receiver.receive());
    }
  }

  @Test
  void aLivingOneIsRefusedAndLeftAlone() throws Exception {
    try (UnixDatagramReceiver living = bind(0660)) {
      IOException fault = assertThrows(IOException.class, () -> bind(0660));
      assertTrue(fault.getMessage().contains("another process listens on"), fault::getMessage);
      assertThrows(IOException.class, () -> StreamListener.unix(path, 0660));
      try (UnixDatagramLink link = UnixDatagramLink.connect(path, 1 << 20)) {
        link.send(Loopback.buffer("a"), 0, 1);
        assertEquals(1, living.receive());
      }
    }
  }

  @Test
  void whatIsNoSocketIsRefusedAndKept() throws Exception {
    Files.writeString(path, "precious");
    IOException fault = assertThrows(IOException.class, () -> bind(0660));
    assertTrue(fault.getMessage().contains("is no socket"), fault::getMessage);
    assertEquals("precious", Files.readString(path));
  }

  @Test
  void aFolderThatIsNotThereIsNamed() {
    Path nowhere = folder.resolve("nowhere/s.sock");
    IOException fault =
        assertThrows(IOException.class, () -> UnixDatagramReceiver.bind(nowhere, 0660, slots));
    assertTrue(fault.getMessage().contains(nowhere.getParent().toString()), fault::getMessage);
  }

  @Test
  void aFileThatSomebodyElseHasMadeSinceStays() throws Exception {
    UnixDatagramReceiver receiver = bind(0660);
    Files.delete(path);
    Files.writeString(path, "another's");
    receiver.close();
    assertEquals("another's", Files.readString(path));
  }
}
