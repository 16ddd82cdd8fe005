package io.penstock.tools.screen;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Rows under a heading, aligned, in as many columns as fit: when the terminal is too narrow the
 * least important ones go.
 */
public final class Table {
  private static final int GAP = 2;

  /** A cell that is cut still says which it is: its end, where hosts of one fleet differ. */
  private static final int CUT_TO = 15;

  private record Column(String heading, boolean right, int importance, int widthMax) {
    Column(String heading, boolean right, int importance) {
      this(heading, right, importance, Integer.MAX_VALUE);
    }

    Column cut() {
      return new Column(heading, right, importance, CUT_TO);
    }
  }

  private final List<Column> columns = new ArrayList<>();
  private final List<List<String>> rows = new ArrayList<>();
  private final Map<Integer, Integer> cuts = new TreeMap<>();

  /** A column of words. Of two columns that do not both fit, the more important one stays. */
  public Table words(String heading, int importance) {
    columns.add(new Column(heading, false, importance));
    return this;
  }

  /** A column of numbers. */
  public Table numbers(String heading, int importance) {
    columns.add(new Column(heading, true, importance));
    return this;
  }

  /** How many columns there are. */
  public int columns() {
    return columns.size();
  }

  /** Adds a row with a cell for each column. */
  public void row(String... cells) {
    if (cells.length != columns.size()) {
      throw new IllegalArgumentException(cells.length + " cells, " + columns.size() + " columns");
    }
    rows.add(List.of(cells));
  }

  /** The heading and the rows, no line longer than the width. */
  public List<String> lines(int width) {
    cutWhatIsTooWide(width);
    Set<Integer> shown = fitting(width);
    List<String> lines = new ArrayList<>();
    lines.add(line(columns.stream().map(Column::heading).toList(), shown, width));
    rows.forEach(row -> lines.add(line(row, shown, width)));
    return lines;
  }

  /**
   * A column of words whose long cells are cut in the middle where they leave no room for columns
   * that are as important as {@code before} at least.
   */
  public Table names(String heading, int importance, int before) {
    columns.add(new Column(heading, false, importance));
    cuts.put(columns.size() - 1, before);
    return this;
  }

  private void cutWhatIsTooWide(int width) {
    cuts.forEach(
        (column, before) -> {
          Set<Integer> shown = fitting(width);
          for (int i = 0; i < columns.size(); i++) {
            if (columns.get(i).importance() >= before && !shown.contains(i)) {
              columns.set(column, columns.get(column).cut());
              return;
            }
          }
        });
  }

  private String cell(int column, String text) {
    int max = columns.get(column).widthMax();
    if (text.length() <= max) {
      return text;
    }
    int head = (max - 1) / 3;
    return text.substring(0, head) + "…" + text.substring(text.length() - (max - 1 - head));
  }

  private Set<Integer> fitting(int width) {
    List<Integer> byImportance = new ArrayList<>();
    for (int i = 0; i < columns.size(); i++) {
      byImportance.add(i);
    }
    byImportance.sort(Comparator.comparingInt(i -> -columns.get(i).importance()));
    Set<Integer> shown = new HashSet<>();
    int used = -GAP;
    for (int i : byImportance) {
      if (used + GAP + widthOf(i) <= width) {
        used += GAP + widthOf(i);
        shown.add(i);
      }
    }
    shown.add(byImportance.getFirst());
    return shown;
  }

  private int widthOf(int column) {
    int width = columns.get(column).heading().length();
    for (List<String> row : rows) {
      width = Math.max(width, cell(column, row.get(column)).length());
    }
    return width;
  }

  private String line(List<String> cells, Set<Integer> shown, int width) {
    StringBuilder line = new StringBuilder();
    for (int i = 0; i < cells.size(); i++) {
      if (shown.contains(i)) {
        line.append(line.isEmpty() ? "" : " ".repeat(GAP));
        String cell = cell(i, cells.get(i));
        String padding = " ".repeat(widthOf(i) - cell.length());
        line.append(columns.get(i).right() ? padding + cell : cell + padding);
      }
    }
    return clip(line.toString().stripTrailing(), width);
  }

  /** The line, cut with a mark where it is longer than the width. */
  public static String clip(String line, int width) {
    return line.length() <= width ? line : line.substring(0, Math.max(0, width - 1)) + "…";
  }
}
