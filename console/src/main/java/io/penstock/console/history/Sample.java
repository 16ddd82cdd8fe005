package io.penstock.console.history;

import io.penstock.tools.status.IngestReport;
import io.penstock.tools.status.ReaderReport;
import io.penstock.tools.status.Report;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The figures of one moment, by the name of their column.
 *
 * @param epochMs the moment
 * @param totals what counts up: shown as a rate
 * @param levels what goes up and down: shown as it is
 */
record Sample(long epochMs, Map<String, Double> totals, Map<String, Double> levels) {

  static Sample of(Report report) {
    Map<String, Double> totals = new LinkedHashMap<>();
    Map<String, Double> levels = new LinkedHashMap<>();
    report.ingest().ifPresent(ingest -> ofIngest(ingest, totals));
    double out = 0;
    double lag = 0;
    double backlog = 0;
    double resent = 0;
    Map<String, Double> lost = new LinkedHashMap<>();
    for (ReaderReport reader : report.readers()) {
      out += reader.lines();
      resent += reader.repeatedLines();
      lag = Math.max(lag, reader.lagNs() / 1e9);
      backlog = Math.max(backlog, reader.backlogBytes());
      lost.merge("lost_retention", (double) reader.lost().retention(), Double::sum);
      lost.merge("lost_corrupt", (double) reader.lost().corrupt(), Double::sum);
      lost.merge("lost_missing", (double) reader.lost().missing(), Double::sum);
      lost.merge("expired", (double) reader.expired(), Double::sum);
      totals.put(reader.name() + ".out", (double) reader.lines());
      levels.put(reader.name() + ".lag", reader.lagNs() / 1e9);
      levels.put(reader.name() + ".backlog", (double) reader.backlogBytes());
    }
    totals.put("out", out);
    totals.put("resent", resent);
    totals.putAll(lost);
    levels.put("lag", lag);
    levels.put("backlog", backlog);
    return new Sample(report.epochMs(), totals, levels);
  }

  private static void ofIngest(IngestReport ingest, Map<String, Double> totals) {
    totals.put("in", (double) ingest.received());
    totals.put("dropped", (double) ingest.droppedInAll());
    totals.put("kernel_drops", (double) ingest.kernelDrops());
  }
}
