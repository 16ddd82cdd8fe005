package io.penstock.tools.status;

import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.CounterSnapshot.CounterDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.InfoSnapshot;
import io.prometheus.metrics.model.snapshots.InfoSnapshot.InfoDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricMetadata;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.prometheus.metrics.model.snapshots.Unit;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * A family of metrics: what it is called, what it says, and where its values are found.
 *
 * @param name as a sample has it: its end tells a counter ({@code _total}) and an info ({@code
 *     _info}), the word before that the unit
 * @param help one sentence
 * @param source where the values come from
 */
record MetricFamily(String name, String help, Source source) {
  private static final String COUNTER = "_total";
  private static final String INFO = "_info";
  private static final Set<String> UNITS = Set.of("seconds", "bytes", "datagrams", "lines");

  /** Reads the values of one family. */
  @FunctionalInterface
  interface Source {
    void read(Observation seen, Points points);
  }

  /**
   * Takes the values of one family. What a damaged file may say and no metric can be is left out:
   * what is not a number, a second value of the same labels, a negative count.
   */
  static final class Points {
    private record Point(double value, Labels labels, long begunEpochMs) {}

    private final Map<Labels, Point> points = new LinkedHashMap<>();

    void add(double value, String... labels) {
      addSince(0, value, labels);
    }

    /**
     * Adds the value of a counter that began anew.
     *
     * @param begunEpochMs when; 0 when that is not known
     */
    void addSince(long begunEpochMs, double value, String... labels) {
      if (!Double.isNaN(value)) {
        Labels of = Labels.of(labels);
        points.putIfAbsent(of, new Point(value, of, Math.max(0, begunEpochMs)));
      }
    }
  }

  boolean isCounter() {
    return name.endsWith(COUNTER);
  }

  MetricSnapshot of(Observation seen) {
    Points read = new Points();
    source.read(seen, read);
    if (name.endsWith(INFO)) {
      return new InfoSnapshot(
          new MetricMetadata(base(INFO), help),
          read.points.values().stream()
              .map(point -> new InfoDataPointSnapshot(point.labels()))
              .toList());
    }
    return isCounter()
        ? new CounterSnapshot(
            metadata(base(COUNTER)),
            read.points.values().stream()
                .filter(point -> point.value() >= 0)
                .map(
                    point ->
                        new CounterDataPointSnapshot(
                            point.value(), point.labels(), null, point.begunEpochMs()))
                .toList())
        : new GaugeSnapshot(
            metadata(name),
            read.points.values().stream()
                .map(point -> new GaugeDataPointSnapshot(point.value(), point.labels(), null))
                .toList());
  }

  private String base(String end) {
    return name.substring(0, name.length() - end.length());
  }

  private MetricMetadata metadata(String base) {
    String unit = base.substring(base.lastIndexOf('_') + 1);
    return new MetricMetadata(base, help, UNITS.contains(unit) ? new Unit(unit) : null);
  }
}
