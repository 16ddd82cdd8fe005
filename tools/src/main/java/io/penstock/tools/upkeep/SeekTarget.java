package io.penstock.tools.upkeep;

import io.penstock.tools.select.MomentOption;
import io.penstock.tools.select.Moments;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** Where a seek goes, as the command line says it: exactly one of these. */
final class SeekTarget {
  @Option(
      names = "--to-time",
      paramLabel = "TIME",
      converter = MomentOption.class,
      description =
          "The first datagram received at TIME or later: 2026-11-25T13:05:00Z, 13:05, 10m"
              + " (ago), epoch seconds.")
  Long timeNs;

  @Option(names = "--to-number", paramLabel = "NUMBER", description = "That datagram.")
  Long number;

  @Option(
      names = "--by",
      paramLabel = "AMOUNT",
      converter = StepOption.class,
      description =
          "From its position: by receive time (-10m, +1h30m), or by datagrams" + " (-5000).")
  Step step;

  @Option(names = "--to-earliest", description = "The oldest datagram of the journal.")
  boolean earliest;

  @Option(names = "--to-latest", description = "Behind the newest: pass over the backlog.")
  boolean latest;

  @Option(
      names = "--undo",
      description = "Restore the position and the counts before the last seek.")
  boolean undo;

  /**
   * A signed way to go.
   *
   * @param amount nanoseconds of receive time, or datagrams
   */
  record Step(long amount, boolean isTime) {}

  /** Reads {@code -10m} or {@code +5000}. */
  static final class StepOption implements ITypeConverter<Step> {
    /** Made by picocli. */
    StepOption() {}

    @Override
    public Step convert(String text) {
      boolean isBack = text.startsWith("-");
      String amount = isBack || text.startsWith("+") ? text.substring(1) : text;
      try {
        boolean isCount = amount.matches("\\d{1,18}");
        long size = isCount ? Long.parseLong(amount) : Moments.durationNs(amount);
        return new Step(isBack ? -size : size, !isCount);
      } catch (IllegalArgumentException e) {
        throw new TypeConversionException(e.getMessage() + ", nor a number of datagrams");
      }
    }
  }
}
