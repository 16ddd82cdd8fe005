package io.penstock.daemon;

/** Says who is speaking in the log; {@code logback.xml} does the rest. */
public final class Logging {
  private Logging() {}

  /**
   * Names the role that every line of the log carries. Call it before the first logger is asked
   * for, in a main class without one.
   *
   * @param role {@code ingest} or {@code worker}
   */
  public static void start(String role) {
    System.setProperty("penstock.role", role);
  }
}
