package io.penstock.tools.screen;

import io.penstock.amounts.Units;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;

/** How far apart the pages are that are shown again and again. */
public final class Interval {
  private static final long MS_MIN = 100;

  private Interval() {}

  /**
   * Reads {@code 500ms}, {@code 2s}, or a plain number of seconds; at least a tenth of a second.
   *
   * @throws ParameterException that names the option
   */
  public static long ms(String option, String text, CommandSpec command) {
    try {
      long nanos = Units.nanos(text.matches("[0-9]+") ? text + "s" : text);
      return Math.max(MS_MIN, TimeUnit.NANOSECONDS.toMillis(nanos));
    } catch (IllegalArgumentException e) {
      throw new ParameterException(command.commandLine(), option + ": " + e.getMessage(), e);
    }
  }
}
