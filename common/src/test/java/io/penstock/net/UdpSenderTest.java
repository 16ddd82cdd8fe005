package io.penstock.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class UdpSenderTest {
  private static final int ECONNREFUSED = 111;
  private static final int EMSGSIZE = 90;

  private static Loopback withDeadPort(String host) throws Exception {
    assumeTrue(!host.contains(":") || Files.exists(Path.of("/proc/net/if_inet6")), "no IPv6 here");
    Loopback loopback = Loopback.open(host, 1 << 16, 2048);
    loopback.receiver.close();
    return loopback;
  }

  @ParameterizedTest
  @ValueSource(strings = {"127.0.0.1", "::1"})
  void aDeadPortRefusesTheSecondDatagram(String host) throws Exception {
    try (Loopback loopback = withDeadPort(host)) {
      assertEquals(SendResult.SENT, loopback.send("first"));
      assertEquals(SendResult.REFUSED, loopback.send("second"));
      assertEquals(ECONNREFUSED, loopback.sender.lastErrno());
      assertEquals("Connection refused", loopback.sender.lastError());
      assertEquals(1, loopback.sender.takeErrors(), "the second was never sent");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"127.0.0.1", "::1"})
  void takingTheErrorsFirstClearsTheWayForTheNextDatagram(String host) throws Exception {
    try (Loopback loopback = withDeadPort(host)) {
      assertEquals(SendResult.SENT, loopback.send("first"));
      assertEquals(1, loopback.sender.takeErrors());
      assertEquals(SendResult.SENT, loopback.send("second"));
      assertEquals(1, loopback.sender.takeErrors());
      assertEquals(0, loopback.sender.takeErrors());
    }
  }

  @Test
  void aLivePortGivesNoErrors() throws Exception {
    try (Loopback loopback = Loopback.open()) {
      assertEquals(SendResult.SENT, loopback.send("a:1|c"));
      assertEquals(1, loopback.receive(1).size());
      assertEquals(0, loopback.sender.takeErrors());
      assertEquals("", loopback.sender.lastError());
    }
  }

  @Test
  void aDatagramBeyondTheLimitIsTooBigAndNoErrorOfTheDestination() throws Exception {
    try (Loopback loopback = Loopback.open()) {
      assertEquals(SendResult.TOO_BIG, loopback.send("x".repeat(65_508)));
      assertEquals(EMSGSIZE, loopback.sender.lastErrno());
      assertEquals(0, loopback.sender.takeErrors());
      assertEquals(0, loopback.sender.pathTooBigErrors());
      assertEquals(SendResult.SENT, loopback.send("small"));
    }
  }

  @Test
  void onlyTheLengthMakesADatagramTooBig() throws Exception {
    // A router on the way may cause EMSGSIZE for any datagram, whatever its length.
    assertEquals(SendResult.FAILED, SendResult.of(EMSGSIZE));
    assumeTrue(Files.exists(Path.of("/proc/net/if_inet6")), "no IPv6 here");
    try (Loopback loopback = Loopback.open("::1", 1 << 20, 65_536)) {
      assertEquals(SendResult.SENT, loopback.send("x".repeat(65_527)));
      assertEquals(SendResult.TOO_BIG, loopback.send("x".repeat(65_528)));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"127.0.0.1", "::1"})
  void aSocketThatWouldSendToItselfIsNoConnection(String host) throws Exception {
    assumeTrue(!host.contains(":") || Files.exists(Path.of("/proc/net/if_inet6")), "no IPv6 here");
    InetSocketAddress anyPort = new InetSocketAddress(host, 0);
    KernelSocket socket = KernelSocket.datagram(anyPort);
    try {
      socket.bind(anyPort);
      InetSocketAddress own = socket.localAddress();
      Exception refusal = assertThrows(java.io.IOException.class, () -> socket.connect(own));
      assertTrue(refusal.getMessage().contains("no process listens there"));
    } finally {
      socket.close();
    }
  }

  @Test
  void aFullSendBufferIsNotAnError() throws Exception {
    // Loopback never fills a send buffer by itself: a receiver that is full drops. What is
    // checked is how the kernel's two words for it are sorted.
    assertEquals(SendResult.FULL, SendResult.of(11));
    assertEquals(SendResult.FULL, SendResult.of(105));
    assertEquals(SendResult.FAILED, SendResult.of(9));
  }

  @Test
  void segmentsOfOneCallAreDatagramsToAPlainReceiver() throws Exception {
    try (Loopback loopback = Loopback.open()) {
      assertEquals(SendResult.SENT, loopback.sendSegments("onlyone", 7));
      assertEquals(List.of(Loopback.Arrival.plain("onlyone")), loopback.receive(1));
    }
  }

  @Test
  void aHeapBufferIsRefused() throws Exception {
    try (Loopback loopback = Loopback.open()) {
      UnsafeBuffer heap = new UnsafeBuffer(new byte[10]);
      assertThrows(IllegalArgumentException.class, () -> loopback.sender.send(heap, 0, 10));
    }
  }

  @Test
  void moreThanTheBufferHoldsIsRefused() throws Exception {
    try (Loopback loopback = Loopback.open()) {
      UnsafeBuffer ten = Loopback.buffer("0123456789");
      assertThrows(IndexOutOfBoundsException.class, () -> loopback.sender.send(ten, 5, 6));
    }
  }

  @Test
  void anUnresolvedNameIsRefusedByName() {
    Exception refusal =
        assertThrows(
            java.io.IOException.class,
            () ->
                UdpSender.connect(
                    InetSocketAddress.createUnresolved("no.such.host", 8125), 1 << 16));
    assertTrue(refusal.getMessage().contains("no.such.host"));
  }

  @Test
  void theReceiverSeesTheAddressThatTheSenderNames() throws Exception {
    try (Loopback loopback = Loopback.open()) {
      InetSocketAddress local = loopback.sender.localAddress();
      assertEquals("127.0.0.1", local.getAddress().getHostAddress());
      assertFalse(local.getPort() == 0);
      assertTrue(loopback.sender.grantedBufferBytes() > 0);
    }
  }
}
