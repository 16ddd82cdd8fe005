package io.penstock.console.http;

import com.sun.net.httpserver.Headers;
import java.net.URI;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * Who is let in: somebody who reads, and who knows the console by a name of its own. A page of
 * another site can have a browser ask us under that site's name (DNS rebinding), or tell us where
 * it comes from (Origin); neither gets an answer.
 */
final class Door {
  private static final Set<String> METHODS = Set.of("GET", "HEAD");

  private final Set<String> hosts = new HashSet<>(List.of("localhost", "127.0.0.1", "[::1]"));

  Door(String host) {
    hosts.add(bracketed(host).toLowerCase(Locale.ROOT));
  }

  private static String bracketed(String host) {
    return host.indexOf(':') < 0 ? host : "[" + host + "]";
  }

  /** Why it is not let in; empty when it is. */
  Optional<Answer> refusal(String method, Headers headers) {
    if (!METHODS.contains(method)) {
      return Optional.of(Answer.text(405, "only GET and HEAD"));
    }
    if (headers.containsKey("Transfer-Encoding") || !isZero(headers.getFirst("Content-Length"))) {
      return Optional.of(Answer.text(413, "no body is taken"));
    }
    List<String> named = headers.getOrDefault("Host", List.of());
    if (named.size() != 1 || !hosts.contains(withoutPort(named.getFirst()))) {
      return Optional.of(Answer.text(421, "not the name of this console"));
    }
    String origin = headers.getFirst("Origin");
    if (origin != null && !isOurs(origin)) {
      return Optional.of(Answer.text(403, "not asked by a page of this console"));
    }
    return Optional.empty();
  }

  private static boolean isZero(String length) {
    return length == null || length.equals("0");
  }

  /** Any port: one that is forwarded has another. */
  private static String withoutPort(String host) {
    return host.replaceFirst(":\\d{1,5}$", "").toLowerCase(Locale.ROOT);
  }

  private boolean isOurs(String origin) {
    try {
      String host = URI.create(origin).getHost();
      return host != null && hosts.contains(host.toLowerCase(Locale.ROOT));
    } catch (IllegalArgumentException notAnAddress) {
      return false;
    }
  }
}
