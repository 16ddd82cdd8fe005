package io.penstock.tools.run;

import io.penstock.daemon.ExitCode;

/** An exit code in words. */
final class ExitWords {
  private static final int SIGNALLED = 128;

  private ExitWords() {}

  static String of(int exitCode) {
    String number = "exit code " + exitCode;
    String words = ExitCode.of(exitCode).map(code -> code.help().replaceAll("\\.$", "")).orElse("");
    if (exitCode > SIGNALLED) {
      String signal = "signal " + (exitCode - SIGNALLED);
      return number + " (" + signal + (words.isEmpty() ? "" : "; " + words) + ")";
    }
    return words.isEmpty() ? number : number + " (" + words + ")";
  }
}
