package io.penstock.tools.screen;

import io.penstock.amounts.Amounts;
import java.util.concurrent.TimeUnit;
import java.util.function.LongFunction;

/**
 * How far a long job is: a bar with speed and remaining time on standard error, drawn over itself;
 * nothing without a terminal.
 *
 * <p>One thread says how far it is; another draws.
 */
public final class Progress implements AutoCloseable {
  private static final int BAR_COLUMNS_MIN = 5;
  private static final int BAR_COLUMNS_MAX = 30;

  /** Before that a speed says nothing. */
  private static final long SPEED_AFTER_NS = TimeUnit.MILLISECONDS.toNanos(500);

  private final LiveLine line;
  private volatile long done;

  private Progress(String task, long amount, String unit, LongFunction<String> inWords) {
    long beganNs = System.nanoTime();
    line =
        LiveLine.start(
            columns ->
                text(task, done, amount, unit, inWords, System.nanoTime() - beganNs, columns));
  }

  /**
   * Begins a job.
   *
   * @param task what is done, one word if possible
   * @param amount of it, in units
   * @param unit what is counted
   */
  public static Progress of(String task, long amount, String unit) {
    return new Progress(task, amount, " " + unit, Amounts::count);
  }

  /** Begins a job whose amount is in bytes. */
  public static Progress ofBytes(String task, long amount) {
    return new Progress(task, amount, "", Amounts::bytes);
  }

  /** So much of it is done. */
  public void reached(long amount) {
    done = amount;
  }

  /** {@code import 21 % [=== ] 13 MiB of 59 MiB, 4.3 MiB/s, 11 s left}. */
  static String text(
      String task,
      long done,
      long amount,
      String unit,
      LongFunction<String> inWords,
      long elapsedNs,
      int columns) {
    long reached = Math.clamp(done, 0, Math.max(0, amount));
    double share = amount <= 0 ? 0 : (double) reached / amount;
    StringBuilder figures = new StringBuilder();
    figures.append(inWords.apply(reached)).append(" of ").append(inWords.apply(amount));
    figures.append(unit);
    if (elapsedNs >= SPEED_AFTER_NS && reached > 0) {
      double perSecond = reached * 1e9 / elapsedNs;
      figures.append(", ").append(inWords.apply(Math.round(perSecond))).append("/s, ");
      long leftNs = Math.round((amount - reached) / perSecond * 1e9);
      figures.append(Amounts.duration(leftNs)).append(" left");
    }
    String head = "%s %3d %% ".formatted(task, (int) (100 * share));
    int width = Math.min(BAR_COLUMNS_MAX, columns - head.length() - figures.length() - 3);
    return width < BAR_COLUMNS_MIN
        ? Table.clip(head + figures, columns)
        : head + bar(share, width) + figures;
  }

  private static String bar(double share, int width) {
    int full = (int) (share * width);
    return "[" + "=".repeat(full) + " ".repeat(width - full) + "] ";
  }

  /** Takes the bar away: what follows begins on an empty line. */
  @Override
  public void close() {
    line.close();
  }
}
