package io.penstock.tools.status;

import io.prometheus.metrics.expositionformats.ExpositionFormatWriter;
import io.prometheus.metrics.expositionformats.OpenMetricsTextFormatWriter;
import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;

/** Metrics as text that is scraped. */
public enum MetricsText {
  /** The text format of Prometheus, 0.0.4, for who does not ask for another. */
  PROMETHEUS(PrometheusTextFormatWriter.create()),
  /** OpenMetrics 1.0, with the units and with when counters began anew. */
  OPEN_METRICS(OpenMetricsTextFormatWriter.builder().setCreatedTimestampsEnabled(true).build());

  private final ExpositionFormatWriter writer;

  MetricsText(ExpositionFormatWriter writer) {
    this.writer = writer;
  }

  /**
   * The best that a client takes.
   *
   * @param accept its header Accept; empty when there is none
   */
  public static MetricsText accepted(String accept) {
    return OPEN_METRICS.writer.accepts(accept) ? OPEN_METRICS : PROMETHEUS;
  }

  /** What the text is to be called. */
  public String contentType() {
    return writer.getContentType();
  }

  /** The text, in UTF-8. */
  public byte[] of(Observation seen) {
    ByteArrayOutputStream text = new ByteArrayOutputStream(1 << 14);
    try {
      writer.write(text, Metrics.of(seen));
    } catch (IOException e) {
      throw new UncheckedIOException("writing to memory", e);
    }
    return text.toByteArray();
  }
}
