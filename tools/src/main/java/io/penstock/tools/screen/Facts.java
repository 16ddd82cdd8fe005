package io.penstock.tools.screen;

import java.util.ArrayList;
import java.util.List;

/**
 * Lines of a label and its facts. What does not fit the width continues in the next line, under the
 * first; nothing is left out.
 */
public final class Facts {
  private static final int LABEL_WIDTH = 10;

  private record Fact(String label, List<String> parts) {}

  private final List<Fact> facts = new ArrayList<>();

  /** Adds a label with its parts; empty parts are nothing. */
  public Facts add(String label, String... parts) {
    facts.add(new Fact(label, List.of(parts).stream().filter(part -> !part.isEmpty()).toList()));
    return this;
  }

  /** The lines, none longer than the width. */
  public List<String> lines(int width) {
    List<String> lines = new ArrayList<>();
    for (Fact fact : facts) {
      String indent = " ".repeat(width < 3 * LABEL_WIDTH ? 1 : LABEL_WIDTH);
      String line = fact.label() + " ".repeat(Math.max(1, LABEL_WIDTH - fact.label().length()));
      boolean isFirst = true;
      for (String part : fact.parts()) {
        String joined = line + (isFirst ? "" : ", ") + part;
        if (joined.length() > width && !isFirst) {
          lines.add(Table.clip(line + ",", width));
          joined = indent + part;
        }
        line = joined;
        isFirst = false;
      }
      lines.add(Table.clip(line.stripTrailing(), width));
    }
    return lines;
  }
}
