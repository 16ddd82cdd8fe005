package io.penstock.tools.status;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Text in the exposition format of Prometheus, 0.0.4. All samples of a family are together, under
 * its help and type.
 */
final class MetricFamilies {
  private final List<String> lines = new ArrayList<>();
  private String family;

  /** Begins a family; its name carries the unit, and ends in {@code _total} for a counter. */
  MetricFamilies family(String name, String help) {
    family = name;
    lines.add("# HELP " + name + " " + help.replace("\\", "\\\\").replace("\n", "\\n"));
    lines.add("# TYPE " + name + (name.endsWith("_total") ? " counter" : " gauge"));
    return this;
  }

  /**
   * Adds a sample; one that is not a number is left out.
   *
   * @param labels names and values in turn
   */
  MetricFamilies sample(double value, String... labels) {
    if (Double.isNaN(value)) {
      return this;
    }
    StringBuilder line = new StringBuilder(family);
    for (int i = 0; i < labels.length; i += 2) {
      line.append(i == 0 ? '{' : ',').append(labels[i]).append("=\"");
      line.append(escaped(labels[i + 1])).append('"');
    }
    lines.add(line.append(labels.length > 0 ? "} " : " ").append(text(value)).toString());
    return this;
  }

  private static String escaped(String value) {
    return value.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n");
  }

  private static String text(double value) {
    if (Double.isInfinite(value)) {
      return value > 0 ? "+Inf" : "-Inf";
    }
    return value == Math.rint(value) && Math.abs(value) < 1e15
        ? String.format(Locale.ROOT, "%.0f", value)
        : Double.toString(value);
  }

  List<String> lines() {
    return lines;
  }
}
