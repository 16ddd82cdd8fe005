package io.penstock.tools.status;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import org.junit.jupiter.api.Test;

/** What a damaged counter file says is no metric, and ends no scrape. */
class MetricFamilyTest {
  @Test
  void aNegativeCountIsLeftOut() {
    MetricFamily family =
        new MetricFamily(
            "penstock_lines_total",
            "Lines.",
            (_, points) -> {
              points.add(-5, "reader", "damaged");
              points.addSince(-7, 3, "reader", "sound");
            });
    CounterSnapshot shown = (CounterSnapshot) family.of(null);
    assertEquals(1, shown.getDataPoints().size());
    assertEquals(3, shown.getDataPoints().getFirst().getValue());
  }

  @Test
  void ofTwoValuesOfTheSameLabelsTheFirstCounts() {
    MetricFamily family =
        new MetricFamily(
            "penstock_lag_seconds",
            "Lag.",
            (_, points) -> {
              points.add(-5, "reader", "one");
              points.add(3, "reader", "one");
              points.add(Double.NaN, "reader", "other");
            });
    GaugeSnapshot shown = (GaugeSnapshot) family.of(null);
    assertEquals(1, shown.getDataPoints().size());
    assertEquals(-5, shown.getDataPoints().getFirst().getValue());
  }
}
