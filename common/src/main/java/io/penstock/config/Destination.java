package io.penstock.config;

import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The StatsD server that a shard is sent to. The host is a name or a literal and is not looked up
 * here: names may change their address while a worker runs.
 *
 * @param host name or address; an IPv6 address without its brackets
 * @param port UDP port
 */
public record Destination(String host, int port) {
  private static final Pattern SCHEME = Pattern.compile("([a-z]+)://(.*)");
  private static final Pattern HOST_PORT =
      Pattern.compile("(?:\\[([0-9A-Fa-f:.%\\w]+)]|([\\w.-]+)):(\\d{1,5})");

  /** Checks that there is a host and that the port is one. */
  public Destination {
    Objects.requireNonNull(host);
    if (host.isEmpty() || port < 1 || port > 65_535) {
      throw new IllegalArgumentException("no destination: '" + host + "' port " + port);
    }
  }

  /**
   * Reads {@code host:port}, {@code [::1]:port}, or the same after {@code udp://}.
   *
   * @throws IllegalArgumentException saying what was expected
   */
  public static Destination parse(String text) {
    Matcher scheme = SCHEME.matcher(text);
    String address = text;
    if (scheme.matches()) {
      switch (scheme.group(1)) {
        case "udp" -> address = scheme.group(2);
        case "tcp", "unix" ->
            throw new IllegalArgumentException(
                "'"
                    + text
                    + "': this version sends by udp only; "
                    + scheme.group(1)
                    + ":// is not implemented yet");
        default -> throw unexpected(text);
      }
    }
    Matcher parts = HOST_PORT.matcher(address);
    if (!parts.matches()) {
      throw unexpected(text);
    }
    int port = Integer.parseInt(parts.group(3));
    if (port < 1 || port > 65_535) {
      throw new IllegalArgumentException(
          "'" + text + "': expected a port from 1 to 65535, not " + port);
    }
    return new Destination(parts.group(1) != null ? parts.group(1) : parts.group(2), port);
  }

  private static IllegalArgumentException unexpected(String text) {
    return new IllegalArgumentException(
        "expected host:port, such as 127.0.0.1:8127 or [::1]:8127, not '" + text + "'");
  }

  /** {@code host:port}, with brackets around an IPv6 address. */
  public String hostAndPort() {
    return hostAndPort(host, port);
  }

  /** Host and port as people write them, with brackets around an IPv6 address. */
  public static String hostAndPort(String host, int port) {
    return (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + port;
  }

  /** The address as layout records keep it: {@code udp://host:port}. */
  public String address() {
    return "udp://" + hostAndPort();
  }

  @Override
  public String toString() {
    return hostAndPort();
  }
}
