package io.penstock.console;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** A client that sends just what it is told to. */
final class Raw {
  private static final int TIMEOUT_MS = 20_000;

  /** What came back: status, headers in lower case, body. */
  record Reply(int status, String headers, String body) {
    String header(String name) {
      return headers
          .lines()
          .filter(line -> line.toLowerCase(Locale.ROOT).startsWith(name + ":"))
          .map(line -> line.substring(name.length() + 1).strip())
          .findFirst()
          .orElse("");
    }
  }

  private Raw() {}

  static Socket open(InetSocketAddress server) throws IOException {
    Socket socket = new Socket();
    socket.setSoTimeout(TIMEOUT_MS);
    socket.connect(server, TIMEOUT_MS);
    return socket;
  }

  /** An ordinary GET. */
  static Reply get(InetSocketAddress server, String path, String... headers) throws IOException {
    StringBuilder request = new StringBuilder("GET " + path + " HTTP/1.1\r\nHost: localhost\r\n");
    for (String header : headers) {
      request.append(header).append("\r\n");
    }
    return ask(server, request + "Connection: close\r\n\r\n");
  }

  static Reply ask(InetSocketAddress server, String request) throws IOException {
    return ask(server, request.getBytes(StandardCharsets.ISO_8859_1));
  }

  /** Status 0 when the server hung up without a word. */
  static Reply ask(InetSocketAddress server, byte[] request) throws IOException {
    try (Socket socket = open(server)) {
      socket.getOutputStream().write(request);
      socket.shutdownOutput();
      return parse(new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8));
    }
  }

  private static Reply parse(String text) {
    if (!text.startsWith("HTTP/1.1 ")) {
      return new Reply(0, "", text);
    }
    int end = text.indexOf("\r\n\r\n");
    return new Reply(
        Integer.parseInt(text.substring(9, 12)), text.substring(0, end), text.substring(end + 4));
  }
}
