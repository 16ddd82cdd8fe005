package io.penstock.ingest;

/**
 * Computes how many stream clients the process can afford: each takes one of the files that it may
 * have open, and rolls, retention and the readers' positions need some at any time.
 */
final class Descriptors {
  /** Kept back; with a low limit, half of what is left at the start. */
  static final int KEPT_BACK = 96;

  private Descriptors() {}

  /**
   * At most as many as are asked for, and at least one.
   *
   * @param limit of open files
   * @param open now, before any client and before the journal
   */
  static int connections(int asked, long limit, int open) {
    long left = Math.max(0, limit - open);
    return Math.clamp(left - Math.min(KEPT_BACK, left / 2), 1, asked);
  }

  /** The limit of open files that would do. */
  static long limitFor(int connections, int open) {
    return (long) connections + open + KEPT_BACK;
  }
}
