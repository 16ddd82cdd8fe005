package io.penstock.tools.select;

import java.util.List;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/**
 * The flags that say what daemons receive on and send to. Commands that only look at the data still
 * take them, for scripts that pass every command the same; their help pages leave them out.
 */
public final class DaemonFlags {
  private static final List<String> FLAGS =
      List.of("--bind-interface", "--bind-port", "--threads", "--destinations");

  private DaemonFlags() {}

  /** The same command; its help is without these flags when it has {@code --data-dir}. */
  public static CommandSpec hidden(CommandSpec command) {
    if (command.findOption("--data-dir") == null) {
      return command;
    }
    for (String flag : FLAGS) {
      OptionSpec shown = command.findOption(flag);
      if (shown != null) {
        command.remove(shown);
        command.addOption(OptionSpec.builder(shown).hidden(true).build());
      }
    }
    return command;
  }
}
