package io.penstock.tools.help;

import io.penstock.daemon.ExitCode;
import io.penstock.daemon.Version;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Prints what a shell needs to complete commands and options. */
@Command(
    name = "completion",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    description = {
      "Print a script that lets the shell complete commands and options.",
      "For this shell:  source <(penstock completion)",
      "For good:        penstock completion > ~/.local/share/bash-completion/completions/penstock"
    })
public final class CompletionCommand implements Callable<Integer> {
  @Spec private CommandSpec command;

  @Parameters(
      arity = "0..1",
      paramLabel = "SHELL",
      description = "bash or zsh; the script is the same.",
      defaultValue = "bash")
  private String shell;

  /** Made by picocli. */
  public CompletionCommand() {}

  @Override
  public Integer call() {
    if (!shell.equals("bash") && !shell.equals("zsh")) {
      throw new ParameterException(
          command.commandLine(), "no completion for '" + shell + "'; there is bash and zsh");
    }
    PrintWriter out = command.commandLine().getOut();
    out.print(Completion.bash(command.commandLine().getParent()));
    out.flush();
    return ExitCode.OK.code();
  }
}
