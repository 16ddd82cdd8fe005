package io.penstock.tools;

import io.penstock.daemon.ExitCode;
import io.penstock.daemon.Program;
import io.penstock.daemon.Version;
import io.penstock.tools.check.CheckCommand;
import io.penstock.tools.config.ConfigCommand;
import io.penstock.tools.demo.DemoCommand;
import io.penstock.tools.doctor.DoctorCommand;
import io.penstock.tools.dump.DumpCommand;
import io.penstock.tools.explain.ExplainCommand;
import io.penstock.tools.help.CompletionCommand;
import io.penstock.tools.help.HelpCommand;
import io.penstock.tools.integrity.RepairCommand;
import io.penstock.tools.load.LoadCommand;
import io.penstock.tools.pause.PauseCommand;
import io.penstock.tools.pause.ResumeCommand;
import io.penstock.tools.replay.ReplayCommand;
import io.penstock.tools.run.DaemonCommands;
import io.penstock.tools.run.RunCommand;
import io.penstock.tools.select.DaemonFlags;
import io.penstock.tools.sink.SinkCommand;
import io.penstock.tools.status.StatusCommand;
import io.penstock.tools.top.TopCommand;
import io.penstock.tools.transfer.ExportCommand;
import io.penstock.tools.transfer.ImportCommand;
import io.penstock.tools.upkeep.ForgetCommand;
import io.penstock.tools.upkeep.PurgeCommand;
import io.penstock.tools.upkeep.ReadersCommand;
import io.penstock.tools.upkeep.SeekCommand;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** The command {@code penstock}: everything that is not a daemon, and a help page for all. */
@Command(
    name = "penstock",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    header = "A StatsD proxy that shards and never forgets.",
    description = {
      "",
      "ingest takes StatsD datagrams off the network and appends them to a journal on disk;",
      "workers read the journal, hash each line and send it to one of N StatsD servers.",
      ""
    },
    synopsisSubcommandLabel = "COMMAND",
    commandListHeading = "%nCommands (see penstock help COMMAND):%n",
    footer = {
      "",
      "Try it:  penstock demo --outages  everything on this host, with outages and a verdict",
      "         penstock run             the daemons and the console, in the foreground",
      "         penstock status          what was received, sent and queued",
      "         penstock doctor          what is wrong, and how to fix it",
      "         penstock config          the effective configuration and where it came from"
    },
    subcommands = {
      DaemonCommands.Ingest.class,
      DaemonCommands.Worker.class,
      DaemonCommands.Console.class,
      // A tool joins the program here, and nowhere else.
      RunCommand.class,
      DemoCommand.class,
      StatusCommand.class,
      DumpCommand.class,
      TopCommand.class,
      ExplainCommand.class,
      ExportCommand.class,
      ImportCommand.class,
      CheckCommand.class,
      RepairCommand.class,
      ReplayCommand.class,
      ReadersCommand.class,
      SeekCommand.class,
      ForgetCommand.class,
      PurgeCommand.class,
      DoctorCommand.class,
      PauseCommand.class,
      ResumeCommand.class,
      ConfigCommand.class,
      LoadCommand.class,
      SinkCommand.class,
      WarmUpCommand.class,
      CompletionCommand.class,
      HelpCommand.class
    })
public final class PenstockMain implements Callable<Integer> {
  private static final Map<String, Supplier<Object>> WAITED_FOR =
      Map.of(
          "status", StatusCommand::new,
          "dump", DumpCommand::new,
          "explain", ExplainCommand::new,
          "top", TopCommand::new);

  @Spec private CommandSpec command;

  PenstockMain() {}

  /** Runs a tool; the exit code is one of {@link ExitCode}. */
  public static void main(String[] arguments) {
    System.exit(run(arguments));
  }

  /**
   * What people wait for is made by itself: the model of all commands takes as long as the rest of
   * a start. {@code --help} of it says the same either way.
   */
  static int run(String... arguments) {
    Supplier<Object> waitedFor = arguments.length == 0 ? null : WAITED_FOR.get(arguments[0]);
    return waitedFor == null
        ? Program.run(program(), arguments)
        : Program.runAs(
            "penstock " + arguments[0],
            DaemonFlags.hidden(CommandSpec.forAnnotatedObject(waitedFor.get())),
            Arrays.copyOfRange(arguments, 1, arguments.length));
  }

  private static CommandSpec program() {
    CommandSpec program = CommandSpec.forAnnotatedObject(new PenstockMain());
    program.subcommands().values().forEach(each -> DaemonFlags.hidden(each.getCommandSpec()));
    return program;
  }

  /** The whole program, for who runs its commands without a process of their own. */
  public static CommandLine commandLine() {
    return Program.commandLine(program());
  }

  @Override
  public Integer call() {
    command.commandLine().usage(command.commandLine().getErr());
    return ExitCode.USAGE.code();
  }
}
