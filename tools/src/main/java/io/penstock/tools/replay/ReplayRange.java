package io.penstock.tools.replay;

import io.penstock.tools.select.MomentOption;
import io.penstock.tools.select.Range;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The options that choose the piece to replay; {@code --to} is an address here. */
final class ReplayRange {
  @Spec(Spec.Target.MIXEE)
  private CommandSpec command;

  @Option(
      names = "--since",
      paramLabel = "TIME",
      converter = MomentOption.class,
      description =
          "What was received at TIME or later: 10m (so long ago), 2026-11-25T13:05:00Z, 13:05"
              + " (today), epoch seconds.")
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
      names = "--before",
      paramLabel = "NUMBER",
      description = "Up to this datagram number, without it.")
  private Long before;

  /** Made by picocli. */
  ReplayRange() {}

  /**
   * The range.
   *
   * @throws ParameterException when it has no beginning, or ends before it
   */
  Range range() {
    if (sinceNs == null && from == null) {
      throw new ParameterException(
          command.commandLine(), "say where to begin: --since TIME or --from NUMBER (0 for all)");
    }
    try {
      return new Range(
          from == null ? 0 : from,
          before == null ? Long.MAX_VALUE : before,
          sinceNs == null ? Long.MIN_VALUE : sinceNs,
          untilNs == null ? Long.MAX_VALUE : untilNs);
    } catch (IllegalArgumentException e) {
      throw new ParameterException(command.commandLine(), e.getMessage(), e);
    }
  }
}
