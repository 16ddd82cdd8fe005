package io.penstock.net;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/**
 * One question over TCP: are you there?
 *
 * <p>It blocks, so it is for threads that may: no more than the time it is given, besides looking
 * the name up, which is the resolver's to bound. It reads one line of at most {@value
 * #ANSWER_BYTES_MAX} bytes. Any thread; every call opens a connection of its own and closes it.
 */
public final class HealthCheck {
  private static final int ANSWER_BYTES_MAX = 256;
  private static final Pattern SAYS_UP =
      Pattern.compile("(health: ?)?up", Pattern.CASE_INSENSITIVE);
  private static final Pattern SAYS_2XX = Pattern.compile("HTTP/\\d(\\.\\d)? 2\\d\\d\\b.*");

  private final String host;
  private final int port;
  private final String question;
  private final Predicate<String> isGood;

  private HealthCheck(String host, int port, String question, Predicate<String> isGood) {
    this.host = host;
    this.port = port;
    this.question = question;
    this.isGood = isGood;
  }

  /** Healthy is what takes a connection. */
  public static HealthCheck tcp(String host, int port) {
    return new HealthCheck(host, port, "", answer -> true);
  }

  /** Healthy is what answers {@code health} with {@code health: up}: the admin port of StatsD. */
  public static HealthCheck statsd(String host, int port) {
    return new HealthCheck(host, port, "health\n", SAYS_UP.asMatchPredicate());
  }

  /**
   * Healthy is what answers a GET with 200 to 299. HTTP/1.0, without TLS and without following
   * redirects: a health page needs none of it.
   */
  public static HealthCheck http(String host, int port, String path) {
    String question =
        "GET "
            + path
            + " HTTP/1.0\r\nHost: "
            + (host.indexOf(':') >= 0 ? "[" + host + "]" : host)
            + ":"
            + port
            + "\r\nUser-Agent: penstock\r\nConnection: close\r\n\r\n";
    return new HealthCheck(host, port, question, SAYS_2XX.asMatchPredicate());
  }

  /**
   * Asks.
   *
   * @param timeoutMs for all of it, at least 1
   * @throws IOException when it is not healthy, saying why
   */
  public void ask(long timeoutMs) throws IOException {
    InetSocketAddress address = new InetSocketAddress(InetAddress.getByName(host), port);
    long deadlineNs = System.nanoTime() + timeoutMs * 1_000_000;
    try (Socket socket = new Socket()) {
      socket.connect(address, remainingMs(deadlineNs));
      if (question.isEmpty()) {
        return;
      }
      socket.getOutputStream().write(question.getBytes(ISO_8859_1));
      String answer = line(socket, deadlineNs);
      if (!isGood.test(answer)) {
        throw new IOException("it answers '" + printable(answer) + "'");
      }
    } catch (SocketTimeoutException e) {
      throw new IOException("no answer within " + timeoutMs + " ms", e);
    }
  }

  private static String line(Socket socket, long deadlineNs) throws IOException {
    StringBuilder line = new StringBuilder();
    InputStream in = socket.getInputStream();
    byte[] bytes = new byte[ANSWER_BYTES_MAX];
    while (line.length() < ANSWER_BYTES_MAX) {
      socket.setSoTimeout(remainingMs(deadlineNs));
      int count = in.read(bytes, 0, ANSWER_BYTES_MAX - line.length());
      if (count < 0) {
        break;
      }
      line.append(new String(bytes, 0, count, ISO_8859_1));
      int end = line.indexOf("\n");
      if (end >= 0) {
        line.setLength(end);
        break;
      }
    }
    return line.toString().strip();
  }

  private static int remainingMs(long deadlineNs) throws SocketTimeoutException {
    long remainingMs = (deadlineNs - System.nanoTime()) / 1_000_000;
    if (remainingMs < 1) {
      throw new SocketTimeoutException();
    }
    return (int) Math.min(Integer.MAX_VALUE, remainingMs);
  }

  private static String printable(String text) {
    return text.replaceAll("[^ -~]", "?");
  }
}
