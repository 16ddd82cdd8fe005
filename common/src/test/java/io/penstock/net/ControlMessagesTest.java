package io.penstock.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.penstock.os.Libc;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What comes with a datagram beside its bytes, whoever had asked the kernel for it or attached it:
 * it changes no datagram, stops no receive, and nothing of it is kept.
 */
class ControlMessagesTest {
  private static final int SLOT_BYTES = UdpReceiver.SLOT_BYTES;

  /** What an opener of a socket, such as systemd, can have the kernel say of each datagram. */
  private enum Asked {
    NOTHING(),
    TIMESTAMP(KernelSocket.SOL_SOCKET, 29),
    TIMESTAMP_NS(KernelSocket.SOL_SOCKET, 35),
    TIMESTAMP_64(KernelSocket.SOL_SOCKET, 63),
    OVERFLOWS(KernelSocket.SOL_SOCKET, 40),
    MARK(KernelSocket.SOL_SOCKET, 75),
    PACKET_INFO(KernelSocket.SOL_IP, 8),
    TTL(KernelSocket.SOL_IP, 12),
    TOS(KernelSocket.SOL_IP, 13),
    ERRORS(KernelSocket.SOL_IP, 11),
    TARGET(KernelSocket.SOL_IP, 20),
    NS_AND_PACKET_INFO(KernelSocket.SOL_SOCKET, 35, KernelSocket.SOL_IP, 8),
    MANY(
        KernelSocket.SOL_SOCKET,
        35,
        KernelSocket.SOL_SOCKET,
        40,
        KernelSocket.SOL_SOCKET,
        75,
        KernelSocket.SOL_IP,
        8,
        KernelSocket.SOL_IP,
        12,
        KernelSocket.SOL_IP,
        13,
        KernelSocket.SOL_IP,
        20);

    private final int[] levelsAndNames;

    Asked(int... levelsAndNames) {
      this.levelsAndNames = levelsAndNames;
    }

    void of(KernelSocket socket) {
      for (int i = 0; i < levelsAndNames.length; i += 2) {
        socket.setOption(levelsAndNames[i], levelsAndNames[i + 1], 1);
      }
    }

    void assertTakenBack(KernelSocket socket) throws IOException {
      for (int i = 0; i < levelsAndNames.length; i += 2) {
        assertEquals(0, socket.option(levelsAndNames[i], levelsAndNames[i + 1]), name());
      }
    }
  }

  /** The lengths of all datagrams, coalesced ones taken apart. */
  private static int[] lengths(ReceiveSlots slots, int filled) {
    int[] lengths = new int[256];
    int count = 0;
    for (int slot = 0; slot < filled; slot++) {
      int left = slots.length(slot);
      do {
        int each = Math.min(left, slots.segmentBytes(slot));
        lengths[count++] = each;
        left -= each;
      } while (left > 0);
    }
    return Arrays.copyOf(lengths, count);
  }

  private static void assertApart(KernelSocket socket, UdpReceiver receiver, ReceiveSlots slots)
      throws Exception {
    try (UdpSender sender = UdpSender.connect(socket.localAddress(), 1 << 20);
        WakeUp wakeUp = WakeUp.create()) {
      for (int round = 0; round < 3; round++) {
        String run = "0123456789".repeat(8);
        assertEquals(SendResult.SENT, sender.sendSegments(Loopback.buffer(run), 0, 80, 10));
        assertEquals(SendResult.SENT, sender.send(Loopback.buffer("a:1|c"), 0, 5));
        assertTrue(receiver.await(wakeUp, 2_000));
        int[] lengths = lengths(slots, receiver.receive());
        assertEquals(List.of(10, 10, 10, 10, 10, 10, 10, 10, 5), boxed(lengths));
      }
    }
  }

  private static List<Integer> boxed(int[] lengths) {
    return Arrays.stream(lengths).boxed().toList();
  }

  private static KernelSocket udp() throws Exception {
    InetSocketAddress address = new InetSocketAddress("127.0.0.1", 0);
    KernelSocket socket = KernelSocket.datagram(address);
    socket.bind(address);
    return socket;
  }

  @ParameterizedTest
  @EnumSource
  void whatTheOpenerOfASocketAskedForGluesNoDatagrams(Asked asked) throws Exception {
    ReceiveSlots slots = ReceiveSlots.withSources(64, SLOT_BYTES);
    try (KernelSocket socket = udp()) {
      asked.of(socket);
      assertApart(
          socket,
          UdpReceiver.adopt(InheritedSocket.adopt(socket.fd(), "statsd"), 1 << 20, slots),
          slots);
      asked.assertTakenBack(socket);
    }
  }

  @ParameterizedTest
  @EnumSource
  void norWhenItIsAskedForAfterwards(Asked asked) throws Exception {
    ReceiveSlots slots = ReceiveSlots.allocate(64, SLOT_BYTES);
    try (KernelSocket socket = udp()) {
      UdpReceiver receiver =
          UdpReceiver.adopt(InheritedSocket.adopt(socket.fd(), "statsd"), 1 << 20, slots);
      asked.of(socket);
      assertApart(socket, receiver, slots);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 12, 13, 20, 253})
  void descriptorsThatAClientAttachesAreNotTaken(int times) throws Exception {
    Path folder = Files.createTempDirectory("penstock");
    Path path = folder.resolve("s.sock");
    ReceiveSlots slots = ReceiveSlots.allocate(64, SLOT_BYTES);
    try (UnixDatagramReceiver receiver = UnixDatagramReceiver.bind(path, 0660, slots);
        KernelSocket client = unixClient(path);
        WakeUp attached = WakeUp.create()) {
      long before = openDescriptors();
      for (int i = 0; i < 5; i++) {
        assertEquals(5, Attachments.send(client, "a:1|c", attached.fd(), times));
        assertEquals(1, receiver.receive());
        assertEquals(5, slots.length(0));
        assertFalse(slots.truncated(0));
      }
      assertEquals(before, openDescriptors());
      assertEquals(5, slots.attachmentsRefused());
    } finally {
      Files.deleteIfExists(path);
      Files.delete(folder);
    }
  }

  @Test
  void whatASlotIsToldOfOneKindOfSocketDoesNotCountForAnother() throws Exception {
    Path folder = Files.createTempDirectory("penstock");
    Path path = folder.resolve("s.sock");
    ReceiveSlots slots = ReceiveSlots.withSources(4, SLOT_BYTES);
    try (UdpReceiver udp = UdpReceiver.bind(new InetSocketAddress("127.0.0.1", 0), 1 << 20, slots);
        UdpSender sender = UdpSender.connect(udp.localAddress(), 1 << 20);
        UnixDatagramReceiver unix = UnixDatagramReceiver.bind(path, 0660, slots);
        UnixDatagramLink link = UnixDatagramLink.connect(path, 1 << 20);
        WakeUp wakeUp = WakeUp.create()) {
      for (int round = 0; round < 3; round++) {
        sender.sendSegments(Loopback.buffer("x".repeat(30)), 0, 30, 10);
        assertTrue(udp.await(wakeUp, 2_000));
        assertEquals(1, udp.receive());
        assertEquals(10, slots.segmentBytes(0));
        assertFalse(filter("10.0.0.0/8").allows(slots, 0));
        assertTrue(filter("127.0.0.0/8").allows(slots, 0));
        link.send(Loopback.buffer("y".repeat(30)), 0, 30);
        assertEquals(1, unix.receive());
        assertEquals(30, slots.segmentBytes(0));
        assertTrue(filter("10.0.0.0/8").allows(slots, 0), "it has no address at all");
      }
    } finally {
      Files.deleteIfExists(path);
      Files.delete(folder);
    }
  }

  private static SourceFilter filter(String network) {
    return SourceFilter.of(List.of(IpNetwork.parse(network)));
  }

  @Test
  void anErrorThatAnOpenersSocketStillHasIsCountedAndPasses() throws Exception {
    ReceiveSlots slots = ReceiveSlots.allocate(4, SLOT_BYTES);
    InetSocketAddress peer;
    try (KernelSocket nobody = udp()) {
      peer = nobody.localAddress();
    }
    try (KernelSocket socket = udp();
        WakeUp wakeUp = WakeUp.create()) {
      UdpReceiver receiver =
          UdpReceiver.adopt(InheritedSocket.adopt(socket.fd(), "statsd"), 1 << 20, slots);
      socket.connect(peer);
      UnsafeBuffer byteToNobody = new UnsafeBuffer(ByteBuffer.allocateDirect(1));
      SocketCalls.send(socket.errno, socket.fd(), byteToNobody.addressOffset(), 1);
      assertTrue(receiver.await(wakeUp, 2_000), "the refusal has come back");
      assertEquals(0, receiver.receive());
      assertEquals(1, slots.errors());
      assertEquals(Libc.text(Libc.ECONNREFUSED), slots.lastError());
      try (KernelSocket again = KernelSocket.datagram(peer)) {
        again.bind(peer);
        again.connect(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), port(socket)));
        SocketCalls.send(again.errno, again.fd(), byteToNobody.addressOffset(), 1);
        assertTrue(receiver.await(wakeUp, 2_000));
        assertEquals(1, receiver.receive());
      }
      assertEquals(1, slots.errors());
    }
  }

  private static int port(KernelSocket socket) throws Exception {
    return socket.localAddress().getPort();
  }

  private static KernelSocket unixClient(Path path) throws Exception {
    KernelSocket client = KernelSocket.unix(SocketCalls.SOCK_DGRAM_CLOEXEC_NONBLOCK);
    UnsafeBuffer address = new UnsafeBuffer(ByteBuffer.allocateDirect(UnixAddressBytes.CAPACITY));
    int bytes = UnixAddressBytes.encode(path, address);
    assertEquals(0, SocketCalls.connect(client.errno, client.fd(), address.addressOffset(), bytes));
    return client;
  }

  private static long openDescriptors() throws Exception {
    try (var open = Files.list(Path.of("/proc/self/fd"))) {
      return open.count();
    }
  }
}
