package io.penstock.audit;

import io.penstock.journal.NumberRange;

/** What a ledger keeps about numbers that the journal may no longer have. */
public sealed interface LedgerEntry {
  /** The numbers that it is about. */
  NumberRange range();

  /**
   * What a reader that had passed a range must have counted in it.
   *
   * @param life of the reader's counts
   * @param counted by the audit
   */
  record Audited(ReaderLife life, Counted counted) implements LedgerEntry {
    @Override
    public NumberRange range() {
      return counted.range();
    }
  }

  /**
   * A range that was deleted, or could not be read, before every reader was audited there.
   *
   * @param range of numbers
   * @param reason in words
   */
  record Unaudited(NumberRange range, String reason) implements LedgerEntry {}
}
