package io.penstock.ingest;

import io.penstock.journal.NumberRange;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/** Passes notes between retention and the auditor. Neither waits for the other here. Any thread. */
final class AuditDesk {
  /** Closed files, and how far they matter. */
  record Files(List<Span> closed, long readTo, long wantedTo) {}

  /** A file that was deleted before it was audited for all readers. */
  record Unaudited(NumberRange range, String reason) {}

  private final Queue<Unaudited> unaudited = new ConcurrentLinkedQueue<>();
  private volatile Files files = new Files(List.of(), 0, 0);
  private volatile long auditedTo;

  /**
   * Retention says what there is.
   *
   * @param readTo number up to which every reader has read that anything is kept for
   * @param wantedTo number up to which files may go before long, read or not
   */
  void show(List<Span> closed, long readTo, long wantedTo) {
    files = new Files(closed, readTo, wantedTo);
  }

  /** What retention said last. */
  Files files() {
    return files;
  }

  /** The auditor has done what can be done before a number. */
  void audited(long number) {
    auditedTo = number;
  }

  /** Whether nothing would be gained by keeping a file for the auditor. */
  boolean isAudited(Span file) {
    return file.endNumber() <= auditedTo;
  }

  /** Retention has deleted a file, of which not everybody was audited. */
  void deletedUnaudited(Span file, String reason) {
    unaudited.add(new Unaudited(new NumberRange(file.firstNumber(), file.endNumber()), reason));
  }

  /** The next of those that the ledger has not noted; null without any. */
  Unaudited nextUnaudited() {
    return unaudited.peek();
  }

  /** The ledger has noted it. */
  void noted() {
    unaudited.poll();
  }
}
