package io.penstock.tools.help;

import io.penstock.daemon.ExitCode;
import io.penstock.daemon.ProgramException;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Shows a command's help page, or all of them as a man page. */
@Command(
    name = "help",
    description = {
      "Show the help page of a command, or --man: all of them as a man page.",
      "To read that at once: penstock help --man | man -l -"
    })
public final class HelpCommand implements Callable<Integer> {
  @Spec private CommandSpec command;

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Show this help message and exit.")
  private boolean help;

  @Parameters(arity = "0..1", paramLabel = "COMMAND", description = "The command.")
  private String name;

  @Option(names = "--man", description = "All commands as a man page, for man(1).")
  private boolean man;

  @Option(
      names = "--install-into",
      hidden = true,
      paramLabel = "DIR",
      description = "Write man page and completion below DIR, as the build does.")
  private Path directory;

  /** Made by picocli. */
  public HelpCommand() {}

  @Override
  public Integer call() throws IOException {
    CommandLine program = command.commandLine().getParent();
    PrintWriter out = command.commandLine().getOut();
    if (directory != null) {
      write(directory.resolve("man/man1/penstock.1"), ManPage.of(program.getCommandSpec()));
      write(directory.resolve("man/man5/penstock.ini.5"), ConfigurationManPage.make());
      write(directory.resolve("bash-completion/completions/penstock"), Completion.bash(program));
    } else if (man) {
      out.print(ManPage.of(program.getCommandSpec()));
    } else if (name == null) {
      program.usage(out, program.getColorScheme());
    } else {
      CommandLine asked = program.getSubcommands().get(name);
      if (asked == null) {
        throw new ParameterException(
            command.commandLine(), "there is no command '" + name + "'; penstock help lists them");
      }
      asked.usage(out, program.getColorScheme());
    }
    out.flush();
    return ExitCode.OK.code();
  }

  private static void write(Path file, String text) {
    try {
      Files.createDirectories(file.getParent());
      Files.writeString(file, text);
    } catch (IOException e) {
      throw new ProgramException(ExitCode.FAILED, file + ": cannot be written", e);
    }
  }
}
