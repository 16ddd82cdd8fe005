package io.penstock.daemon;

import io.penstock.config.ConfigurationException;
import java.io.PrintWriter;
import picocli.CommandLine;
import picocli.CommandLine.Help;

/** Runs a picocli command as a process: what it prints when it fails, and the exit code. */
public final class Program {
  private Program() {}

  /**
   * Parses the arguments, runs the command and says how the process is to end.
   *
   * <p>A main method is {@code System.exit(Program.run(new IngestCommand(), arguments))}. {@link
   * ConfigurationException} and {@link ProgramException} become lines on standard error; any other
   * exception is a defect and shows its trace.
   */
  public static int run(Object command, String... arguments) {
    return commandLine(command).execute(arguments);
  }

  /** Runs one command of a program by itself, under its whole name: {@code penstock dump}. */
  public static int runAs(String name, Object command, String... arguments) {
    return commandLine(command).setCommandName(name).execute(arguments);
  }

  /** The command as it is run, for those who print it, complete it or test it. */
  public static CommandLine commandLine(Object command) {
    CommandLine commandLine = new CommandLine(command);
    Help.Ansi ansi = Terminal.colours() ? Help.Ansi.ON : Help.Ansi.OFF;
    commandLine.setColorScheme(Help.defaultColorScheme(ansi));
    commandLine.setUsageHelpWidth(100);
    commandLine.setUsageHelpLongOptionsMaxWidth(28);
    commandLine.setParameterExceptionHandler(Program::usageFault);
    commandLine.setExecutionExceptionHandler((e, failed, parsed) -> failure(e, failed.getErr()));
    return commandLine;
  }

  private static int usageFault(CommandLine.ParameterException e, String[] arguments) {
    CommandLine command = e.getCommandLine();
    PrintWriter err = command.getErr();
    err.println(e.getMessage());
    CommandLine.UnmatchedArgumentException.printSuggestions(e, err);
    err.println("Try: " + command.getCommandSpec().qualifiedName() + " --help");
    return ExitCode.USAGE.code();
  }

  private static int failure(Exception e, PrintWriter err) {
    return switch (e) {
      case ConfigurationException faults -> {
        faults.lines().forEach(err::println);
        yield ExitCode.USAGE.code();
      }
      case ProgramException known -> {
        err.println(known.getMessage());
        yield known.exitCode().code();
      }
      default -> {
        e.printStackTrace(err);
        yield ExitCode.FAILED.code();
      }
    };
  }
}
