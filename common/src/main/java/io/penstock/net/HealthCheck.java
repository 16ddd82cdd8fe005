package io.penstock.net;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.util.List;
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

  /** Which of the addresses that a name has is asked. */
  public sealed interface Target {
    /** Where to connect to. */
    InetAddress addressOf(String host) throws UnknownHostException;

    /** The first that the name server says. */
    record Any() implements Target {
      @Override
      public InetAddress addressOf(String host) throws UnknownHostException {
        return InetAddress.getByName(host);
      }
    }

    /** This one as long as the name has it, else the first. */
    record Rather(InetAddress address) implements Target {
      @Override
      public InetAddress addressOf(String host) throws UnknownHostException {
        List<InetAddress> all = List.of(InetAddress.getAllByName(host));
        return all.contains(address) ? address : all.getFirst();
      }
    }

    /** This one, whatever the name server says. */
    record Only(InetAddress address) implements Target {
      @Override
      public InetAddress addressOf(String host) {
        return address;
      }
    }
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

  /** Asks the server at the name's first address; see {@link #ask(Target, long)}. */
  public void ask(long timeoutMs) throws IOException {
    ask(new Target.Any(), timeoutMs);
  }

  /**
   * Asks.
   *
   * @param target which of the host's addresses
   * @param timeoutMs for all of it, at least 1
   * @throws IOException when it is not healthy, saying why
   */
  public void ask(Target target, long timeoutMs) throws IOException {
    InetSocketAddress address = new InetSocketAddress(target.addressOf(host), port);
    long deadlineNs = System.nanoTime() + timeoutMs * 1_000_000;
    try (Socket socket = new Socket()) {
      socket.connect(address, remainingMs(deadlineNs));
      if (socket.getLocalSocketAddress().equals(socket.getRemoteSocketAddress())) {
        throw new IOException("no process listens there: the socket was connected to itself");
      }
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
