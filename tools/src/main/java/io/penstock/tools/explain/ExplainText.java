package io.penstock.tools.explain;

import io.penstock.amounts.Amounts;
import io.penstock.shard.Layout;
import io.penstock.tools.explain.Anatomy.Part;
import io.penstock.tools.screen.Escaped;
import io.penstock.tools.screen.Table;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Explanations and movements for people. */
final class ExplainText {
  private static final int LABEL_COLUMNS = 9;
  private static final Map<String, String> TYPES =
      Map.of(
          "c", "counter",
          "g", "gauge",
          "ms", "timer",
          "h", "histogram",
          "s", "set",
          "d", "distribution");

  private ExplainText() {}

  /** One line, in full. */
  static List<String> lines(
      Explanation line, Optional<Layout> wouldBe, int shardThen, Readers readers, int columns) {
    List<String> text = new ArrayList<>();
    text.add(Table.clip(Escaped.of(line.line()), columns));
    text.add(Table.clip(carets(line), columns));
    for (Part part : line.anatomy().parts()) {
      text.add(row(label(part.kind()), Escaped.of(bytes(line, part)) + note(line, part)));
    }
    switch (line.anatomy().sort()) {
      case EVENT -> text.add(row("sort", "DogStatsD event"));
      case CHECK -> text.add(row("sort", "DogStatsD service check"));
      case OTHER -> text.add(row("sort", "no metric that Penstock knows; passed on as it is"));
      case METRIC -> {
        // its parts say it
      }
    }
    way(line.way(), readers, text);
    wouldBe.ifPresent(then -> text.add(row("would be", wouldBe(line.way(), then, shardThen))));
    readers
        .mirrorOf(line.way())
        .ifPresent(
            mirror -> {
              text.add("");
              text.add(
                  row(
                      "mirror",
                      mirror.destination().isEmpty()
                          ? "another server; which, the configuration says (-c)"
                          : server(mirror.destination())));
              text.add(row("reader", reader(mirror.reader())));
            });
    for (Way other : line.others()) {
      text.add("");
      text.add(row("ring", other.ring()));
      way(other, readers, text);
    }
    return text;
  }

  private static void way(Way way, Readers readers, List<String> text) {
    Layout layout = way.layout();
    text.add(row("key", Escaped.of(way.key()) + "  (" + layout.key().label() + ")"));
    String slot = way.slot().isPresent() ? ", slot " + way.slot().getAsInt() + " of 4096" : "";
    text.add(
        row(
            "hash",
            Long.toUnsignedString(way.hash()) + "  (" + layout.hash().label() + slot + ")"));
    text.add(row("shard", way.shard() + " of 0 to " + (layout.shards() - 1)));
    text.add(row("server", server(way.destination())));
    text.add(row("reader", reader(readers.of(way.reader()))));
  }

  private static String reader(Optional<ReaderNow> reader) {
    return reader.map(ExplainText::reader).orElse("has not begun yet");
  }

  private static String row(String label, String value) {
    return label + " ".repeat(Math.max(1, LABEL_COLUMNS - label.length())) + value;
  }

  private static String wouldBe(Way way, Layout then, int shard) {
    return "shard "
        + shard
        + (shard == way.shard() ? ", as now" : ", not " + way.shard())
        + "  ("
        + layout(then)
        + ")";
  }

  private static String reader(ReaderNow reader) {
    return "%s: %s, worker %s; position %s, backlog %s datagrams"
        .formatted(
            reader.name(),
            reader.state(),
            reader.life(),
            Amounts.count(reader.position()),
            Amounts.count(reader.backlogDatagrams()));
  }

  static String server(String destination) {
    return destination.isEmpty() ? "(new)" : destination.replaceFirst("^udp://", "");
  }

  static String layout(Layout layout) {
    return layout.hash().label()
        + ", "
        + layout.key().label()
        + ", "
        + layout.shards()
        + (layout.shards() == 1 ? " shard" : " shards");
  }

  private static byte[] bytes(Explanation line, Part part) {
    return Arrays.copyOfRange(line.line(), part.start(), part.end());
  }

  /** Carets under each part, as wide as its escaped text. */
  private static String carets(Explanation line) {
    StringBuilder carets = new StringBuilder();
    int at = 0;
    for (Part part : line.anatomy().parts()) {
      if (part.start() >= at) {
        carets.append(" ".repeat(width(line, at, part.start())));
        carets.append("^".repeat(width(line, part.start(), part.end())));
        at = part.end();
      }
    }
    return carets.toString();
  }

  private static int width(Explanation line, int from, int to) {
    return Escaped.of(Arrays.copyOfRange(line.line(), from, to)).length();
  }

  private static String label(Anatomy.Kind kind) {
    return kind == Anatomy.Kind.DOG_TAG ? "tag" : kind.name().toLowerCase(java.util.Locale.ROOT);
  }

  private static String note(Explanation line, Part part) {
    return switch (part.kind()) {
      case TYPE ->
          Optional.ofNullable(TYPES.get(Escaped.of(bytes(line, part))))
              .map(name -> "  (" + name + ")")
              .orElse("");
      case DOG_TAG -> "  (after |#)";
      default -> "";
    };
  }

  /** One line among many. */
  static String shortLine(Explanation line) {
    StringBuilder text = new StringBuilder();
    text.append(line.way().shard()).append("  ").append(server(line.way().destination()));
    for (Way other : line.others()) {
      text.append("  ").append(other.reader()).append(' ').append(server(other.destination()));
    }
    return text.append("  ")
        .append(Escaped.of(line.way().key()))
        .append("  ")
        .append(Escaped.of(line.line()))
        .toString();
  }

  /** What would move, counted. */
  static List<String> lines(Movement movement, int columns) {
    List<String> text = new ArrayList<>();
    text.add(row("now", layout(movement.now())));
    movement.wouldBe().ifPresent(then -> text.add(row("would be", layout(then))));
    text.add(row("lines", moved(movement.all().lines(), movement.moved().lines(), movement)));
    text.add(row("series", moved(movement.all().series(), movement.moved().series(), movement)));
    if (!movement.flows().isEmpty()) {
      text.add("");
      text.addAll(flows(movement, columns));
    }
    text.add("");
    text.addAll(shards(movement, columns));
    text.add("");
    text.add(row("evenness", "now " + evenness(movement.linesNow())));
    movement
        .wouldBe()
        .ifPresent(_ -> text.add(row("", "would be " + evenness(movement.linesThen()))));
    return text.stream().map(line -> Table.clip(line, columns)).toList();
  }

  private static String moved(long all, long moved, Movement movement) {
    return movement.wouldBe().isEmpty()
        ? Amounts.count(all)
        : "%s, of which %s would move (%s)"
            .formatted(Amounts.count(all), Amounts.count(moved), percent(moved, all));
  }

  private static List<String> flows(Movement movement, int columns) {
    Table table =
        new Table().numbers("FROM", 4).numbers("TO", 4).numbers("LINES", 3).numbers("SERIES", 2);
    movement
        .flows()
        .forEach(
            (pair, flow) ->
                table.row(
                    Integer.toString(pair.from()),
                    Integer.toString(pair.to()),
                    Amounts.count(flow.lines()),
                    Amounts.count(flow.series())));
    return table.lines(columns);
  }

  private static List<String> shards(Movement movement, int columns) {
    boolean compares = movement.wouldBe().isPresent();
    long[] now = movement.linesNow();
    long[] then = movement.linesThen();
    Table table = new Table().numbers("SHARD", 9).numbers("LINES", 8).numbers("SHARE", 7);
    if (compares) {
      table.numbers("WOULD BE", 6).numbers("SHARE", 5);
    }
    long all = movement.all().lines();
    for (int shard = 0; shard < Math.max(now.length, compares ? then.length : 0); shard++) {
      List<String> cells = new ArrayList<>();
      cells.add(Integer.toString(shard));
      cells.addAll(cells(now, shard, all));
      if (compares) {
        cells.addAll(cells(then, shard, all));
      }
      table.row(cells.toArray(String[]::new));
    }
    return table.lines(columns);
  }

  private static List<String> cells(long[] lines, int shard, long all) {
    return shard < lines.length
        ? List.of(Amounts.count(lines[shard]), percent(lines[shard], all))
        : List.of("-", "-");
  }

  private static String percent(long part, long all) {
    return all == 0 ? "-" : "%.1f %%".formatted(100.0 * part / all);
  }

  /** The largest and the smallest shard against the fair share of each. */
  private static String evenness(long[] lines) {
    long sum = Arrays.stream(lines).sum();
    if (sum == 0) {
      return "unknown: there were no lines";
    }
    double fair = (double) sum / lines.length;
    return "%.2f to %.2f of the fair share"
        .formatted(
            Arrays.stream(lines).min().orElse(0) / fair,
            Arrays.stream(lines).max().orElse(0) / fair);
  }
}
