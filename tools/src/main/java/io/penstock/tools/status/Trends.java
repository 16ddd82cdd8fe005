package io.penstock.tools.status;

import java.nio.charset.Charset;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;

/**
 * The latest rates of each reader, as a row of small bars beside the number. All readers share one
 * scale, so that the bars compare. Used by one thread.
 */
final class Trends {
  private static final int BARS = 8;
  private static final String BLOCKS = "▁▂▃▄▅▆▇█";
  private static final String ASCII = "_.:-=+*#";

  private final String bars;
  private final Map<String, Deque<Double>> rates = new HashMap<>();

  private Trends(String bars) {
    this.bars = bars;
  }

  /** Bars that an output of that encoding can show. */
  static Trends in(Charset encoding) {
    return new Trends(
        encoding.canEncode() && encoding.newEncoder().canEncode(BLOCKS) ? BLOCKS : ASCII);
  }

  /** Takes the rates of another look; those without one are left out. */
  void add(Report report) {
    for (ReaderReport reader : report.readers()) {
      if (!Double.isNaN(reader.linesPerSecond())) {
        Deque<Double> latest = rates.computeIfAbsent(reader.name(), _ -> new ArrayDeque<>());
        latest.addLast(Math.max(0, reader.linesPerSecond()));
        if (latest.size() > BARS) {
          latest.removeFirst();
        }
      }
    }
  }

  /** The bars of a reader, the newest last; empty before there was a rate. */
  String of(String reader) {
    double highest =
        rates.values().stream()
            .flatMap(Deque::stream)
            .mapToDouble(Double::doubleValue)
            .max()
            .orElse(0);
    StringBuilder drawn = new StringBuilder();
    for (double rate : rates.getOrDefault(reader, new ArrayDeque<>())) {
      int step = highest == 0 ? 0 : (int) Math.round(rate / highest * (bars.length() - 1));
      drawn.append(bars.charAt(step));
    }
    return drawn.toString();
  }

  /** Whether there is anything to draw. */
  boolean isEmpty() {
    return rates.isEmpty();
  }
}
