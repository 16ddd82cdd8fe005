package io.penstock.tools.command;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Lets a command that runs until Ctrl-C or SIGTERM end in order and print what it found.
 *
 * <p>Close it after the report is printed, or rely on the few seconds it allows for that.
 */
public final class EndOfRun implements AutoCloseable {
  private static final int PATIENCE_SECONDS = 5;

  private final Runnable stop;
  private final CountDownLatch ended = new CountDownLatch(1);
  private final Thread hook = new Thread(this::atShutdown, "end-of-run");

  private EndOfRun(Runnable stop) {
    this.stop = stop;
  }

  /** Calls {@code stop}, on a thread of its own, when the process is told to end. */
  public static EndOfRun onSignal(Runnable stop) {
    EndOfRun end = new EndOfRun(stop);
    Runtime.getRuntime().addShutdownHook(end.hook);
    return end;
  }

  private void atShutdown() {
    stop.run();
    try {
      boolean _ = ended.await(PATIENCE_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    ended.countDown();
    try {
      boolean _ = Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      // The process is ending already.
    }
  }
}
