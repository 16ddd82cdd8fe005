package io.penstock.config;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What can be asked of a destination to know that it lives.
 *
 * @param protocol how it is asked
 * @param host name or address; an IPv6 address without its brackets; empty with {@link
 *     Protocol#NONE}
 * @param port TCP port
 * @param path of the page that {@link Protocol#HTTP} asks for; empty with the others
 */
public record Health(Protocol protocol, String host, int port, String path) {
  /** How a destination is asked. */
  public enum Protocol {
    /** Not at all. */
    NONE,
    /** It takes a TCP connection. */
    TCP,
    /** It says {@code up} when asked for its {@code health}, as StatsD's admin port does. */
    STATSD,
    /** It answers a GET with a status of 200 to 299. */
    HTTP
  }

  /** Nothing can be asked. */
  public static final Health NONE = new Health(Protocol.NONE, "", 0, "");

  private static final int STATSD_PORT = 8126;
  private static final int HTTP_PORT = 80;
  private static final Pattern URL =
      Pattern.compile(
          "(tcp|statsd|http)://(?:\\[([0-9A-Fa-f:.%\\w]+)]|([\\w.-]+))(?::(\\d{1,5}))?(/[!-~]*)?");

  /**
   * Reads {@code none}, {@code tcp://host:port}, {@code statsd://host[:8126]} or {@code
   * http://host[:80]/path}.
   *
   * @throws IllegalArgumentException saying what was expected
   */
  public static Health parse(String text) {
    if (text.equals("none")) {
      return NONE;
    }
    Matcher url = URL.matcher(text);
    if (!url.matches()) {
      throw unexpected(text);
    }
    Protocol protocol = Protocol.valueOf(url.group(1).toUpperCase(Locale.ROOT));
    String host = url.group(2) != null ? url.group(2) : url.group(3);
    String path = url.group(5);
    if (path != null && protocol != Protocol.HTTP) {
      throw unexpected(text);
    }
    return new Health(protocol, host, port(url.group(4), protocol, text), path(path, protocol));
  }

  private static int port(String given, Protocol protocol, String text) {
    int port =
        switch (protocol) {
          case STATSD -> given == null ? STATSD_PORT : Integer.parseInt(given);
          case HTTP -> given == null ? HTTP_PORT : Integer.parseInt(given);
          default -> given == null ? 0 : Integer.parseInt(given);
        };
    if (port < 1 || port > 65_535) {
      throw unexpected(text);
    }
    return port;
  }

  private static String path(String given, Protocol protocol) {
    if (protocol != Protocol.HTTP) {
      return "";
    }
    return given == null ? "/" : given;
  }

  private static IllegalArgumentException unexpected(String text) {
    return new IllegalArgumentException(
        "expected none, tcp://host:port, statsd://host:8126 or http://host:port/path, not '"
            + text
            + "'");
  }

  /** As it is written in the configuration. */
  @Override
  public String toString() {
    return protocol == Protocol.NONE
        ? "none"
        : protocol.name().toLowerCase(Locale.ROOT)
            + "://"
            + Destination.hostAndPort(host, port)
            + path;
  }
}
