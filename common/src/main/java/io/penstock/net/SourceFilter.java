package io.penstock.net;

import java.net.Inet4Address;
import java.nio.ByteOrder;
import java.util.List;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Decides by source address whose datagrams and connections are accepted.
 *
 * <p>An IPv4 client of an IPv6 socket is looked at as IPv4. What has no internet address, a Unix
 * socket, passes; such a client mostly has no address at all, so an address is judged by the length
 * that the kernel reports, and never by what was there before. Pure after it was made; allocates
 * nothing. UDP sources can be forged, so this prevents mistakes, not attacks.
 */
public final class SourceFilter {
  private static final long MAPPED_IPV4 = 0xffffL; // ::ffff:a.b.c.d, bits 64 to 95

  private final int[] prefixes4;
  private final int[] masks4;
  private final long[] prefixes6;
  private final long[] masks6;

  private SourceFilter(List<IpNetwork> networks) {
    List<IpNetwork> four =
        networks.stream().filter(network -> network.address() instanceof Inet4Address).toList();
    List<IpNetwork> six =
        networks.stream().filter(network -> !(network.address() instanceof Inet4Address)).toList();
    prefixes4 = new int[four.size()];
    masks4 = new int[four.size()];
    for (int i = 0; i < prefixes4.length; i++) {
      UnsafeBuffer bytes = new UnsafeBuffer(four.get(i).address().getAddress());
      prefixes4[i] = bytes.getInt(0, ByteOrder.BIG_ENDIAN);
      masks4[i] = (int) ones(four.get(i).prefixBits() + Integer.SIZE);
    }
    prefixes6 = new long[2 * six.size()];
    masks6 = new long[2 * six.size()];
    for (int i = 0; i < six.size(); i++) {
      UnsafeBuffer bytes = new UnsafeBuffer(six.get(i).address().getAddress());
      prefixes6[2 * i] = bytes.getLong(0, ByteOrder.BIG_ENDIAN);
      prefixes6[2 * i + 1] = bytes.getLong(Long.BYTES, ByteOrder.BIG_ENDIAN);
      masks6[2 * i] = ones(Math.min(six.get(i).prefixBits(), Long.SIZE));
      masks6[2 * i + 1] = ones(Math.max(six.get(i).prefixBits() - Long.SIZE, 0));
    }
  }

  /** Accepts those networks only. */
  public static SourceFilter of(List<IpNetwork> networks) {
    return new SourceFilter(networks);
  }

  /** So many bits from the top. */
  private static long ones(int bits) {
    return bits == 0 ? 0 : -1L << Long.SIZE - bits;
  }

  /** Whether what a slot holds may come in; the slots are such as ask for sources. */
  public boolean allows(ReceiveSlots slots, int slot) {
    return allows(slots.names(), slots.nameOffset(slot), slots.nameBytes(slot));
  }

  /** The same for an address as the kernel writes it, of this many bytes. */
  boolean allows(UnsafeBuffer address, int offset, int length) {
    int family = length < Short.BYTES ? SocketCalls.AF_UNIX : address.getShort(offset);
    if (family == SocketCalls.AF_INET) {
      return allows(address.getInt(offset + SocketAddressBytes.IPV4_OFFSET, ByteOrder.BIG_ENDIAN));
    }
    if (family != SocketCalls.AF_INET6) {
      return true;
    }
    int at = offset + SocketAddressBytes.IPV6_OFFSET;
    long high = address.getLong(at, ByteOrder.BIG_ENDIAN);
    long low = address.getLong(at + Long.BYTES, ByteOrder.BIG_ENDIAN);
    return high == 0 && low >>> Integer.SIZE == MAPPED_IPV4 ? allows((int) low) : allows(high, low);
  }

  private boolean allows(int ipv4) {
    for (int i = 0; i < prefixes4.length; i++) {
      if ((ipv4 & masks4[i]) == prefixes4[i]) {
        return true;
      }
    }
    return false;
  }

  private boolean allows(long high, long low) {
    for (int i = 0; i < prefixes6.length; i += 2) {
      if ((high & masks6[i]) == prefixes6[i] && (low & masks6[i + 1]) == prefixes6[i + 1]) {
        return true;
      }
    }
    return false;
  }
}
