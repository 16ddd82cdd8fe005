package io.penstock.config;

import io.penstock.config.Destination.Transport;

/**
 * What ingest listens on, as it was written; the same syntax as a {@link Destination}.
 *
 * <pre>
 *   host:port  udp://host:port     datagrams
 *   tcp://host:port                a stream, a newline after every line
 *   unix:///run/statsd.sock        datagrams to a Unix socket
 *   unix+stream:///run/statsd.sock a Unix stream, each datagram with its length before it
 * </pre>
 *
 * @param transport how bytes come
 * @param host name or address, an IPv6 address without its brackets; of a Unix socket its path
 * @param port UDP or TCP port; 0 for a Unix socket
 */
public record ListenAddress(Transport transport, String host, int port) {
  /**
   * Reads an address as it is shown above.
   *
   * @throws IllegalArgumentException saying what was expected
   */
  public static ListenAddress parse(String text) {
    Destination words = Destination.parse(text);
    return new ListenAddress(words.transport(), words.host(), words.port());
  }

  /** The shortest that {@link #parse} understands. */
  @Override
  public String toString() {
    return new Destination(transport, host, port).toString();
  }
}
