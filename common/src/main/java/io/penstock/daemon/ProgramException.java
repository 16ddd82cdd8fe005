package io.penstock.daemon;

/**
 * Ends the program with an exit code and one line for the user, without a stack trace.
 *
 * <p>For what the user can understand and mend: a lock that is held, a port that is taken. A defect
 * stays an exception of its own kind.
 */
public final class ProgramException extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final ExitCode exitCode;

  /** Says how to end, and why in words for the user. */
  public ProgramException(ExitCode exitCode, String message) {
    this(exitCode, message, null);
  }

  /** Says how to end, why, and what was behind it. */
  public ProgramException(ExitCode exitCode, String message, Throwable cause) {
    super(message, cause);
    this.exitCode = exitCode;
  }

  /** How the process is to end. */
  public ExitCode exitCode() {
    return exitCode;
  }
}
