package io.penstock.worker;

/** Receives datagrams and appends them to the journal. */
public final class WorkerMain {
  private WorkerMain() {}

  /** Runs worker. */
  public static void main(String[] arguments) {
    System.exit(1);
  }
}
