package io.penstock.tools.screen;

import io.penstock.daemon.Terminal;
import java.io.PrintWriter;
import java.util.List;

/**
 * Shows a page again and again: in place on a terminal, one below the other elsewhere. No line
 * wraps and no page is longer than the terminal, whatever its size is by then.
 */
public final class Screen implements AutoCloseable {
  private static final int WIDTH_ELSEWHERE = 1_000;

  private final PrintWriter out;
  private final boolean inPlace;
  private boolean begun;

  /** A screen on that output. */
  public Screen(PrintWriter out) {
    this.out = out;
    this.inPlace = Terminal.isOutput() && !"dumb".equals(System.getenv("TERM"));
  }

  /** Columns and rows of the terminal; ample when there is none. */
  public record Size(int columns, int rows) {}

  /** The size right now. */
  public static Size size() {
    return Terminal.isOutput() ? ofTerminal() : new Size(WIDTH_ELSEWHERE, Integer.MAX_VALUE);
  }

  /** Columns of the terminal that the process was started from, wherever its output goes. */
  static int terminalColumns() {
    return ofTerminal().columns();
  }

  private static Size ofTerminal() {
    for (String line : HostCommand.lines(List.of("stty", "size"))) {
      String[] rowsAndColumns = line.strip().split(" ");
      int rows = Integer.parseInt(rowsAndColumns[0]);
      int columns = Integer.parseInt(rowsAndColumns[1]);
      if (rows > 0 && columns > 0) {
        return new Size(columns, rows);
      }
    }
    return new Size(80, 24);
  }

  /**
   * Shows the page.
   *
   * @return false when the output is closed
   */
  public boolean show(List<String> lines, Size size) {
    if (inPlace) {
      out.print(begun ? "\u001b[H" : "\u001b[?25l\u001b[H\u001b[2J");
      Page.fitting(lines, size).forEach(line -> out.print(line + "\u001b[K\n"));
      out.print("\u001b[J");
    } else {
      if (begun) {
        out.println();
      }
      lines.forEach(out::println);
    }
    begun = true;
    return !out.checkError();
  }

  /** Gives the cursor back. */
  @Override
  public void close() {
    if (inPlace && begun) {
      out.print("\u001b[?25h");
      out.flush();
    }
  }
}
