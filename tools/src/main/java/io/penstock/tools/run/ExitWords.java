package io.penstock.tools.run;

import io.penstock.daemon.ExitCode;

/** An exit code in words. */
final class ExitWords {
  private static final int SIGNALLED = 128;

  private ExitWords() {}

  static String of(int exitCode) {
    String number = "exit code " + exitCode;
    if (exitCode > SIGNALLED) {
      return number + " (signal " + (exitCode - SIGNALLED) + ")";
    }
    return ExitCode.of(exitCode)
        .map(code -> number + " (" + code.help().replaceAll("\\.$", "") + ")")
        .orElse(number);
  }
}
