package io.penstock.tools.run;

import java.io.IOException;

/** Starts a daemon. */
@FunctionalInterface
public interface ChildStarter {
  /**
   * Starts it; does not wait until it is ready.
   *
   * @throws IOException when no process can be created; another attempt may succeed
   */
  Child start() throws IOException;
}
