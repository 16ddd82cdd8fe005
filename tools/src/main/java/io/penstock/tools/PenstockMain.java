package io.penstock.tools;

/** Receives datagrams and appends them to the journal. */
public final class PenstockMain {
  private PenstockMain() {}

  /** Runs tools. */
  public static void main(String[] arguments) {
    System.exit(1);
  }
}
