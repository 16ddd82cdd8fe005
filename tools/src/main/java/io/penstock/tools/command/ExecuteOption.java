package io.penstock.tools.command;

import picocli.CommandLine.Option;

/**
 * {@code --execute}, as a picocli mixin of every command that shows a plan and changes state only
 * when told to.
 */
public final class ExecuteOption {
  @Option(
      names = "--execute",
      description = "Apply the plan. Without this option nothing is changed.")
  private boolean execute;

  /** What {@code repair} called it. */
  @Option(names = "--apply", hidden = true, description = "The same as --execute.")
  private boolean apply;

  /** Made by picocli. */
  public ExecuteOption() {}

  /** Whether the plan is to be applied. */
  public boolean isGiven() {
    return execute || apply;
  }

  /** The last line of a plan that was only shown. */
  public static String hint() {
    return "Nothing was changed. Add --execute to apply this plan.";
  }

  /** The same order for another command line. */
  public void take(ExecuteOption other) {
    execute = other.execute;
    apply = other.apply;
  }
}
