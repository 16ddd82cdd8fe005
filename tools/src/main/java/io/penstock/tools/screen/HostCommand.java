package io.penstock.tools.screen;

import java.io.File;
import java.io.IOException;
import java.util.List;

/** Asks a small program of the host, for what Java does not know. */
public final class HostCommand {
  private HostCommand() {}

  /** What it printed; nothing when it does not exist or there is no terminal to ask. */
  public static List<String> lines(List<String> command) {
    try {
      File terminal = new File("/dev/tty");
      ProcessBuilder builder = new ProcessBuilder(command);
      if (command.getFirst().equals("stty")) {
        builder.redirectInput(terminal);
      }
      builder.redirectError(ProcessBuilder.Redirect.DISCARD);
      Process process = builder.start();
      return process.inputReader().lines().toList();
    } catch (IOException none) {
      return List.of();
    }
  }
}
