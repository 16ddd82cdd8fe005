package io.penstock.tools.run;

import java.util.OptionalInt;

/** A daemon that was started. Called by the supervisor's thread only. */
public interface Child {
  /** How it ended, as a shell would say it (137 after kill -9); empty while it runs. */
  OptionalInt exitCode();

  /**
   * Asks it to read its configuration again: SIGHUP.
   *
   * @return false when it is so young that this would end it; ask again
   */
  boolean hangUp();

  /** Asks for a clean end, by closing its standard input. */
  void closeInput();

  /** Asks more firmly: SIGTERM. */
  void terminate();

  /** Ends it at once: SIGKILL. */
  void kill();
}
