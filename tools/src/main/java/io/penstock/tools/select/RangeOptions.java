package io.penstock.tools.select;

import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The options that choose a range of the journal, as a picocli mixin. */
public final class RangeOptions {
  @Spec(Spec.Target.MIXEE)
  private CommandSpec command;

  @Option(
      names = "--since",
      paramLabel = "TIME",
      converter = MomentOption.class,
      description =
          "What was received at TIME or later: 10m (so long ago), 2026-11-25T13:05:00Z, the same"
              + " without Z (this host's zone), 13:05 (today), epoch seconds or milliseconds.")
  private Long sinceNs;

  @Option(
      names = "--until",
      paramLabel = "TIME",
      converter = MomentOption.class,
      description = "What was received before TIME.")
  private Long untilNs;

  @Option(names = "--from", paramLabel = "NUMBER", description = "From this datagram number on.")
  private Long from;

  @Option(
      names = "--to",
      paramLabel = "NUMBER",
      description = "Up to this datagram number, without it.")
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
      return new Range(
          from == null ? 0 : from,
          to == null ? Long.MAX_VALUE : to,
          sinceNs == null ? Long.MIN_VALUE : sinceNs,
          untilNs == null ? Long.MAX_VALUE : untilNs);
    } catch (IllegalArgumentException e) {
      throw new ParameterException(command.commandLine(), e.getMessage(), e);
    }
  }

  /** Whether any of the options was given. */
  public boolean isGiven() {
    return isStartGiven() || untilNs != null || to != null;
  }

  /** Whether the beginning was given. */
  public boolean isStartGiven() {
    return sinceNs != null || from != null;
  }
}
