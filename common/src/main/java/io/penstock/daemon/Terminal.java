package io.penstock.daemon;

import java.io.Console;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;

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

  /** Whether a person looks at standard error, as the kernel knows it. */
  public static boolean isErrorOutput() {
    try {
      String target = Files.readSymbolicLink(Path.of("/proc/self/fd/2")).toString();
      return target.matches("/dev/(pts/\\d+|tty.*|console)");
    } catch (IOException unknown) {
      return false;
    }
  }

  /** Whether to colour: a terminal that can, and a user who does not mind (NO_COLOR). */
  public static boolean colours() {
    String noColour = System.getenv().getOrDefault("NO_COLOR", "");
    return noColour.isEmpty() && !"dumb".equals(System.getenv("TERM")) && isOutput();
  }

  /** Whether the process has a terminal that still stands; a hang-up takes it away. */
  static boolean isThere() {
    try (InputStream _ = new FileInputStream("/dev/tty")) {
      return true;
    } catch (IOException noTerminal) {
      return false;
    }
  }
}
