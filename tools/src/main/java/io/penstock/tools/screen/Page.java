package io.penstock.tools.screen;

import java.util.ArrayList;
import java.util.List;

/** What of a page fits a terminal; what does not is counted in its last line. */
final class Page {
  private Page() {}

  /** Lines for all rows but the one that the cursor stays in. */
  static List<String> fitting(List<String> lines, Screen.Size size) {
    int rows = Math.max(1, size.rows() - 1);
    if (lines.size() <= rows) {
      return lines;
    }
    List<String> shown = new ArrayList<>(lines.subList(0, rows - 1));
    shown.add(
        Table.clip(
            "… " + (lines.size() - rows + 1) + " more lines, too many to fit", size.columns()));
    return shown;
  }
}
