package io.penstock.journal;

import io.penstock.config.Configuration;
import io.penstock.config.JournalSettings;
import io.penstock.journal.chronicle.MetadataFile;
import io.penstock.journal.chronicle.QueueOptions;
import io.penstock.journal.record.RecordFormat;
import java.nio.file.Path;
import java.util.Objects;

/**
 * Where a journal is and how its files are divided.
 *
 * @param directory the journal's own directory; nothing else lives there
 * @param blockBytes how much of a file Chronicle maps at a time; a quarter of it bounds a record
 * @param rollBytes a file that would grow beyond this is closed and the next one begun
 * @param rollAgeNs a file older than this, by the monotonic clock, is closed at the next append
 * @param allocateAheadBytes how many really allocated bytes are kept ahead of the appender
 * @param timeoutMs how long Chronicle waits for a lock or a header that is never finished
 */
public record JournalOptions(
    Path directory,
    int blockBytes,
    long rollBytes,
    long rollAgeNs,
    long allocateAheadBytes,
    int timeoutMs) {

  private static final int BLOCK_BYTES = 4 << 20;
  private static final int TIMEOUT_MS = 1_000;

  /** Checks each value against the limits that the format sets. */
  public JournalOptions {
    Objects.requireNonNull(directory);
    require(
        blockBytes >= 8 * RecordFormat.RECORD_BYTES_MAX && Integer.bitCount(blockBytes) == 1,
        "blockBytes is a power of two of at least 2 MiB",
        blockBytes);
    require(
        rollBytes >= 2 * RecordFormat.RECORD_BYTES_MAX,
        "rollBytes is at least 512 KiB, room for two of the largest records",
        rollBytes);
    require(rollAgeNs > 0, "rollAgeNs is positive", rollAgeNs);
    require(
        allocateAheadBytes >= BlockAllocator.STEP_BYTES,
        "allocateAheadBytes is at least 1 MiB, one step of the allocator",
        allocateAheadBytes);
    require(timeoutMs > 0, "timeoutMs is positive", timeoutMs);
  }

  /** The options that the shipped configuration has. */
  public static JournalOptions of(Path directory) {
    return new JournalOptions(directory, 4 << 20, 256L << 20, 3_600_000_000_000L, 64L << 20, 1_000);
  }

  /** The options of a configuration. */
  public static JournalOptions of(Configuration configuration) {
    JournalSettings journal = configuration.journal();
    return new JournalOptions(
        configuration.dataDirectory().journal(),
        BLOCK_BYTES,
        journal.rollBytes(),
        journal.rollAgeNs(),
        journal.allocateAheadBytes(),
        TIMEOUT_MS);
  }

  /** Chronicle's table, which the writer and all workers map. */
  public Path metadataFile() {
    return MetadataFile.in(directory);
  }

  /** How Chronicle opens it. */
  QueueOptions queue() {
    return new QueueOptions(directory, blockBytes, timeoutMs);
  }

  private static void require(boolean holds, String rule, long value) {
    if (!holds) {
      throw new IllegalArgumentException(rule + ", not " + value);
    }
  }
}
