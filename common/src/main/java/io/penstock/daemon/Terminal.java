package io.penstock.daemon;

import java.io.Console;

/**
 * Whether a person looks at standard output.
 *
 * <p>The launcher knows and says so in the system property {@code penstock.terminal} ({@code true},
 * {@code false}); without it Java is asked, which sees a terminal only when input is one too.
 */
public final class Terminal {
  private Terminal() {}

  /** Whether standard output is a terminal. */
  public static boolean isOutput() {
    String told = System.getProperty("penstock.terminal", "");
    if (!told.isEmpty()) {
      return told.equals("true");
    }
    Console console = System.console();
    return console != null && console.isTerminal();
  }

  /** Whether to colour: a terminal that can, and a user who does not mind (NO_COLOR). */
  public static boolean colours() {
    String noColour = System.getenv().getOrDefault("NO_COLOR", "");
    return noColour.isEmpty() && !"dumb".equals(System.getenv("TERM")) && isOutput();
  }
}
