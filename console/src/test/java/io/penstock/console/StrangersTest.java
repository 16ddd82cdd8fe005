package io.penstock.console;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who asks and should not get an answer, or asks too much. */
class StrangersTest {
  private static final int IDLE_CONNECTIONS = 1_000;
  private static final List<String> PATHS =
      List.of("/", "/metrics", "/readyz", "/api/status", "/api/history", "/console.js");

  @TempDir private Path folder;

  private Console console;
  private InetSocketAddress server;

  @BeforeEach
  void open() {
    console = new DataFolder(folder).ingest(1).console("ready = drops=0");
    server = console.address();
  }

  @AfterEach
  void close() {
    console.close();
  }

  @Test
  void anotherSitesNameGetsNoAnswer() throws IOException {
    for (String host : List.of("evil.example", "evil.example:8180", "127.0.0.1.evil.example", "")) {
      assertEquals(
          421, ask("GET /api/status HTTP/1.1\r\nHost: " + host).status(), "as '" + host + "'");
    }
    assertEquals(421, ask("GET /api/status HTTP/1.0").status());
    for (String host : List.of("localhost", "LOCALHOST:1", "127.0.0.1:8180", "[::1]:8180")) {
      assertEquals(
          200, ask("GET /api/status HTTP/1.1\r\nHost: " + host).status(), "as '" + host + "'");
    }
  }

  @Test
  void anotherSitesPageGetsNoAnswer() throws IOException {
    for (String origin : List.of("http://evil.example", "null", "http://localhost.evil.example")) {
      assertEquals(403, Raw.get(server, "/api/events", "Origin: " + origin).status(), origin);
    }
    assertEquals(200, Raw.get(server, "/api/status", "Origin: http://localhost:9").status());
  }

  @Test
  void whoDoesNotReadIsRefused() throws IOException {
    for (String method : List.of("POST", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "CONNECT")) {
      assertEquals(405, ask(method + " / HTTP/1.1\r\nHost: localhost").status(), method);
    }
    assertEquals(
        413, ask("GET / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 5\r\n\r\nhello").status());
    assertEquals(200, ask("HEAD / HTTP/1.1\r\nHost: localhost").status());
    assertEquals("", ask("HEAD /metrics HTTP/1.1\r\nHost: localhost").body());
  }

  @Test
  void everyAnswerForbidsWhatABrowserCouldDoWithIt() throws IOException {
    List<String> paths = new ArrayList<>(PATHS);
    paths.addAll(List.of("/nothing", "/healthz", "/../../etc/passwd"));
    for (String path : paths) {
      Raw.Reply reply = Raw.get(server, path);
      String policy = reply.header("content-security-policy");
      assertTrue(policy.startsWith("default-src 'none'"), path);
      assertFalse(policy.contains("unsafe"), path);
      assertEquals("nosniff", reply.header("x-content-type-options"), path);
      assertEquals("DENY", reply.header("x-frame-options"), path);
      assertEquals("no-referrer", reply.header("referrer-policy"), path);
    }
  }

  @Test
  void nothingIsServedBesideWhatIsNamed() throws IOException {
    for (String path :
        List.of(
            "/metrics/",
            "/healthz/x",
            "/page/index.html",
            "//healthz",
            "/%2e%2e/%2e%2e/etc/passwd",
            "/console.js%00",
            "/io/penstock/console/Console.class")) {
      assertEquals(404, Raw.get(server, path).status(), path);
    }
  }

  @Test
  void garbageGetsNoTraceAndNoFailure() throws IOException {
    Random random = new Random(Long.getLong("penstock.test.seed", 100));
    List<String> verbs = List.of("GET", "HEAD", "POST", "G\0T", "GET ", "");
    for (int i = 0; i < 400; i++) {
      StringBuilder request =
          new StringBuilder(verbs.get(random.nextInt(verbs.size()))).append(' ');
      request.append(PATHS.get(random.nextInt(PATHS.size())));
      for (int n = random.nextInt(40); n > 0; n--) {
        request.append((char) random.nextInt(256));
      }
      request.append(" HTTP/1.1\r\nHost: localhost\r\n");
      for (int n = random.nextInt(4); n > 0; n--) {
        request.append("X-").append((char) random.nextInt(256)).append(": ");
        request.append("y".repeat(random.nextInt(3_000))).append("\r\n");
      }
      Raw.Reply reply = askQuietly(request + "Connection: close\r\n\r\n");
      assertTrue(reply.status() < 500, () -> reply + " to " + request);
      assertFalse(reply.body().contains("\tat "), () -> reply + " to " + request);
      assertFalse(reply.body().contains("io.penstock"), () -> reply + " to " + request);
    }
    assertEquals(200, Raw.get(server, "/healthz").status());
  }

  @Test
  void aHeaderWithoutEndIsCutOff() throws IOException {
    Raw.Reply reply =
        askQuietly("GET / HTTP/1.1\r\nHost: localhost\r\nX: " + "y".repeat(1 << 20) + "\r\n\r\n");
    assertTrue(reply.status() == 0 || reply.status() >= 400 && reply.status() < 500, reply::body);
  }

  @Test
  void aThousandWhoSayNothingHoldUpNobody() throws IOException {
    List<Socket> idle = new ArrayList<>();
    try {
      for (int i = 0; i < IDLE_CONNECTIONS; i++) {
        idle.add(Raw.open(server));
        if (i % 2 == 0) {
          idle.getLast().getOutputStream().write("GET / HT".getBytes(StandardCharsets.US_ASCII));
        }
      }
      assertEquals(200, Raw.get(server, "/healthz").status());
      assertEquals(200, Raw.get(server, "/metrics").status());
    } finally {
      for (Socket socket : idle) {
        socket.close();
      }
    }
  }

  private Raw.Reply ask(String request) throws IOException {
    return Raw.ask(
        server, request + (request.contains("\r\n\r\n") ? "" : "\r\nConnection: close\r\n\r\n"));
  }

  /** A server that hangs up in the middle of a request has said enough. */
  private Raw.Reply askQuietly(String request) throws IOException {
    try {
      return Raw.ask(server, request);
    } catch (SocketException hungUp) {
      return new Raw.Reply(0, "", "");
    }
  }
}
