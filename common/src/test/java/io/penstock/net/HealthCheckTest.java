package io.penstock.net;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HealthCheckTest {
  private static final long PATIENT_MS = 20_000;
  private static final long HASTY_MS = 100;

  private ServerSocket server;
  private String host;

  @BeforeEach
  void listen() throws IOException {
    server = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
    host = server.getInetAddress().getHostAddress();
  }

  @AfterEach
  void close() throws IOException {
    server.close();
  }

  @Test
  void whatTakesAConnectionIsHealthyByTcp() {
    assertDoesNotThrow(() -> HealthCheck.tcp(host, server.getLocalPort()).ask(PATIENT_MS));
  }

  @Test
  void aClosedPortIsNotHealthy() throws IOException {
    server.close();
    int port = server.getLocalPort();
    assertThrows(IOException.class, () -> HealthCheck.tcp(host, port).ask(PATIENT_MS));
    assertThrows(IOException.class, () -> HealthCheck.statsd(host, port).ask(PATIENT_MS));
  }

  @ParameterizedTest
  @ValueSource(strings = {"health: up\n", "up\r\n", "health: UP\nEND\n"})
  void statsdIsHealthyWhenItSaysUp(String answer) throws Exception {
    CompletableFuture<String> asked = answer(answer);
    HealthCheck.statsd(host, server.getLocalPort()).ask(PATIENT_MS);
    assertEquals("health", asked.get(20, TimeUnit.SECONDS));
  }

  @ParameterizedTest
  @ValueSource(strings = {"health: down\n", "ERROR\n", "\u0007bell\n", ""})
  void statsdIsNotHealthyWhenItSaysAnythingElse(String answer) throws Exception {
    answer(answer);
    IOException fault =
        assertThrows(
            IOException.class,
            () -> HealthCheck.statsd(host, server.getLocalPort()).ask(PATIENT_MS));
    assertTrue(
        fault.getMessage().startsWith("it answers '") && !fault.getMessage().contains("\u0007"),
        fault.getMessage());
  }

  @Test
  void httpIsHealthyWith2xxOnly() throws Exception {
    CompletableFuture<String> asked = answer("HTTP/1.1 204 No Content\r\n\r\n");
    HealthCheck.http(host, server.getLocalPort(), "/health?x=1").ask(PATIENT_MS);
    assertEquals("GET /health?x=1 HTTP/1.0", asked.get(20, TimeUnit.SECONDS));
    answer("HTTP/1.1 503 Service Unavailable\r\n\r\n");
    assertThrows(
        IOException.class,
        () -> HealthCheck.http(host, server.getLocalPort(), "/").ask(PATIENT_MS));
  }

  @Test
  void whatNeverAnswersIsGivenUp() {
    assertThrows(
        IOException.class, () -> HealthCheck.statsd(host, server.getLocalPort()).ask(HASTY_MS));
  }

  @Test
  void whatAnswersOneByteAfterTheOtherForEverIsGivenUp() {
    answer("x".repeat(10_000));
    assertThrows(
        IOException.class, () -> HealthCheck.statsd(host, server.getLocalPort()).ask(PATIENT_MS));
  }

  /** Takes one connection, reads a line, answers; completes with the line. */
  private CompletableFuture<String> answer(String text) {
    return CompletableFuture.supplyAsync(
        () -> {
          try (Socket socket = server.accept()) {
            String line =
                new BufferedReader(new InputStreamReader(socket.getInputStream(), ISO_8859_1))
                    .readLine();
            socket.getOutputStream().write(text.getBytes(ISO_8859_1));
            return line;
          } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
          }
        });
  }
}
