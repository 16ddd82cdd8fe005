package io.penstock.net;

import java.io.IOException;
import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.agrona.MutableDirectBuffer;

/**
 * An address as the kernel writes it.
 *
 * <pre>
 * sockaddr_in   u16 family | u16 port, big-endian | 4 bytes address | 8 bytes nothing
 * sockaddr_in6  u16 family | u16 port, big-endian | u32 flow | 16 bytes address | u32 scope
 * </pre>
 */
final class SocketAddressBytes {
  static final int CAPACITY = 28;
  static final int IPV4_OFFSET = 4;
  static final int IPV6_OFFSET = 8;

  private static final int IPV4_BYTES = 16;
  private static final int IPV6_BYTES = 28;
  private static final int NO_SCOPE = -1;

  private SocketAddressBytes() {}

  /** AF_INET or AF_INET6. */
  static int family(InetSocketAddress address) {
    return address.getAddress() instanceof Inet4Address
        ? SocketCalls.AF_INET
        : SocketCalls.AF_INET6;
  }

  /** Writes the address at the start of the buffer and returns its length. */
  static int encode(InetSocketAddress address, MutableDirectBuffer target) {
    target.setMemory(0, CAPACITY, (byte) 0);
    target.putShort(0, (short) family(address));
    target.putShort(2, (short) address.getPort(), ByteOrder.BIG_ENDIAN);
    byte[] bytes = address.getAddress().getAddress();
    if (address.getAddress() instanceof Inet6Address ipv6) {
      target.putBytes(8, bytes);
      target.putInt(24, ipv6.getScopeId());
      return IPV6_BYTES;
    }
    target.putBytes(4, bytes);
    return IPV4_BYTES;
  }

  /** Reads what the kernel wrote. */
  static InetSocketAddress decode(MutableDirectBuffer source) throws IOException {
    int port = source.getShort(2, ByteOrder.BIG_ENDIAN) & 0xffff;
    if (source.getShort(0) == SocketCalls.AF_INET) {
      byte[] ipv4 = new byte[4];
      source.getBytes(4, ipv4);
      return new InetSocketAddress(InetAddress.getByAddress(ipv4), port);
    }
    byte[] ipv6 = new byte[16];
    source.getBytes(8, ipv6);
    int scope = source.getInt(24);
    return new InetSocketAddress(
        Inet6Address.getByAddress(null, ipv6, scope == 0 ? NO_SCOPE : scope), port);
  }

  /**
   * The address as it is written in a configuration: {@code 127.0.0.1:8125}, {@code [::1]:8125}.
   */
  static String text(InetSocketAddress address) {
    return hostText(address) + ":" + address.getPort();
  }

  /** The host of {@link #text}. */
  static String hostText(InetSocketAddress address) {
    if (address.getAddress() == null) {
      return address.getHostString();
    }
    if (address.getAddress() instanceof Inet4Address) {
      return address.getAddress().getHostAddress();
    }
    boolean any = Arrays.equals(address.getAddress().getAddress(), new byte[16]);
    return "[" + (any ? "::" : address.getAddress().getHostAddress()) + "]";
  }
}
