package io.penstock.tools.screen;

import io.penstock.daemon.Terminal;
import java.util.function.Consumer;
import me.tongfei.progressbar.DelegatingProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarStyle;

/**
 * How far a long job is: a bar with speed and remaining time on standard error, drawn over itself;
 * nothing where nobody looks. Never wider than the terminal was when the job began.
 *
 * <p>Any thread may say how far it is; one of the library's draws.
 */
public final class Progress implements AutoCloseable {
  private static final int DRAW_INTERVAL_MS = 250;
  private static final String TO_LINE_START_AND_CLEAR = "\r\u001b[K";

  private final ProgressBar bar;
  private final boolean isShown;

  private Progress(ProgressBar bar, boolean isShown) {
    this.bar = bar;
    this.isShown = isShown;
  }

  /**
   * Begins a job.
   *
   * @param task what is done, one word if possible
   * @param amount of it, in units
   * @param unit what is counted, with a blank before it: {@code " lines"}
   */
  public static Progress of(String task, long amount, String unit) {
    boolean isShown = Terminal.isOutput() && !"dumb".equals(System.getenv("TERM"));
    Consumer<String> show = isShown ? Progress::draw : _ -> {};
    ProgressBar bar =
        ProgressBar.builder()
            .setTaskName(task)
            .setInitialMax(amount)
            .setUnit(unit, 1)
            .setStyle(ProgressBarStyle.ASCII)
            .setUpdateIntervalMillis(DRAW_INTERVAL_MS)
            .showSpeed()
            .setConsumer(new DelegatingProgressBarConsumer(show, Screen.size().columns() - 1))
            .build();
    return new Progress(bar, isShown);
  }

  private static void draw(String line) {
    System.err.print(TO_LINE_START_AND_CLEAR + line);
    System.err.flush();
  }

  /** So much of it is done. */
  public void reached(long done) {
    bar.stepTo(done);
  }

  /** A few words behind the bar. */
  public void say(String words) {
    bar.setExtraMessage(words);
  }

  /** Takes the bar away: what follows begins on an empty line. */
  @Override
  public void close() {
    bar.close();
    if (isShown) {
      System.err.print(TO_LINE_START_AND_CLEAR);
      System.err.flush();
    }
  }
}
