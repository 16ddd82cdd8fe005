package io.penstock.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.penstock.net.Loopback.Arrival;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class InheritedSocketTest {
  private static final int SOCKET_BUFFER_BYTES = 300_000;

  private static UdpReceiver bound(int bufferBytes) throws IOException {
    return UdpReceiver.bind(new InetSocketAddress("127.0.0.1", 0), bufferBytes, 4, 2_048);
  }

  private static UdpReceiver adopted(UdpReceiver opened, int bufferBytes) throws IOException {
    return UdpReceiver.adopt(
        InheritedSocket.adopt(opened.fd(), "statsd"), bufferBytes, ReceiveSlots.allocate(4, 2_048));
  }

  @Test
  void variablesThatAreMeantForAnotherProcessArePassedOver() throws Exception {
    assertEquals(List.of(), InheritedSocket.adopt(Map.of(), 42));
    assertEquals(
        List.of(), InheritedSocket.adopt(Map.of("LISTEN_PID", "41", "LISTEN_FDS", "3"), 42));
    assertEquals(List.of(), InheritedSocket.adopt(Map.of("LISTEN_PID", "42"), 42));
  }

  @Test
  void aCountThatIsNoneIsAFault() {
    IOException fault =
        assertThrows(
            IOException.class,
            () -> InheritedSocket.adopt(Map.of("LISTEN_PID", "42", "LISTEN_FDS", "two"), 42));
    assertTrue(fault.getMessage().contains("LISTEN_FDS=two"), fault::getMessage);
  }

  @Test
  void aDescriptorThatIsNoSocketIsNamed() throws Exception {
    try (WakeUp noSocket = WakeUp.create()) {
      IOException fault =
          assertThrows(IOException.class, () -> InheritedSocket.adopt(noSocket.fd(), "web"));
      assertTrue(
          fault.getMessage().startsWith("descriptor " + noSocket.fd() + " (web)"),
          fault::getMessage);
    }
  }

  @Test
  void anAdoptedSocketReceivesAndSaysWhereItIsBound() throws Exception {
    try (Loopback loopback = Loopback.open()) {
      InheritedSocket inherited = InheritedSocket.adopt(loopback.receiver.fd(), "statsd");
      assertEquals(
          SocketAddressBytes.text(loopback.receiver.localAddress()), inherited.addressText());
      UdpReceiver receiver = UdpReceiver.adopt(inherited, 1 << 16, ReceiveSlots.allocate(4, 2_048));
      String run = "a".repeat(30);
      assertEquals(SendResult.SENT, loopback.sendSegments(run, 10));
      assertTrue(receiver.await(loopback.wakeUp, 2_000));
      assertEquals(1, receiver.receive());
      assertEquals(10, receiver.segmentBytes(0));
      loopback.send("b:1|c");
      assertEquals(List.of(Arrival.plain("b:1|c")), loopback.receive(1));
    }
  }

  @Test
  void itsBufferIsMadeLargerAndNeverSmaller() throws Exception {
    try (UdpReceiver opened = bound(SOCKET_BUFFER_BYTES)) {
      int granted = opened.grantedBufferBytes();
      assertEquals(granted, adopted(opened, SOCKET_BUFFER_BYTES / 2).grantedBufferBytes());
      int more = adopted(opened, 2 * SOCKET_BUFFER_BYTES).grantedBufferBytes();
      assertTrue(more >= granted, more + " after " + granted);
      assertEquals(more, adopted(opened, SOCKET_BUFFER_BYTES).grantedBufferBytes());
    }
  }

  @Test
  void oneSocketHasOneIdentityThroughWhicheverReceiver() throws Exception {
    try (UdpReceiver opened = bound(1 << 16);
        UdpReceiver other = bound(1 << 16)) {
      assertEquals(opened.identity(), adopted(opened, 1 << 16).identity());
      assertNotEquals(opened.identity(), other.identity());
    }
  }
}
