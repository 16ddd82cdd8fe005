package io.penstock.ingest;

import io.penstock.config.RetentionSettings;
import io.penstock.config.WhenFull;

/**
 * Decides when the oldest file is deleted. Pure.
 *
 * <p>No clock of the machine decides. Age is the time between a file's last record and the
 * journal's newest, both as recorded; and before unread data is deleted for its age, this process
 * must have watched it grow so old by the monotonic clock, so a wall clock that jumps deletes
 * nothing unread.
 */
final class RetentionRules {
  /** Why a file is deleted. */
  enum Reason {
    /** Every reader has read it, and it was kept for replays as long as was asked for. */
    KEEP_READ("keep_read is over"),
    /** It is older than anything may be. */
    MAX_AGE("max_age is over"),
    /** The journal has reached its limit. */
    MAX_BYTES("the journal has reached max_bytes"),
    /** The disk is below its soft mark. */
    DISK_LOW("the disk is below free_soft"),
    /** The file system has no inode for another file. */
    NO_INODES("the file system has no inodes left"),
    /** An operator asked for it: penstock purge. */
    PURGE("penstock purge");

    private final String words;

    Reason(String words) {
      this.words = words;
    }

    /** Whether room must be made, so that nothing may be waited for. */
    boolean makesRoom() {
      return this != KEEP_READ && this != MAX_AGE;
    }

    /** For the log. */
    String words() {
      return words;
    }
  }

  /**
   * What is known of the oldest file and of the journal.
   *
   * @param isRead whether no reader needs anything of the file
   * @param ageNs by the records
   * @param watchedNs how long this process has known it to be written no more
   * @param journalBytes allocated blocks of all files
   * @param isDiskLow whether free space is below the soft mark
   * @param lacksInodes whether the file system refused another file
   * @param isReadable whether anything in the file can be read
   */
  record Facts(
      boolean isRead,
      long ageNs,
      long watchedNs,
      long journalBytes,
      boolean isDiskLow,
      boolean lacksInodes,
      boolean isReadable) {}

  private final RetentionSettings settings;

  RetentionRules(RetentionSettings settings) {
    this.settings = settings;
  }

  /** Whether the readers' positions could change anything: otherwise they need not be read. */
  boolean mayDelete(long ageNs, long journalBytes, boolean isDiskLow, boolean lacksInodes) {
    return isDiskLow
        || lacksInodes
        || journalBytes > settings.maxBytes()
        || ageNs >= Math.min(settings.keepReadNs(), settings.maxAgeNs());
  }

  /** Whether a file may go, read or not, when a quarter more has come in. */
  boolean mayDeleteSoon(long ageNs, long journalBytes, boolean isDiskNearlyLow) {
    return isDiskNearlyLow
        || journalBytes > settings.maxBytes() / 4 * 3
        || ageNs >= settings.maxAgeNs() / 4 * 3;
  }

  /**
   * Why the oldest file is deleted; null when it is kept.
   *
   * <p>One that cannot be read counts as unread, and its age is not known: only a size limit
   * deletes it, so that one bad sector cannot fill a disk.
   */
  Reason reasonToDelete(Facts facts) {
    boolean isRead = facts.isRead() && facts.isReadable();
    boolean mayGo = isRead || settings.whenFull() == WhenFull.DROP_OLDEST;
    if (mayGo && facts.journalBytes() > settings.maxBytes()) {
      return Reason.MAX_BYTES;
    }
    if (mayGo && facts.isDiskLow()) {
      return Reason.DISK_LOW;
    }
    if (isRead && facts.lacksInodes()) {
      return Reason.NO_INODES;
    }
    if (isRead && facts.ageNs() >= settings.keepReadNs()) {
      return Reason.KEEP_READ;
    }
    boolean isOld =
        facts.isReadable()
            && facts.ageNs() >= settings.maxAgeNs()
            && (isRead || facts.watchedNs() >= settings.maxAgeNs());
    return isOld ? Reason.MAX_AGE : null;
  }

  /** Whether what arrives is refused, after all was deleted that may be. */
  boolean isJournalFull(long journalBytes) {
    return settings.whenFull() == WhenFull.REFUSE_NEWEST && journalBytes > settings.maxBytes();
  }

  /** Allocated bytes that the journal may have. */
  long maxBytes() {
    return settings.maxBytes();
  }
}
