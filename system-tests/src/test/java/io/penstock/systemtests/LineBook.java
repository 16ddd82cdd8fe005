package io.penstock.systemtests;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.penstock.tools.sink.LedgerReport;
import io.penstock.tools.sink.SinkLedger;
import java.time.Duration;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * What came to servers that are not UDP sockets, line by line, from any thread.
 *
 * <p>Every line that a test sends has the same length, so a line that was torn shows.
 */
final class LineBook {
  private static final Duration ARRIVAL_MAX = Duration.ofSeconds(60);

  private final SinkLedger ledger = new SinkLedger(() -> 0);
  private final long[] lines = new long[16];
  private String firstTorn = "";
  private long torn;

  /** Takes one line, without its newline. */
  synchronized void take(int shard, byte[] line) {
    if (line.length != Offered.LINE_BYTES) {
      firstTorn =
          torn++ == 0 ? new String(line, java.nio.charset.StandardCharsets.ISO_8859_1) : firstTorn;
      return;
    }
    lines[shard]++;
    ledger.feed(shard, new UnsafeBuffer(line), 0, line.length);
  }

  synchronized long lines(int shard) {
    return lines[shard];
  }

  synchronized LedgerReport report() {
    return ledger.report();
  }

  synchronized long distinct() {
    return ledger.report().distinct();
  }

  /** Nothing missing, nothing torn, nothing out of order; repeats only as counted. */
  void assertEachAtLeastOnce(long expected, long repeatedMax) {
    await(expected + " different lines have come")
        .atMost(ARRIVAL_MAX)
        .untilAsserted(() -> assertTrue(distinct() >= expected, () -> report().toString()));
    LedgerReport report = report();
    assertEquals(0, torn, () -> "torn, for example: " + firstTorn);
    assertEquals(expected, report.distinct(), report::toString);
    assertEquals(0, report.lost(), report::toString);
    assertEquals(0, report.unnumbered(), report::toString);
    assertEquals(0, report.reordered(), report::toString);
    assertEquals(0, report.movedKeys(), report::toString);
    assertTrue(report.repeated() <= repeatedMax, () -> "more than " + repeatedMax + ": " + report);
  }
}
