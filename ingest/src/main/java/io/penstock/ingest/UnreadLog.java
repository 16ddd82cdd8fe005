package io.penstock.ingest;

import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Logs that unread data is deleted: when it begins, once a minute while it lasts, and when it is
 * over. Used by one thread.
 */
final class UnreadLog {
  private static final Logger LOG = LoggerFactory.getLogger(UnreadLog.class);
  private static final long INTERVAL_NS = TimeUnit.SECONDS.toNanos(60);

  private final Map<String, Long> datagrams = new TreeMap<>();
  private boolean isGoingOn;
  private long lastNs;
  private long saidNs;

  /**
   * A file was deleted.
   *
   * @param unread what each reader lost of it, by name; empty when no reader lost anything
   */
  void deleted(Span file, String why, Map<String, Long> unread, long nowNs) {
    if (unread.isEmpty()) {
      return;
    }
    unread.forEach((reader, count) -> datagrams.merge(reader, count, Long::sum));
    lastNs = nowNs;
    if (!isGoingOn) {
      isGoingOn = true;
      saidNs = nowNs;
      LOG.warn(
          "data that is not read is deleted, for {}: {} with datagrams {} to {}; unread of them: {}",
          why,
          file.path().getFileName(),
          file.firstNumber(),
          file.endNumber() - 1,
          text());
    }
  }

  /** Says what is due. */
  void look(long nowNs) {
    if (!isGoingOn) {
      return;
    }
    if (nowNs - lastNs >= INTERVAL_NS) {
      isGoingOn = false;
      LOG.info("for a minute no unread data has been deleted; in all it was {}", text());
      datagrams.clear();
    } else if (nowNs - saidNs >= INTERVAL_NS) {
      saidNs = nowNs;
      LOG.warn("data that is not read is still being deleted; by now {}", text());
    }
  }

  private String text() {
    return datagrams.entrySet().stream()
        .map(entry -> entry.getKey() + " " + entry.getValue())
        .collect(Collectors.joining(", "));
  }
}
