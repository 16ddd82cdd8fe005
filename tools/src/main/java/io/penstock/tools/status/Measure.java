package io.penstock.tools.status;

import io.penstock.amounts.Units;
import io.penstock.tools.look.Life;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** What {@code --check} can put a limit on, and where the value is found. */
public enum Measure {
  ALIVE(
      "",
      "0",
      "what should run and does not: ingest, and each reader that is not retired or abandoned") {
    @Override
    Map<String, Double> values(Report report) {
      Map<String, Double> dead = new LinkedHashMap<>();
      dead.put("ingest", one(report.ingest().stream().noneMatch(i -> i.life() == Life.ALIVE)));
      for (ReaderReport reader : report.readers()) {
        dead.put(reader.name(), one(reader.life() != Life.ALIVE && !reader.isOver()));
      }
      report.unstarted().forEach(shard -> dead.put(shard.name(), 1.0));
      return dead;
    }
  },
  LAG("s", "60s", "age of the oldest line that is not sent yet") {
    @Override
    Map<String, Double> values(Report report) {
      return ofReaders(report, reader -> reader.lagNs() / 1e9);
    }

    @Override
    double parse(String text) {
      return Units.nanos(text.matches("[0-9]+") ? text + "s" : text) / 1e9;
    }
  },
  BACKLOG("", "100000", "datagrams that are not sent yet") {
    @Override
    Map<String, Double> values(Report report) {
      return ofReaders(report, reader -> (double) reader.backlogDatagrams());
    }
  },
  BACKLOG_BYTES("B", "1GiB", "payload bytes of those") {
    @Override
    Map<String, Double> values(Report report) {
      return ofReaders(report, reader -> (double) reader.backlogBytes());
    }
  },
  LOST("", "0", "datagrams that a reader found missing in the journal, ever") {
    @Override
    Map<String, Double> values(Report report) {
      return ofReaders(report, reader -> (double) reader.lost().total());
    }
  },
  RESENT("", "100000", "lines that a reader has sent once more, ever") {
    @Override
    Map<String, Double> values(Report report) {
      return ofReaders(report, reader -> (double) reader.repeatedLines());
    }
  },
  DROPS("", "0", "datagrams that never reached the journal, ever: the kernel's drops and ours") {
    @Override
    Map<String, Double> values(Report report) {
      return report
          .ingest()
          .map(ingest -> Map.of("ingest", (double) (ingest.droppedInAll() + ingest.kernelDrops())))
          .orElse(Map.of());
    }
  },
  RESIDUAL("", "0", "what the balance of the counters leaves unexplained") {
    @Override
    Map<String, Double> values(Report report) {
      return Map.of("balance", (double) report.balance().residual());
    }
  },
  FREE("B", "10GiB", "free bytes of the disk; less is worse") {
    @Override
    Map<String, Double> values(Report report) {
      long free = report.journal().freeBytes();
      return free < 0 ? Map.of() : Map.of("disk", (double) free);
    }

    @Override
    boolean isPassed(double value, double limit) {
      return value < limit;
    }
  };

  private interface OfReader {
    double value(ReaderReport reader);
  }

  private final String unit;
  private final String example;
  private final String help;

  Measure(String unit, String example, String help) {
    this.unit = unit;
    this.example = example;
    this.help = help;
  }

  /** The values now, by whom they belong to. */
  abstract Map<String, Double> values(Report report);

  /**
   * Reads a limit.
   *
   * @throws IllegalArgumentException saying what was expected
   */
  double parse(String text) {
    return unit.equals("B") ? Units.bytes(text) : number(text);
  }

  private static double number(String text) {
    if (!text.matches("[0-9]{1,18}")) {
      throw new IllegalArgumentException("expected a whole number, not '" + text + "'");
    }
    return Long.parseLong(text);
  }

  /** Whether the value is on the wrong side. */
  boolean isPassed(double value, double limit) {
    return value > limit;
  }

  private static double one(boolean isSo) {
    return isSo ? 1 : 0;
  }

  private static Map<String, Double> ofReaders(Report report, OfReader of) {
    Map<String, Double> values = new LinkedHashMap<>();
    report.readers().forEach(reader -> values.put(reader.name(), of.value(reader)));
    return values;
  }

  String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** {@code s}, {@code B}, or nothing for counts. */
  String unit() {
    return unit;
  }

  String help() {
    return help;
  }

  static Measure parseName(String text) {
    return Arrays.stream(values())
        .filter(measure -> measure.label().equals(text))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "cannot check '"
                        + text
                        + "'; there are "
                        + Arrays.stream(values())
                            .map(m -> m == ALIVE ? "alive" : m.label() + "=" + m.example)
                            .collect(Collectors.joining(", "))));
  }
}
