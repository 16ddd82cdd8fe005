package io.penstock.daemon;

import ch.qos.logback.classic.Level;
import io.penstock.config.ConfigurationException;
import io.penstock.config.PlainFlags;
import io.penstock.service.ServiceManager;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.util.function.Function;
import java.util.function.Supplier;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.Help;
import picocli.CommandLine.TypeConversionException;

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

  /**
   * Runs a daemon: whatever ends it at its start is one line a fault on standard error, as every
   * line of a log is, and the service manager learns of it too.
   *
   * @param command makes the command; a second one when the first is not to be used
   */
  public static int runDaemon(
      Supplier<DaemonCommand> command, ServiceManager manager, String... arguments) {
    DaemonCommand plain = command.get();
    if (!PlainFlags.read(arguments, plain::take)) {
      return parseAndRunDaemon(command.get(), manager, arguments);
    }
    try {
      return plain.call();
    } catch (Exception e) {
      return daemonFailure(e, new PrintWriter(System.err, true), manager);
    }
  }

  private static int parseAndRunDaemon(
      DaemonCommand command, ServiceManager manager, String... arguments) {
    CommandLine commandLine = commandLine(command);
    String prefix = SyslogPriority.prefix(Level.ERROR);
    commandLine.setParameterExceptionHandler(
        (e, _) -> {
          manager.failed(e.getMessage(), ExitCode.USAGE.errno());
          return usageFault(e, prefix);
        });
    commandLine.setExecutionExceptionHandler(
        (e, failed, _) -> daemonFailure(e, failed.getErr(), manager));
    return commandLine.execute(arguments);
  }

  private static int daemonFailure(Exception e, PrintWriter err, ServiceManager manager) {
    int code = isKnown(e) ? failure(e, err, SyslogPriority.prefix(Level.ERROR)) : defect(e);
    manager.failed(e.getMessage(), ExitCode.of(code).orElse(ExitCode.FAILED).errno());
    return code;
  }

  private static boolean isKnown(Exception e) {
    return e instanceof ConfigurationException || e instanceof ProgramException;
  }

  private static int defect(Exception e) {
    LoggerFactory.getLogger(Program.class).error("fatal error, stopping", e);
    return ExitCode.FAILED.code();
  }

  /** Runs one command of a program by itself, under its whole name: {@code penstock dump}. */
  public static int runAs(String name, Object command, String... arguments) {
    return commandLine(command).setCommandName(name).execute(arguments);
  }

  /** The command as it is run, for those who print it, complete it or test it. */
  public static CommandLine commandLine(Object command) {
    CommandLine commandLine = new CommandLine(command);
    commandLine.setOut(standardOutput());
    commandLine.registerConverter(Long.class, text -> whole(text, Long::valueOf));
    commandLine.registerConverter(Long.TYPE, text -> whole(text, Long::valueOf));
    commandLine.registerConverter(Integer.class, text -> whole(text, Integer::valueOf));
    commandLine.registerConverter(Integer.TYPE, text -> whole(text, Integer::valueOf));
    Help.Ansi ansi = Terminal.colours() ? Help.Ansi.ON : Help.Ansi.OFF;
    commandLine.setColorScheme(Help.defaultColorScheme(ansi));
    commandLine.setUsageHelpWidth(100);
    commandLine.setUsageHelpLongOptionsMaxWidth(28);
    commandLine.setParameterExceptionHandler((e, _) -> usageFault(e, ""));
    commandLine.setExecutionExceptionHandler((e, failed, _) -> failure(e, failed.getErr(), ""));
    return commandLine;
  }

  private static <T> T whole(String text, Function<String, T> parse) {
    try {
      return parse.apply(text);
    } catch (NumberFormatException e) {
      throw new TypeConversionException("'" + text + "' is not a whole number, or out of range");
    }
  }

  /** Unlike System.out it remembers that the pipe is closed, for commands that print in a loop. */
  private static PrintWriter standardOutput() {
    return new PrintWriter(
        new OutputStreamWriter(new FileOutputStream(FileDescriptor.out), System.out.charset()),
        true);
  }

  private static int usageFault(CommandLine.ParameterException e, String prefix) {
    CommandLine command = e.getCommandLine();
    PrintWriter err = command.getErr();
    err.println(prefix + e.getMessage());
    CommandLine.UnmatchedArgumentException.printSuggestions(e, err);
    err.println("Try: " + command.getCommandSpec().qualifiedName() + " --help");
    return ExitCode.USAGE.code();
  }

  private static int failure(Exception e, PrintWriter err, String prefix) {
    return switch (e) {
      case ConfigurationException faults -> {
        faults.lines().forEach(line -> err.println(prefix + line));
        yield ExitCode.USAGE.code();
      }
      case ProgramException known -> {
        err.println(prefix + known.getMessage());
        yield known.exitCode().code();
      }
      default -> {
        e.printStackTrace(err);
        yield ExitCode.FAILED.code();
      }
    };
  }
}
