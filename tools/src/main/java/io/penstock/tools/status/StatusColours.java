package io.penstock.tools.status;

import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Colours the words that say how things are; the widths stay, since it comes last. */
public final class StatusColours {
  private static final String GREEN = "\u001b[32m";
  private static final String YELLOW = "\u001b[33m";
  private static final String RED = "\u001b[31m";
  private static final String OFF = "\u001b[0m";

  private static final Map<String, String> COLOURS =
      Map.ofEntries(
          Map.entry("alive", GREEN),
          Map.entry("reading", GREEN),
          Map.entry("caught_up", GREEN),
          Map.entry("catching_up", YELLOW),
          Map.entry("starting", YELLOW),
          Map.entry("waiting_for_layout", YELLOW),
          Map.entry("not_started", YELLOW),
          Map.entry("stopped", YELLOW),
          Map.entry("ended", YELLOW),
          Map.entry("recovering", YELLOW),
          Map.entry("paused", YELLOW),
          Map.entry("suspect", RED),
          Map.entry("down", RED),
          Map.entry("backing_off", RED),
          Map.entry("dead", RED));
  private static final Pattern WORDS =
      Pattern.compile("(?<=\\s)(" + String.join("|", COLOURS.keySet()) + ")(?=[\\s,]|$)");

  private StatusColours() {}

  /** The line with its words of state in colour. */
  public static String colour(String line) {
    return WORDS
        .matcher(line)
        .replaceAll(
            found -> Matcher.quoteReplacement(COLOURS.get(found.group()) + found.group() + OFF));
  }
}
