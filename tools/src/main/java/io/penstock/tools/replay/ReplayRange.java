package io.penstock.tools.replay;

import io.penstock.tools.select.Range;
import io.penstock.tools.select.SpanOptions;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The options that choose the piece to replay; {@code --to} is an address here. */
final class ReplayRange {
  @Spec(Spec.Target.MIXEE)
  private CommandSpec command;

  @Mixin private SpanOptions span;

  @Option(
      names = "--before",
      paramLabel = "NUMBER",
      description = "Stop before this datagram number (exclusive).")
  private Long before;

  /** Made by picocli. */
  ReplayRange() {}

  /**
   * The range.
   *
   * @throws ParameterException when it has no beginning, or ends before it
   */
  Range range() {
    if (!span.isStartGiven()) {
      throw new ParameterException(
          command.commandLine(), "say where to begin: --since TIME or --from NUMBER (0 for all)");
    }
    try {
      return span.range(before);
    } catch (IllegalArgumentException e) {
      throw new ParameterException(command.commandLine(), e.getMessage(), e);
    }
  }
}
