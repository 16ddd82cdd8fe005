package io.penstock.tools.screen;

import java.util.ArrayList;
import java.util.List;

/** Sentences, broken between words where the terminal ends. */
public final class Prose {
  private Prose() {}

  /**
   * The text in lines that fit; a word that is longer than a line is broken.
   *
   * @param indent of every line but the first
   */
  public static List<String> lines(String text, int width, int indent) {
    List<String> lines = new ArrayList<>();
    int margin = Math.min(indent, width / 2);
    StringBuilder line = new StringBuilder();
    for (String word : text.split(" ")) {
      String rest = word;
      if (!line.isEmpty() && line.length() + 1 + rest.length() > width) {
        lines.add(line.toString());
        line = new StringBuilder(" ".repeat(margin));
      } else if (!line.isEmpty()) {
        line.append(' ');
      }
      while (line.length() + rest.length() > width) {
        int room = Math.max(1, width - line.length());
        lines.add(line + rest.substring(0, room));
        rest = rest.substring(room);
        line = new StringBuilder(" ".repeat(margin));
      }
      line.append(rest);
    }
    lines.add(line.toString());
    return lines;
  }
}
