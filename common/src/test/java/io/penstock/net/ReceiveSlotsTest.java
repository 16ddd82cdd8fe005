package io.penstock.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.Random;
import org.agrona.concurrent.UnsafeBuffer;
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
  void theTraceOfTheFirstFormatIsRead() {
    ByteBuffer first = ByteBuffer.allocateDirect(slots.traceBytes());
    UnsafeBuffer memory = new UnsafeBuffer(first);
    memory.putLong(0, 0x3145_4341_5254_5350L); // PSTRACE1: 64 bytes of control messages a slot
    memory.putLong(8, counted);
    int header = 64;
    memory.putInt(header + 56, 5);
    memory.putInt(header + 64 + 56, 25); // the second slot: 10 + 10 + 5
    memory.putLong(header + 64 + 40, 20);
    int message = 64 + SLOTS * 64 + 64;
    memory.putLong(message, 20);
    memory.putInt(message + 8, 17);
    memory.putInt(message + 12, 104);
    memory.putInt(message + 16, 10);
    for (int slot = 2; slot < SLOTS; slot++) {
      memory.putInt(header + slot * 64 + 56, -1);
    }
    assertEquals(4, afterwards.uncounted(first, counted));
  }

  @Test
  void whateverStandsInATraceNothingIsThrown() {
    Random random = new Random(4711);
    ByteBuffer any = ByteBuffer.allocateDirect(slots.traceBytes());
    UnsafeBuffer memory = new UnsafeBuffer(any);
    for (int round = 0; round < 2_000; round++) {
      for (int at = 0; at < memory.capacity(); at++) {
        memory.putByte(at, (byte) (random.nextInt(4) == 0 ? random.nextInt(256) : 0));
      }
      memory.putLong(0, round % 2 == 0 ? 0x3145_4341_5254_5350L : 0x3245_4341_5254_5350L);
      memory.putLong(8, counted);
      assertTrue(afterwards.uncounted(any, counted) >= 0);
    }
  }

  @Test
  void anEmptyTraceAndOneOfOtherCountersSayNothing() {
    assertEquals(0, afterwards.uncounted(ByteBuffer.allocateDirect(slots.traceBytes()), 0));
    receive("a:1|c");
    assertEquals(0, afterwards.uncounted(trace, 0), "the counters began anew");
    assertEquals(0, afterwards.uncounted(trace, 1_000_000));
  }
}
