package io.penstock.tools.select;

import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The options that choose a range of the journal, as a picocli mixin. */
public final class RangeOptions {
  @Spec(Spec.Target.MIXEE)
  private CommandSpec command;

  @Mixin private SpanOptions span;

  @Option(
      names = {"--before", "--to"},
      paramLabel = "NUMBER",
      description = "Stop before this datagram number (exclusive).")
  private Long to;

  /** Made by picocli. */
  public RangeOptions() {}

  /**
   * The range.
   *
   * @throws ParameterException when it ends before it begins
   */
  public Range range() {
    try {
      return span.range(to);
    } catch (IllegalArgumentException e) {
      throw new ParameterException(command.commandLine(), e.getMessage(), e);
    }
  }

  /** Whether any of the options was given. */
  public boolean isGiven() {
    return span.isGiven() || to != null;
  }

  /** Whether the beginning was given. */
  public boolean isStartGiven() {
    return span.isStartGiven();
  }
}
