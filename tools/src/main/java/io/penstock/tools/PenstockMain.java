package io.penstock.tools;

import io.penstock.tools.load.LoadCommand;
import io.penstock.tools.sink.SinkCommand;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The operator's tools, each a subcommand. */
@Command(
    name = "penstock",
    mixinStandardHelpOptions = true,
    description = "A durable, sharding StatsD proxy.",
    subcommands = {LoadCommand.class, SinkCommand.class})
public final class PenstockMain {
  private PenstockMain() {}

  /** Runs the subcommand given first. */
  public static void main(String[] arguments) {
    System.exit(new CommandLine(new PenstockMain()).execute(arguments));
  }
}
