package io.penstock.ingest;

import java.util.concurrent.TimeUnit;

/**
 * Counts blocks of deleted files that the disk does not show as free yet: a reader still has the
 * file open, or the file system takes its time. Without them a disk that is slow to answer would
 * cost one file after the other.
 *
 * <p>After a while they are given up: then some process keeps the file open. Used by one thread.
 */
final class PendingBlocks {
  private static final long PATIENCE_NS = TimeUnit.SECONDS.toNanos(5);

  private long pendingBytes;
  private long sinceNs;
  private long freeThenBytes;
  private long allocatedThenBytes;

  /**
   * A file was deleted.
   *
   * @param freeBytes of the disk before
   * @param allocatedBytes of the journal before
   */
  void deleted(long bytes, long nowNs, long freeBytes, long allocatedBytes) {
    long stillPending = bytes(nowNs, freeBytes, allocatedBytes);
    pendingBytes = stillPending + bytes;
    sinceNs = nowNs;
    freeThenBytes = freeBytes;
    allocatedThenBytes = allocatedBytes - bytes;
  }

  /**
   * How much is still to come.
   *
   * @param allocatedBytes of the journal: what that grew since then is no sign of anything
   */
  long bytes(long nowNs, long freeBytes, long allocatedBytes) {
    if (pendingBytes > 0 && nowNs - sinceNs >= PATIENCE_NS) {
      pendingBytes = 0;
    }
    if (pendingBytes == 0) {
      return 0;
    }
    long shown = freeBytes - freeThenBytes + Math.max(0, allocatedBytes - allocatedThenBytes);
    return Math.max(0, pendingBytes - Math.max(0, shown));
  }
}
