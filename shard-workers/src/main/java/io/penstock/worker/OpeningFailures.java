package io.penstock.worker;

import io.penstock.shard.ReaderName;
import java.util.HashMap;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Why readers cannot be opened, or not as they should: each change is logged once. */
final class OpeningFailures {
  private static final Logger LOG = LoggerFactory.getLogger(OpeningFailures.class);

  private final Map<ReaderName, String> reasons = new HashMap<>();

  /** Logs a reason, unless it was the last one of this reader. */
  void report(ReaderName name, String reason) {
    if (!reason.equals(reasons.put(name, reason))) {
      LOG.warn("{}: {}", name, reason);
    }
  }

  /** A reader was opened. */
  void resolved(ReaderName name) {
    if (reasons.remove(name) != null) {
      LOG.info("{}: the trouble is over", name);
    }
  }
}
