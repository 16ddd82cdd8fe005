package io.penstock.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Arrays;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

class SourceFilterTest {
  private final UnsafeBuffer address = new UnsafeBuffer(new byte[64]);

  private static SourceFilter filter(String... networks) {
    return SourceFilter.of(Arrays.stream(networks).map(IpNetwork::parse).toList());
  }

  private boolean allows(SourceFilter filter, String host) throws Exception {
    SocketAddressBytes.encode(new InetSocketAddress(InetAddress.getByName(host), 4711), address);
    return filter.allows(address, 0, SocketAddressBytes.CAPACITY);
  }

  /** Java turns a mapped address into an IPv4 one, so it is written by hand. */
  private boolean allowsMapped(SourceFilter filter, int... ipv4) throws Exception {
    byte[] bytes = new byte[16];
    bytes[10] = (byte) 0xff;
    bytes[11] = (byte) 0xff;
    for (int i = 0; i < 4; i++) {
      bytes[12 + i] = (byte) ipv4[i];
    }
    SocketAddressBytes.encode(
        new InetSocketAddress(Inet6Address.getByAddress(null, bytes, -1), 4711), address);
    return filter.allows(address, 0, SocketAddressBytes.CAPACITY);
  }

  @Test
  void aNetworkHoldsWhatBeginsLikeIt() throws Exception {
    SourceFilter filter = filter("10.0.0.0/8", "192.168.4.0/22", "203.0.113.7");
    assertTrue(allows(filter, "10.0.0.0"));
    assertTrue(allows(filter, "10.255.255.255"));
    assertFalse(allows(filter, "11.0.0.0"));
    assertFalse(allows(filter, "9.255.255.255"));
    assertTrue(allows(filter, "192.168.7.255"));
    assertFalse(allows(filter, "192.168.8.0"));
    assertTrue(allows(filter, "203.0.113.7"));
    assertFalse(allows(filter, "203.0.113.6"));
    assertFalse(allows(filter, "::1"));
  }

  @Test
  void soDoesANetworkOfIpv6() throws Exception {
    SourceFilter filter = filter("2001:db8::/33", "fe80::/10", "2001:db8:0:0:1::/80", "::1");
    assertTrue(allows(filter, "2001:db8:7fff::1"));
    assertFalse(allows(filter, "2001:db8:8000::1"));
    assertTrue(allows(filter, "febf::1"));
    assertFalse(allows(filter, "fec0::1"));
    assertTrue(allows(filter, "::1"));
    assertFalse(allows(filter, "::2"));
    assertFalse(allows(filter, "127.0.0.1"));
  }

  @Test
  void anIpv4ClientOfAnIpv6SocketIsLookedAtAsIpv4() throws Exception {
    assertTrue(allowsMapped(filter("10.0.0.0/8"), 10, 1, 2, 3));
    assertFalse(allowsMapped(filter("10.0.0.0/8"), 11, 1, 2, 3));
    assertFalse(allowsMapped(filter("::/1"), 10, 1, 2, 3));
  }

  @Test
  void noBitsAtAllIsEverybodyOfAFamily() throws Exception {
    assertTrue(allows(filter("0.0.0.0/0"), "203.0.113.6"));
    assertFalse(allows(filter("0.0.0.0/0"), "2001:db8::1"));
    assertTrue(allows(filter("::/0"), "2001:db8::1"));
  }

  @Test
  void aSocketWithoutAnInternetAddressPasses() {
    address.putShort(0, (short) SocketCalls.AF_UNIX);
    assertTrue(filter("10.0.0.0/8").allows(address, 0, Short.BYTES));
  }

  @Test
  void anAddressOfAnotherTimeIsNotJudged() throws Exception {
    SocketAddressBytes.encode(new InetSocketAddress("192.168.1.5", 1), address);
    assertTrue(filter("10.0.0.0/8").allows(address, 0, 0));
  }

  @Test
  void whatIsNoNetworkIsRefusedWithAnExample() {
    for (String text :
        new String[] {"10.0.0.0/33", "ten", "10/8", "::1/129", "10.0.0.0/", "", "a.b"}) {
      IllegalArgumentException fault =
          assertThrows(IllegalArgumentException.class, () -> IpNetwork.parse(text), text);
      assertTrue(fault.getMessage().contains("10.0.0.0/8"), fault::getMessage);
    }
    assertThrows(IllegalArgumentException.class, () -> IpNetwork.parse("10.0.0.1/8"));
    assertEquals(32, IpNetwork.parse("10.0.0.1").prefixBits());
  }

  @Test
  void sourcesComeWithTheDatagramsTheyAreAskedFor() throws Exception {
    ReceiveSlots slots = ReceiveSlots.withSources(8, 2_048);
    try (UdpReceiver receiver =
            UdpReceiver.bind(new InetSocketAddress("127.0.0.1", 0), 1 << 20, slots);
        UdpSender sender = UdpSender.connect(receiver.localAddress(), 1 << 20);
        WakeUp wakeUp = WakeUp.create()) {
      for (int round = 0; round < 3; round++) {
        sender.send(Loopback.buffer("a:1|c"), 0, 5);
        sender.sendSegments(Loopback.buffer("x".repeat(30)), 0, 30, 10);
        int filled = 0;
        while (filled < 2) {
          assertTrue(receiver.await(wakeUp, 2_000));
          int now = receiver.receive();
          for (int slot = 0; slot < now; slot++) {
            assertTrue(filter("127.0.0.0/8").allows(slots, slot));
            assertFalse(filter("10.0.0.0/8").allows(slots, slot));
            assertEquals(filled + slot == 0 ? 5 : 10, slots.segmentBytes(slot));
          }
          filled += now;
        }
      }
    }
  }
}
