package io.penstock.tools.help;

import picocli.AutoComplete;
import picocli.CommandLine;

/** The script that completes commands and options; picocli writes it. */
final class Completion {
  private Completion() {}

  /** For bash, and for zsh, whose part is in it. */
  static String bash(CommandLine program) {
    return AutoComplete.bash(program.getCommandName(), program);
  }
}
