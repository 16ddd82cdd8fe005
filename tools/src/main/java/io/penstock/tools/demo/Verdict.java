package io.penstock.tools.demo;

import io.penstock.amounts.Amounts;
import io.penstock.tools.sink.LedgerReport;
import java.util.Locale;

/**
 * What became of the lines that were sent.
 *
 * @param sent lines that the load sent
 * @param arrived of those, different ones that arrived
 * @param repeated arrivals of a line that had arrived before
 * @param reordered lines that first came after a later one of their series
 * @param movedKeys series that were seen at more than one destination
 * @param latency of the lines that arrived
 */
record Verdict(
    long sent,
    long arrived,
    long repeated,
    long reordered,
    long movedKeys,
    LedgerReport.Latency latency) {

  static Verdict of(long sent, LedgerReport judged) {
    return new Verdict(
        sent,
        judged.distinct(),
        judged.repeated(),
        judged.reordered(),
        judged.movedKeys(),
        judged.latency());
  }

  /** Lines that were sent and did not arrive. */
  long lost() {
    return sent - arrived;
  }

  /** Whether every line arrived, at the one destination of its series. */
  boolean isSound() {
    return lost() == 0 && movedKeys == 0;
  }

  /** One line for people. */
  String text() {
    return String.format(
        Locale.ROOT,
        "%s: sent %s lines, arrived %s, lost %s, repeated %s%s%s",
        isSound() ? "nothing lost" : "NOT SOUND",
        Amounts.count(sent),
        Amounts.count(arrived),
        Amounts.count(lost()),
        Amounts.count(repeated),
        movedKeys == 0 ? "" : ", " + Amounts.count(movedKeys) + " series at two destinations",
        latency.lines() == 0
            ? ""
            : String.format(
                Locale.ROOT,
                "; half within %.1f ms, 99 of 100 within %.1f ms",
                latency.p50Micros() / 1e3,
                latency.p99Micros() / 1e3));
  }
}
