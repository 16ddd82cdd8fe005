package io.penstock.config;

import java.net.InetSocketAddress;

/**
 * Where HTTP is served.
 *
 * @param host name or address, an IPv6 address without its brackets
 * @param port TCP port; 0 for a free one
 */
public record HttpAddress(String host, int port) {
  private static final int PORT_MAX = 65_535;

  /**
   * Reads {@code host:port}.
   *
   * @throws IllegalArgumentException saying what was expected
   */
  static HttpAddress parse(String text) {
    int colon = text.lastIndexOf(':');
    String host = colon < 1 ? "" : text.substring(0, colon);
    boolean isBareIpv6 = host.indexOf(':') >= 0 && !host.startsWith("[");
    if (host.isEmpty() || isBareIpv6) {
      throw new IllegalArgumentException(
          "expected none or host:port such as 127.0.0.1:8180 or [::1]:8180, not '" + text + "'");
    }
    return new HttpAddress(
        Values.host().parse(host), Values.number(0, PORT_MAX).parse(text.substring(colon + 1)));
  }

  /** The one that a socket has. */
  public static HttpAddress of(InetSocketAddress bound) {
    return new HttpAddress(bound.getAddress().getHostAddress(), bound.getPort());
  }

  @Override
  public String toString() {
    return Destination.hostAndPort(host, port);
  }
}
