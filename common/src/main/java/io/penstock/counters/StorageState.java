package io.penstock.counters;

import java.util.Locale;
import java.util.Optional;

/**
 * How much room the journal has. Its ordinal stands in {@link IngestCounter#STORAGE_STATE}: the
 * order never changes, new ones come at the end.
 */
public enum StorageState {
  /** Nothing is in the way. */
  ROOM("There is room."),
  /** Free space is below the soft mark: files go earlier than they would, the oldest first. */
  DISK_LOW("The disk is below free_soft; the oldest files are deleted."),
  /** The journal is at its limit and may not delete: what arrives is dropped and counted. */
  JOURNAL_FULL("The journal is at max_bytes and when_full = refuse_newest: the newest is dropped."),
  /**
   * The disk refuses, or its free space is below the hard mark: no more is taken of it, and what
   * arrives is dropped.
   */
  DISK_FULL(
      "The disk is full or below free_hard; what arrives is dropped when the kept blocks are used."),
  /** There may be room for data, but the file system has no inode left for another file. */
  NO_INODES(
      "The file system has no inodes left; what arrives is dropped when the newest file is full.");

  private static final StorageState[] ALL = values();

  private final String help;

  StorageState(String help) {
    this.help = help;
  }

  /** The word that tools and metrics show: {@code disk_low}. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** One sentence for people. */
  public String help() {
    return help;
  }

  /** The state with that number; empty when a newer Penstock wrote it. */
  public static Optional<StorageState> of(long ordinal) {
    return ordinal >= 0 && ordinal < ALL.length
        ? Optional.of(ALL[(int) ordinal])
        : Optional.empty();
  }
}
