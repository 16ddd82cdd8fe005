package io.penstock.console.http;

import com.sun.net.httpserver.HttpExchange;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * When each answer must be on its way. Who reads more slowly than that is hung up on, so that it
 * holds no thread and no memory for ever. Any thread.
 */
final class Deadlines {
  private final Map<HttpExchange, Long> ends = new ConcurrentHashMap<>();

  /** What is written now must be through by then. */
  void begin(HttpExchange exchange, long endNs) {
    ends.put(exchange, endNs);
  }

  /** It is through. */
  void end(HttpExchange exchange) {
    ends.remove(exchange);
  }

  /** Hangs up on all who are late. */
  int enforce(long nowNs) {
    int late = 0;
    for (Map.Entry<HttpExchange, Long> one : ends.entrySet()) {
      if (nowNs - one.getValue() >= 0 && ends.remove(one.getKey(), one.getValue())) {
        one.getKey().close();
        late++;
      }
    }
    return late;
  }
}
