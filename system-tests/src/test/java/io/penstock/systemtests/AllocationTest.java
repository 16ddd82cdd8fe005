package io.penstock.systemtests;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.penstock.counters.IngestCounter;
import io.penstock.counters.ReaderCounter;
import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Once the compiler has seen enough of them, the threads that touch every line allocate nothing for
 * a line, a datagram or a receive.
 *
 * <p>What remains is looking at the clock and the memory twice a second: about a kilobyte, a
 * hundredth of a byte for each line at the rate of this test. Anything allocated for each receive
 * would be ten times the limit, for each line a thousand times.
 */
@Alone
@ExtendWith(PenstockExtension.class)
@Timeout(420)
class AllocationTest {
  private static final double BYTES_PER_LINE_MAX = 0.05;
  private static final int STRETCH_LINES = 250_000;
  private static final int STRETCHES_MAX = 24;

  @Test
  @Tag("long")
  void neitherThreadAllocatesForLinesOnceWarm(Penstock penstock) throws Exception {
    try (Sinks sinks = Sinks.start(3)) {
      penstock.destinations(sinks.addresses());
      penstock.startIngest();
      penstock.startWorker();
      try (Traffic traffic = Traffic.begin(Offered.to(penstock).lines(10).at(10_000))) {
        assertTrue(becomesWarm(penstock), "still allocating for every line");
        traffic.end();
      }
    }
  }

  /** Whether there comes a stretch over which both threads stay below the limit. */
  private static boolean becomesWarm(Penstock penstock) {
    Sample before = sample(penstock);
    for (int stretch = 1; stretch <= STRETCHES_MAX; stretch++) {
      long wanted = before.lines + STRETCH_LINES;
      await(STRETCH_LINES + " lines")
          .atMost(Duration.ofSeconds(60))
          .until(() -> penstock.count(0, ReaderCounter.SCANNED_LINES) >= wanted);
      Sample after = sample(penstock);
      double lines = after.lines - before.lines;
      double ingest = (after.ingestBytes - before.ingestBytes) / lines;
      double worker = (after.workerBytes - before.workerBytes) / lines;
      System.out.printf(
          "stretch %d: ingest allocated %.4f bytes a line, the worker %.4f%n",
          stretch, ingest, worker);
      boolean isCounted = after.ingestBytes > 0 && after.workerBytes > 0;
      if (isCounted && ingest < BYTES_PER_LINE_MAX && worker < BYTES_PER_LINE_MAX) {
        return true;
      }
      before = after;
    }
    return false;
  }

  private record Sample(long lines, long ingestBytes, long workerBytes) {}

  private static Sample sample(Penstock penstock) {
    return new Sample(
        penstock.count(0, ReaderCounter.SCANNED_LINES),
        penstock.count(IngestCounter.THREAD_ALLOCATED_BYTES),
        penstock.count(0, ReaderCounter.THREAD_ALLOCATED_BYTES));
  }
}
