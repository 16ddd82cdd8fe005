package io.penstock.console.http;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.function.Function;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The server: lets in, answers, and says nothing of itself when it cannot.
 *
 * <p>A virtual thread for each request; {@link #enforce} is called by a thread of the owner's now
 * and then. Routes are added before {@link #start}.
 */
public final class HttpFront implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(HttpFront.class);
  private static final byte[] STREAM_BEGINS = ascii("retry: 1000\n\n");
  private static final byte[] PING = ascii(": still here\n\n");
  private static final byte[] DATA = ascii("data: ");
  private static final byte[] END = ascii("\n\n");

  private final HttpServer server;
  private final ExecutorService threads;
  private final Door door;
  private final Deadlines deadlines = new Deadlines();
  private final Semaphore answers = new Semaphore(HttpLimits.ANSWERS);
  private final Semaphore streams = new Semaphore(HttpLimits.STREAMS);
  private final Map<String, Function<Request, Answer>> routes = new HashMap<>();
  private final Map<String, Supplier<Events>> events = new HashMap<>();
  private volatile boolean isClosed;

  private HttpFront(HttpServer server, ExecutorService threads, Door door) {
    this.server = server;
    this.threads = threads;
    this.door = door;
  }

  /**
   * Binds the address; nothing is answered before {@link #start}.
   *
   * @param name of the host as it was configured, one that clients may use
   */
  public static HttpFront bind(InetSocketAddress address, String name) throws IOException {
    HttpLimits.set();
    HttpServer server = HttpServer.create(address, HttpLimits.BACKLOG);
    ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    HttpFront front = new HttpFront(server, threads, new Door(name));
    server.setExecutor(threads);
    server.createContext("/", front::serve);
    return front;
  }

  /** Answers a path, and no other that begins with it. */
  public HttpFront route(String path, Function<Request, Answer> answer) {
    routes.put(path, answer);
    return this;
  }

  /** Streams events at a path, a source of its own for each who listens. */
  public HttpFront stream(String path, Supplier<Events> source) {
    events.put(path, source);
    return this;
  }

  /** Serves from now on. */
  public void start() {
    server.start();
  }

  /** Where it serves. */
  public InetSocketAddress address() {
    return server.getAddress();
  }

  /** Hangs up on who reads too slowly. */
  public int enforce(long nowNs) {
    return deadlines.enforce(nowNs);
  }

  private void serve(HttpExchange exchange) {
    try (exchange) {
      secure(exchange.getResponseHeaders());
      Optional<Answer> refusal =
          door.refusal(exchange.getRequestMethod(), exchange.getRequestHeaders());
      String path = exchange.getRequestURI().getPath();
      Supplier<Events> source = events.get(path);
      if (refusal.isPresent()) {
        exchange.getResponseHeaders().set("Connection", "close");
        send(exchange, refusal.get());
      } else if (source != null && exchange.getRequestMethod().equals("GET")) {
        bounded(streams, exchange, () -> stream(exchange, source.get()));
      } else {
        bounded(answers, exchange, () -> send(exchange, answer(exchange, path)));
      }
    } catch (IOException | InterruptedException gone) {
      LOG.debug("a client of the console has gone", gone);
    } catch (RuntimeException e) {
      LOG.error("a request of the console failed", e);
    } finally {
      deadlines.end(exchange);
    }
  }

  private interface Work {
    void run() throws IOException, InterruptedException;
  }

  private void bounded(Semaphore room, HttpExchange exchange, Work work)
      throws IOException, InterruptedException {
    if (!room.tryAcquire()) {
      exchange.getResponseHeaders().set("Retry-After", "1");
      send(exchange, Answer.text(503, "too many at a time"));
      return;
    }
    try {
      work.run();
    } finally {
      room.release();
    }
  }

  private Answer answer(HttpExchange exchange, String path) {
    Function<Request, Answer> route = routes.get(path);
    if (route == null) {
      return Answer.text(404, "there is nothing here");
    }
    Headers headers = exchange.getRequestHeaders();
    String accept = headers.getFirst("Accept");
    return route.apply(
        new Request(
            path, accept == null ? "" : accept, query(exchange.getRequestURI().getRawQuery())));
  }

  /** What cannot be decoded was not asked. */
  private static Map<String, String> query(String raw) {
    Map<String, String> query = new HashMap<>();
    if (raw == null || raw.length() > HttpLimits.QUERY_CHARS) {
      return query;
    }
    for (String pair : raw.split("&")) {
      int equals = pair.indexOf('=');
      if (equals > 0) {
        try {
          query.put(
              URLDecoder.decode(pair.substring(0, equals), StandardCharsets.UTF_8),
              URLDecoder.decode(pair.substring(equals + 1), StandardCharsets.UTF_8));
        } catch (IllegalArgumentException malformed) {
          continue;
        }
      }
    }
    return query;
  }

  private void send(HttpExchange exchange, Answer answer) throws IOException {
    Headers headers = exchange.getResponseHeaders();
    headers.set("Content-Type", answer.contentType());
    headers.set("Cache-Control", answer.tag().isEmpty() ? "no-store" : "no-cache");
    if (!answer.tag().isEmpty()) {
      headers.set("ETag", answer.tag());
      if (answer.tag().equals(exchange.getRequestHeaders().getFirst("If-None-Match"))) {
        exchange.sendResponseHeaders(304, -1);
        return;
      }
    }
    deadlines.begin(exchange, System.nanoTime() + HttpLimits.WRITE_NS);
    if (exchange.getRequestMethod().equals("HEAD")) {
      headers.set("Content-Length", Integer.toString(answer.body().length));
      exchange.sendResponseHeaders(answer.status(), -1);
      return;
    }
    exchange.sendResponseHeaders(
        answer.status(), answer.body().length == 0 ? -1 : answer.body().length);
    try (OutputStream out = exchange.getResponseBody()) {
      out.write(answer.body());
    }
  }

  private void stream(HttpExchange exchange, Events source)
      throws IOException, InterruptedException {
    Headers headers = exchange.getResponseHeaders();
    headers.set("Content-Type", "text/event-stream; charset=utf-8");
    headers.set("Cache-Control", "no-store");
    exchange.sendResponseHeaders(200, 0);
    OutputStream out = exchange.getResponseBody();
    write(exchange, out, STREAM_BEGINS);
    while (!isClosed) {
      Optional<byte[]> next = source.next(HttpLimits.PING_MS);
      if (next.isPresent()) {
        write(exchange, out, DATA, next.get(), END);
      } else {
        write(exchange, out, PING);
      }
    }
  }

  private void write(HttpExchange exchange, OutputStream out, byte[]... pieces) throws IOException {
    deadlines.begin(exchange, System.nanoTime() + HttpLimits.WRITE_NS);
    for (byte[] piece : pieces) {
      out.write(piece);
    }
    out.flush();
    deadlines.end(exchange);
  }

  /** Nothing of another site in our page, nothing of our page in another's, no guessing. */
  private static void secure(Headers headers) {
    headers.set(
        "Content-Security-Policy",
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src"
            + " 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'");
    headers.set("X-Content-Type-Options", "nosniff");
    headers.set("X-Frame-Options", "DENY");
    headers.set("Referrer-Policy", "no-referrer");
    headers.set("Cross-Origin-Resource-Policy", "same-origin");
    headers.set("Cross-Origin-Opener-Policy", "same-origin");
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  /** Hangs up on everybody. */
  @Override
  public void close() {
    isClosed = true;
    server.stop(0);
    threads.shutdownNow();
  }
}
