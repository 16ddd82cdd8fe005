package io.penstock.config;

import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The StatsD server that a shard is sent to, as it was written.
 *
 * <pre>
 *   host:port  udp://host:port     datagrams
 *   tcp://host:port                a stream, a newline after every line
 *   unix:///run/statsd.sock        datagrams to a Unix socket
 *   unix+stream:///run/statsd.sock a Unix stream, a newline after every line
 * </pre>
 *
 * <p>The host is a name or a literal and is not looked up here: names may change their address
 * while a worker runs.
 *
 * @param transport how bytes get there
 * @param host name or address, an IPv6 address without its brackets; of a Unix socket its path
 * @param port UDP or TCP port; 0 for a Unix socket
 */
public record Destination(Transport transport, String host, int port) {
  private static final Pattern SCHEME = Pattern.compile("([a-z+]+)://(.*)");
  private static final Pattern HOST_PORT =
      Pattern.compile("(?:\\[([0-9A-Fa-f:.%\\w]+)]|([\\w.-]+)):(\\d{1,5})");

  /** The longest path that a Unix socket can have. */
  private static final int PATH_BYTES_MAX = 107;

  /** How bytes get to a destination. */
  public enum Transport {
    /** UDP datagrams. */
    UDP("udp"),
    /** A TCP connection. */
    TCP("tcp"),
    /** Datagrams to a Unix socket. */
    UNIX("unix"),
    /** A connection to a Unix stream socket. */
    UNIX_STREAM("unix+stream");

    private final String scheme;

    Transport(String scheme) {
      this.scheme = scheme;
    }

    /** Whether it is a path of this host rather than a host and a port. */
    public boolean isUnix() {
      return this == UNIX || this == UNIX_STREAM;
    }
  }

  /** Checks that there is a host and that the port is one. */
  public Destination {
    Objects.requireNonNull(transport);
    Objects.requireNonNull(host);
    boolean portFits = transport.isUnix() ? port == 0 : port >= 1 && port <= 65_535;
    if (host.isEmpty() || !portFits) {
      throw new IllegalArgumentException("no destination: '" + host + "' port " + port);
    }
  }

  /** A server that takes UDP. */
  public Destination(String host, int port) {
    this(Transport.UDP, host, port);
  }

  /**
   * Reads an address as it is shown above.
   *
   * @throws IllegalArgumentException saying what was expected
   */
  public static Destination parse(String text) {
    Matcher scheme = SCHEME.matcher(text);
    if (!scheme.matches()) {
      return hostAndPort(Transport.UDP, text, text);
    }
    for (Transport transport : Transport.values()) {
      if (transport.scheme.equals(scheme.group(1))) {
        return transport.isUnix()
            ? path(transport, scheme.group(2), text)
            : hostAndPort(transport, scheme.group(2), text);
      }
    }
    throw new IllegalArgumentException(
        "expected udp://, tcp://, unix:// or unix+stream://, not '" + text + "'");
  }

  private static Destination hostAndPort(Transport transport, String address, String text) {
    Matcher parts = HOST_PORT.matcher(address);
    if (!parts.matches()) {
      throw new IllegalArgumentException(
          "expected host:port, such as 127.0.0.1:8127 or [::1]:8127, not '" + text + "'");
    }
    int port = Integer.parseInt(parts.group(3));
    if (port < 1 || port > 65_535) {
      throw new IllegalArgumentException(
          "'" + text + "': expected a port from 1 to 65535, not " + port);
    }
    String host = parts.group(1) != null ? parts.group(1) : parts.group(2);
    return new Destination(transport, host, port);
  }

  private static Destination path(Transport transport, String path, String text) {
    if (!path.startsWith("/") || path.length() == 1) {
      throw new IllegalArgumentException(
          "expected an absolute path, such as "
              + transport.scheme
              + ":///run/statsd.sock, not '"
              + text
              + "'");
    }
    if (path.getBytes(java.nio.charset.StandardCharsets.UTF_8).length > PATH_BYTES_MAX) {
      throw new IllegalArgumentException(
          "'" + text + "': a Unix socket's path has at most " + PATH_BYTES_MAX + " bytes");
    }
    return new Destination(transport, path, 0);
  }

  /** {@code host:port}, with brackets around an IPv6 address; of a Unix socket its path. */
  public String hostAndPort() {
    return transport.isUnix() ? host : hostAndPort(host, port);
  }

  /** Host and port as people write them, with brackets around an IPv6 address. */
  public static String hostAndPort(String host, int port) {
    return (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + port;
  }

  /** The whole address, as layout records keep it: {@code udp://host:port}. */
  public String address() {
    return transport.scheme + "://" + hostAndPort();
  }

  /** The shortest that {@link #parse} understands: {@code host:port} for UDP, else the address. */
  @Override
  public String toString() {
    return transport == Transport.UDP ? hostAndPort() : address();
  }
}
