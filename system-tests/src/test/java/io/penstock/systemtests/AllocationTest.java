package io.penstock.systemtests;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.penstock.counters.IngestCounter;
import io.penstock.counters.ReaderCounter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** After warm-up the threads that touch every line allocate nothing per line. */
@ExtendWith(PenstockExtension.class)
@Timeout(120)
class AllocationTest {
  /**
   * Two heartbeats a second and a commit every few milliseconds may leave crumbs, lines may not.
   */
  private static final double BYTES_PER_LINE_MAX = 0.05;

  private static final int LINES_PER_DATAGRAM = 10;

  @Test
  void neitherThreadAllocatesPerLine(Penstock penstock) throws Exception {
    try (Sinks sinks = Sinks.start(3)) {
      penstock.destinations(sinks.addresses());
      penstock.startIngest();
      penstock.startWorker();
      Offered plan = Offered.to(penstock).lines(LINES_PER_DATAGRAM).at(10_000);
      try (Traffic traffic = Traffic.begin(plan)) {
        awaitLines(penstock, 600_000); // warm-up
        Sample before = sample(penstock);
        awaitLines(penstock, 800_000);
        Sample after = sample(penstock);
        traffic.end();
        assertBelow("ingest", before.ingestBytes, after.ingestBytes, before.lines, after.lines);
        assertBelow("worker", before.workerBytes, after.workerBytes, before.lines, after.lines);
      }
    }
  }

  private record Sample(long lines, long ingestBytes, long workerBytes) {}

  private static Sample sample(Penstock penstock) {
    return new Sample(
        penstock.count(0, ReaderCounter.SCANNED_LINES),
        penstock.count(IngestCounter.THREAD_ALLOCATED_BYTES),
        penstock.count(0, ReaderCounter.THREAD_ALLOCATED_BYTES));
  }

  private static void awaitLines(Penstock penstock, long more) {
    long wanted = penstock.count(0, ReaderCounter.SCANNED_LINES) + more;
    org.awaitility.Awaitility.await(more + " lines")
        .atMost(java.time.Duration.ofSeconds(60))
        .until(() -> penstock.count(0, ReaderCounter.SCANNED_LINES) >= wanted);
  }

  private static void assertBelow(
      String who, long bytesBefore, long bytesAfter, long linesBefore, long linesAfter) {
    double perLine = (double) (bytesAfter - bytesBefore) / (linesAfter - linesBefore);
    System.out.printf(
        "%s allocated %,d bytes over %,d lines: %.5f a line%n",
        who, bytesAfter - bytesBefore, linesAfter - linesBefore, perLine);
    assertTrue(bytesBefore > 0, "the counter is not kept");
    assertTrue(perLine < BYTES_PER_LINE_MAX, () -> who + " allocates " + perLine + " B a line");
  }
}
