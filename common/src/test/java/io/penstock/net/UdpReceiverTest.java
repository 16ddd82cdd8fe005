package io.penstock.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.penstock.net.Loopback.Arrival;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

class UdpReceiverTest {
  private static final int DATAGRAM_BYTES_MAX = 65_507;

  @Test
  void aBurstArrivesWholeInOrderAndWithItsLengths() throws Exception {
    try (Loopback loopback = Loopback.open()) {
      List<Arrival> sent = new ArrayList<>();
      for (int i = 0; i < 3 * UdpReceiver.SLOTS + 5; i++) {
        String datagram = "metric." + i + ":" + "7".repeat(i % 50) + "|c";
        assertEquals(SendResult.SENT, loopback.send(datagram));
        sent.add(Arrival.plain(datagram));
      }
      assertEquals(sent, loopback.receive(sent.size()));
      assertEquals(0, loopback.receiver.receive());
    }
  }

  @Test
  void aDatagramWithoutPayloadArrives() throws Exception {
    try (Loopback loopback = Loopback.open()) {
      loopback.send("");
      loopback.send("a:1|c");
      assertEquals(List.of(Arrival.plain(""), Arrival.plain("a:1|c")), loopback.receive(2));
    }
  }

  @Test
  void theLargestDatagramArrivesWhole() throws Exception {
    String largest = "x".repeat(DATAGRAM_BYTES_MAX);
    try (Loopback loopback = Loopback.open()) {
      assertEquals(SendResult.SENT, loopback.send(largest));
      assertEquals(List.of(Arrival.plain(largest)), loopback.receive(1));
    }
  }

  @Test
  void aCoalescedRunIsOneSlotWithTheSizeOfItsDatagrams() throws Exception {
    String uneven = "a".repeat(100) + "b".repeat(100) + "c".repeat(37);
    try (Loopback loopback = Loopback.open()) {
      assertEquals(SendResult.SENT, loopback.sendSegments(uneven, 100));
      assertEquals(List.of(new Arrival(uneven, 100, false)), loopback.receive(1));
    }
  }

  @Test
  void runsOfTwoCallsDoNotMerge() throws Exception {
    String first = "a".repeat(300);
    String second = "b".repeat(200);
    try (Loopback loopback = Loopback.open()) {
      loopback.sendSegments(first, 100);
      loopback.sendSegments(second, 100);
      assertEquals(
          List.of(new Arrival(first, 100, false), new Arrival(second, 100, false)),
          loopback.receive(2));
    }
  }

  @Test
  void aSlotForgetsWhatItHeldBefore() throws Exception {
    String run = "r".repeat(1000);
    try (Loopback loopback = Loopback.open()) {
      for (int round = 0; round < 3; round++) {
        loopback.sendSegments(run, 100);
        assertEquals(List.of(new Arrival(run, 100, false)), loopback.receive(1));
        loopback.send("plain");
        assertEquals(List.of(Arrival.plain("plain")), loopback.receive(1));
      }
      loopback.send("plain");
      loopback.sendSegments(run, 250);
      assertEquals(
          List.of(Arrival.plain("plain"), new Arrival(run, 250, false)), loopback.receive(2));
    }
  }

  @Test
  void whatIsLongerThanASlotIsTruncatedAndSaysSo() throws Exception {
    try (Loopback loopback = Loopback.open("127.0.0.1", Loopback.RECEIVE_BUFFER_BYTES, 100)) {
      loopback.send("y".repeat(101));
      loopback.send("y".repeat(100));
      loopback.sendSegments("z".repeat(120), 60);
      assertEquals(
          List.of(
              new Arrival("y".repeat(100), 100, true),
              new Arrival("y".repeat(100), 100, false),
              new Arrival("z".repeat(100), 60, true)),
          loopback.receive(3));
    }
  }

  @Test
  void everyDatagramThatTheKernelDropsIsCounted() throws Exception {
    int sent = 2_000;
    try (Loopback loopback = Loopback.open("127.0.0.1", 64 << 10, UdpReceiver.SLOT_BYTES)) {
      assertEquals(0, loopback.receiver.memory().drops());
      assertEquals(0, loopback.receiver.memory().bytesInUse());
      UnsafeBuffer datagram = Loopback.buffer("a.metric:1|c");
      for (int i = 0; i < sent; i++) {
        assertEquals(SendResult.SENT, loopback.sender.send(datagram, 0, 12));
      }
      SocketMemory full = loopback.receiver.memory();
      assertTrue(full.bytesInUse() > 0 && full.bytesInUse() <= 2 * full.limitBytes());
      int received = 0;
      while (loopback.receiver.await(loopback.wakeUp, 100)) {
        received += loopback.receiver.receive();
      }
      SocketMemory memory = loopback.receiver.memory();
      assertTrue(memory.drops() > 0, "the buffer was too large to overflow");
      assertEquals(sent - received, memory.drops());
      assertEquals(0, memory.bytesInUse());
      assertEquals(loopback.receiver.grantedBufferBytes(), memory.limitBytes());
    }
  }

  @Test
  void aCoalescedRunThatTheKernelDropsCountsAsOneDrop() throws Exception {
    int runs = 500;
    String run = "x".repeat(3_200);
    try (Loopback loopback = Loopback.open("127.0.0.1", 64 << 10, UdpReceiver.SLOT_BYTES)) {
      for (int i = 0; i < runs; i++) {
        assertEquals(SendResult.SENT, loopback.sendSegments(run, 100));
      }
      int slots = 0;
      while (loopback.receiver.await(loopback.wakeUp, 100)) {
        slots += loopback.receiver.receive();
      }
      assertTrue(slots < runs, "the buffer was too large to overflow");
      assertEquals(runs - slots, loopback.receiver.memory().drops());
    }
  }

  @Test
  void ipv6ReceivesBothFamilies() throws Exception {
    assumeTrue(Files.exists(Path.of("/proc/net/if_inet6")), "this host has no IPv6");
    try (Loopback loopback = Loopback.open("::1", Loopback.RECEIVE_BUFFER_BYTES, 2048)) {
      loopback.send("six:1|c");
      loopback.sendSegments("s".repeat(30), 10);
      assertEquals(
          List.of(Arrival.plain("six:1|c"), new Arrival("s".repeat(30), 10, false)),
          loopback.receive(2));
    }
    try (UdpReceiver receiver = UdpReceiver.bind(new InetSocketAddress("::", 0), 1 << 20, 4, 2048);
        UdpSender four =
            UdpSender.connect(
                new InetSocketAddress("127.0.0.1", receiver.localAddress().getPort()), 1 << 20);
        WakeUp wakeUp = WakeUp.create()) {
      assertEquals(
          new InetSocketAddress("::", receiver.localAddress().getPort()).getAddress(),
          receiver.localAddress().getAddress());
      four.send(Loopback.buffer("four"), 0, 4);
      assertTrue(receiver.await(wakeUp, 2_000));
      assertEquals(1, receiver.receive());
      assertEquals(4, receiver.length(0));
    }
  }

  @Test
  void aWakeUpEndsAWaitAndStaysUntilItIsCleared() throws Exception {
    try (Loopback loopback = Loopback.open()) {
      CountDownLatch waiting = new CountDownLatch(1);
      Thread other =
          Thread.ofPlatform()
              .start(
                  () -> {
                    waiting.countDown();
                    loopback.wakeUp.signal();
                  });
      waiting.await();
      assertFalse(loopback.receiver.await(loopback.wakeUp, -1));
      other.join();
      assertFalse(loopback.receiver.await(loopback.wakeUp, -1), "a signal stays");
      loopback.send("a:1|c");
      assertTrue(loopback.receiver.await(loopback.wakeUp, -1), "signalled and readable");
      assertEquals(1, loopback.receive(1).size());
      loopback.wakeUp.clear();
      assertFalse(loopback.receiver.await(loopback.wakeUp, 0));
      loopback.wakeUp.clear();
    }
  }

  @Test
  void aPollSeesWhicheverReceiverHasSomething() throws Exception {
    try (Loopback first = Loopback.open();
        Loopback second = Loopback.open()) {
      InputPoll poll = InputPoll.of(first.wakeUp, first.receiver, second.receiver);
      assertFalse(poll.await(0));
      second.send("a:1|c");
      assertTrue(poll.await(2_000));
      assertEquals(0, first.receiver.receive());
      assertEquals(1, second.receiver.receive());
      first.wakeUp.signal();
      assertFalse(poll.await(-1));
      first.wakeUp.clear();
      first.send("a:1|c");
      assertTrue(poll.await(2_000));
    }
  }

  @Test
  void aPortInUseIsRefusedWithTheWayToSeeItsHolder() throws Exception {
    try (Loopback loopback = Loopback.open()) {
      int port = loopback.receiver.localAddress().getPort();
      BindException refusal =
          assertThrows(
              BindException.class,
              () -> UdpReceiver.bind(new InetSocketAddress("127.0.0.1", port), 1 << 16, 1, 100));
      assertEquals(
          "port "
              + port
              + " on 127.0.0.1 is in use; \"ss -ulnp 'sport = :"
              + port
              + "'\" shows by whom",
          refusal.getMessage());
    }
  }

  @Test
  void aStrangersAddressIsRefusedWithTheWayToSeeOurs() {
    BindException refusal =
        assertThrows(
            BindException.class,
            () -> UdpReceiver.bind(new InetSocketAddress("192.0.2.1", 0), 1 << 16, 1, 100));
    assertEquals(
        "no interface of this host has the address 192.0.2.1; \"ip address\" shows those it has",
        refusal.getMessage());
  }

  @Test
  void aClosedReceiverFailsInsteadOfTouchingAnothersSocket() throws Exception {
    Loopback loopback = Loopback.open();
    loopback.receiver.close();
    assertThrows(IllegalStateException.class, loopback.receiver::receive);
    assertThrows(IllegalStateException.class, () -> loopback.receiver.await(loopback.wakeUp, 0));
    loopback.close();
  }
}
