package io.penstock.tools.top;

import io.penstock.amounts.Amounts;
import io.penstock.tools.screen.Screen;
import io.penstock.tools.screen.Table;
import io.penstock.tools.select.Moments;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** The counts for people. */
final class TopText {
  private static final int NAME_COLUMNS_MAX = 60;
  private static final int OTHER_COLUMNS = 26;

  private TopText() {}

  static List<String> lines(Totals totals, double seconds, int rows, int columns) {
    List<String> text = new ArrayList<>();
    text.add(
        "%s lines in %s datagrams, %s"
            .formatted(
                Amounts.count(totals.lines()),
                Amounts.count(totals.datagrams()),
                Amounts.bytes(totals.bytes())));
    if (totals.lines() == 0) {
      return clipped(text, columns);
    }
    text.add(
        "%s to %s, %s lines"
            .formatted(
                Moments.instant(totals.firstNs()),
                Moments.instant(totals.lastNs()),
                Amounts.rate(totals.lines() / seconds)));
    text.add(
        "about %s names, %s series"
            .formatted(
                Amounts.count(totals.distinctNames()), Amounts.count(totals.distinctSeries())));
    busiest("NAME", totals.names(), totals.lines(), seconds, rows, columns, text);
    busiest("PREFIX", totals.prefixes(), totals.lines(), seconds, rows, columns, text);
    types(totals, seconds, columns, text);
    shards(totals, columns, text);
    largest(totals, rows, columns, text);
    return clipped(text, columns);
  }

  /** With as many rows a table as leave a page that fits. */
  static List<String> page(Totals totals, double seconds, int rows, Screen.Size size) {
    List<String> text = lines(totals, seconds, rows, size.columns());
    for (int fewer = rows - 1; fewer > 0 && text.size() >= size.rows(); fewer--) {
      text = lines(totals, seconds, fewer, size.columns());
    }
    return text;
  }

  private static List<String> clipped(List<String> text, int columns) {
    return text.stream().map(line -> Table.clip(line, columns)).toList();
  }

  private static void busiest(
      String heading,
      Busiest busiest,
      long lines,
      double seconds,
      int rows,
      int columns,
      List<String> text) {
    int nameColumns = Math.clamp(columns - OTHER_COLUMNS, 10, NAME_COLUMNS_MAX);
    Table table = new Table().words(heading, 9).numbers("LINES/s", 8).numbers("SHARE", 7);
    table.numbers("LINES", 6);
    for (Busiest.Entry entry : busiest.list(rows)) {
      table.row(
          Table.clip(entry.item(), nameColumns),
          Amounts.rate(entry.atMost() / seconds),
          percent(entry.atMost(), lines),
          (entry.isExact() ? "" : "<= ") + Amounts.count(entry.atMost()));
    }
    text.add("");
    text.addAll(table.lines(columns));
  }

  private static void types(Totals totals, double seconds, int columns, List<String> text) {
    Table table = new Table().words("TYPE", 9).numbers("LINES/s", 8).numbers("SHARE", 7);
    table.numbers("LINES", 6);
    for (Map.Entry<String, Long> type : totals.types()) {
      table.row(
          type.getKey(),
          Amounts.rate(type.getValue() / seconds),
          percent(type.getValue(), totals.lines()),
          Amounts.count(type.getValue()));
    }
    text.add("");
    text.addAll(table.lines(columns));
  }

  private static void shards(Totals totals, int columns, List<String> text) {
    long[] lines = totals.linesOfShard();
    long sum = Arrays.stream(lines).sum();
    if (sum == 0) {
      return;
    }
    Table table = new Table().numbers("SHARD", 9).numbers("LINES", 6).numbers("SHARE", 7);
    table.numbers("OF FAIR SHARE", 8);
    for (int shard = 0; shard < lines.length; shard++) {
      table.row(
          Integer.toString(shard),
          Amounts.count(lines[shard]),
          percent(lines[shard], sum),
          "%.2f".formatted((double) lines[shard] * lines.length / sum));
    }
    text.add("");
    text.addAll(table.lines(columns));
    if (totals.layouts() > 1) {
      text.add("(" + totals.layouts() + " layouts were in force; their shards are added up)");
    }
  }

  private static void largest(Totals totals, int rows, int columns, List<String> text) {
    Table table = new Table().numbers("LARGEST", 9).numbers("LINES", 6).numbers("DATAGRAM", 8);
    table.words("FIRST NAME", 7);
    for (LargestDatagrams.Large large : totals.largest().stream().limit(rows).toList()) {
      table.row(
          Amounts.bytes(large.bytes()),
          Amounts.count(large.lines()),
          Long.toString(large.number()),
          Table.clip(large.name(), NAME_COLUMNS_MAX));
    }
    text.add("");
    text.addAll(table.lines(columns));
  }

  private static String percent(long part, long all) {
    return "%.1f %%".formatted(100.0 * part / all);
  }
}
