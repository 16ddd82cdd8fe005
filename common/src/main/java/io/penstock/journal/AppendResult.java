package io.penstock.journal;

/** What became of the staged datagrams. */
public enum AppendResult {
  /** They are in the journal and survive a kill of the process. */
  APPENDED,
  /** Refused: the allocator has not caught up, though the disk takes what it writes. */
  DISK_SLOW,
  /** Refused: the disk had no room above the hard mark when the allocator last asked. */
  DISK_FULL,
  /** Refused: the journal has reached its limit, and retention may not delete what is oldest. */
  JOURNAL_FULL
}
