package io.penstock.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the trace of a receive tells a process that comes after a kill. */
class ReceiveSlotsTest {
  private static final int SLOTS = 4;

  private final ReceiveSlots slots = ReceiveSlots.allocate(SLOTS, 65_536);
  private final ReceiveSlots afterwards = ReceiveSlots.allocate(SLOTS, 65_536);
  private final ByteBuffer trace = ByteBuffer.allocateDirect(slots.traceBytes());
  private final WakeUp wakeUp;
  private long counted = 100;
  private UdpReceiver receiver;
  private UdpSender sender;

  ReceiveSlotsTest() throws Exception {
    wakeUp = WakeUp.create();
  }

  @BeforeEach
  void open() throws Exception {
    slots.traceIn(trace, () -> counted);
    receiver = UdpReceiver.bind(new InetSocketAddress("127.0.0.1", 0), 1 << 20, slots);
    sender = UdpSender.connect(receiver.localAddress(), 1 << 20);
  }

  @AfterEach
  void close() {
    sender.close();
    receiver.close();
    wakeUp.close();
  }

  private int receive(String... datagrams) {
    for (String datagram : datagrams) {
      var buffer = Loopback.buffer(datagram);
      assertEquals(SendResult.SENT, sender.send(buffer, 0, buffer.capacity()));
    }
    assertTrue(receiver.await(wakeUp, 2_000));
    return receiver.receive();
  }

  private long uncounted() {
    return afterwards.uncounted(trace, counted);
  }

  @Test
  void whatWasTakenAndNotCountedIsTold() {
    assertEquals(3, receive("a:1|c", "b:1|c", "c:1|c"));
    assertEquals(3, uncounted());
    counted += 3;
    assertEquals(0, uncounted());
  }

  @Test
  void theNextReceiveBeginsWithNothing() {
    assertEquals(3, receive("a:1|c", "b:1|c", "c:1|c"));
    counted += 3;
    assertEquals(0, receiver.receive(), "nothing is there");
    assertEquals(0, uncounted());
    assertEquals(1, receive("d:1|c"));
    assertEquals(1, uncounted());
  }

  @Test
  void anEmptyTraceAndOneOfOtherCountersSayNothing() {
    assertEquals(0, afterwards.uncounted(ByteBuffer.allocateDirect(slots.traceBytes()), 0));
    receive("a:1|c");
    assertEquals(0, afterwards.uncounted(trace, 0), "the counters began anew");
    assertEquals(0, afterwards.uncounted(trace, 1_000_000));
  }
}
