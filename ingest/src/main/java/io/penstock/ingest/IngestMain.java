package io.penstock.ingest;

/** Receives datagrams and appends them to the journal. */
public final class IngestMain {
  private IngestMain() {}

  /** Runs ingest. */
  public static void main(String[] arguments) {
    System.exit(1);
  }
}
