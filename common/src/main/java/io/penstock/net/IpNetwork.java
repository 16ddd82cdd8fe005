package io.penstock.net;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The addresses that begin with the same bits: {@code 10.0.0.0/8}, {@code 2001:db8::/32}.
 *
 * @param address the first of them
 * @param prefixBits how many bits they have in common
 */
public record IpNetwork(InetAddress address, int prefixBits) {
  private static final Pattern TEXT = Pattern.compile("([0-9A-Fa-f.:]+)(?:/(\\d{1,3}))?");
  private static final Pattern IPV4 = Pattern.compile("\\d{1,3}(\\.\\d{1,3}){3}");

  /**
   * Reads a network, or one address as a network of its own.
   *
   * @throws IllegalArgumentException saying what was expected
   */
  public static IpNetwork parse(String text) {
    Matcher parts = TEXT.matcher(text);
    if (parts.matches()
        && (parts.group(1).contains(":") || IPV4.matcher(parts.group(1)).matches())) {
      try {
        InetAddress address = InetAddress.getByName(parts.group(1)); // of digits: asks nobody
        int bits = Byte.SIZE * address.getAddress().length;
        int prefix = parts.group(2) == null ? bits : Integer.parseInt(parts.group(2));
        if (prefix <= bits) {
          return checked(new IpNetwork(address, prefix), text);
        }
      } catch (UnknownHostException noAddress) {
        // said below
      }
    }
    throw new IllegalArgumentException(
        "expected networks such as 10.0.0.0/8 or 2001:db8::/32, or all, not '" + text + "'");
  }

  /** Bits beyond the prefix are a slip of the pen: 10.0.0.1/8 was meant to be something else. */
  private static IpNetwork checked(IpNetwork network, String text) {
    byte[] bytes = network.address.getAddress();
    for (int bit = network.prefixBits; bit < Byte.SIZE * bytes.length; bit++) {
      if ((bytes[bit / Byte.SIZE] & 0x80 >> bit % Byte.SIZE) != 0) {
        throw new IllegalArgumentException(
            "'"
                + text
                + "' has bits beyond its first "
                + network.prefixBits
                + "; write the network's first address");
      }
    }
    return network;
  }

  @Override
  public String toString() {
    return address.getHostAddress() + "/" + prefixBits;
  }
}
