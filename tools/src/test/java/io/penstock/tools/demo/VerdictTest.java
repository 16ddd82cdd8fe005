package io.penstock.tools.demo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.penstock.tools.sink.LedgerReport;
import org.junit.jupiter.api.Test;

class VerdictTest {
  private static final LedgerReport.Latency NO_LATENCY = new LedgerReport.Latency(0, 0, 0, 0);

  private static Verdict verdict(long sent, long distinct, long repeated, long moved) {
    return Verdict.of(
        sent,
        new LedgerReport(distinct + repeated, 1, distinct, 0, repeated, 0, moved, 0, NO_LATENCY));
  }

  @Test
  void repeatsAloneAreSound() {
    Verdict verdict = verdict(1_000, 1_000, 7, 0);
    assertTrue(verdict.isSound());
    assertEquals(
        "nothing lost: sent 1,000 lines, arrived 1,000, lost 0, repeated 7", verdict.text());
  }

  @Test
  void lineThatIsMissingAtTheEndOfItsSeriesIsLostToo() {
    Verdict verdict = verdict(1_000, 999, 0, 0);
    assertFalse(verdict.isSound());
    assertEquals(1, verdict.lost());
  }

  @Test
  void seriesAtTwoDestinationsIsNotSound() {
    Verdict verdict = verdict(1_000, 1_000, 0, 2);
    assertFalse(verdict.isSound());
    assertTrue(verdict.text().contains("2 series at two destinations"), verdict.text());
  }
}
