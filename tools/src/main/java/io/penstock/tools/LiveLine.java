package io.penstock.tools;

import java.io.Console;
import java.util.function.Supplier;

/** One line on the terminal, written anew each second; nothing where there is no terminal. */
public final class LiveLine implements AutoCloseable {
  private static final int PERIOD_MS = 1_000;
  private static final String TO_LINE_START_AND_CLEAR = "\r\u001b[K";

  private final Thread thread;

  private LiveLine(Thread thread) {
    this.thread = thread;
  }

  /** Shows, on standard error, what the supplier says; it is called on a thread of its own. */
  public static LiveLine start(Supplier<String> text) {
    Console console = System.console();
    Thread thread = Thread.ofPlatform().name("live-line").daemon().unstarted(() -> show(text));
    if (console != null && console.isTerminal()) {
      thread.start();
    }
    return new LiveLine(thread);
  }

  private static void show(Supplier<String> text) {
    try {
      while (true) {
        Thread.sleep(PERIOD_MS);
        System.err.print(TO_LINE_START_AND_CLEAR + text.get());
        System.err.flush();
      }
    } catch (InterruptedException e) {
      System.err.print(TO_LINE_START_AND_CLEAR);
      System.err.flush();
    }
  }

  @Override
  public void close() {
    thread.interrupt();
    try {
      thread.join(PERIOD_MS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
