package io.penstock.tools.screen;

import io.penstock.daemon.Terminal;
import java.util.function.IntFunction;

/** One line on the terminal, redrawn in place; nothing where there is no terminal. */
public final class LiveLine implements AutoCloseable {
  private static final int PERIOD_MS = 250;
  private static final int LINES_PER_MEASURE = 8;
  private static final int LAST_LINE_MS = 1_000;
  private static final String TO_LINE_START_AND_CLEAR = "\r\u001b[K";

  private final Thread thread;

  private LiveLine(Thread thread) {
    this.thread = thread;
  }

  /**
   * Shows on standard error.
   *
   * @param text makes the line for a number of columns; it is called on a thread of its own
   */
  public static LiveLine start(IntFunction<String> text) {
    Thread thread = Thread.ofPlatform().name("live-line").daemon().unstarted(() -> show(text));
    if (isShown()) {
      thread.start();
    }
    return new LiveLine(thread);
  }

  private static boolean isShown() {
    return Terminal.isErrorOutput() && !"dumb".equals(System.getenv("TERM"));
  }

  private static void show(IntFunction<String> text) {
    try {
      for (int i = 0, columns = 0; true; i++) {
        Thread.sleep(PERIOD_MS);
        // A line as wide as the terminal would wrap, and could not be written over.
        columns = i % LINES_PER_MEASURE == 0 ? Screen.terminalColumns() - 1 : columns;
        System.err.print(TO_LINE_START_AND_CLEAR + Table.clip(text.apply(columns), columns));
        System.err.flush();
      }
    } catch (InterruptedException e) {
      System.err.print(TO_LINE_START_AND_CLEAR);
      System.err.flush();
    }
  }

  /** Takes the line away: what follows begins on an empty one. */
  @Override
  public void close() {
    thread.interrupt();
    try {
      thread.join(LAST_LINE_MS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
