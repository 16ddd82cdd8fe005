package io.penstock.config;

/**
 * Section {@code [journal]}.
 *
 * @param rollBytes size at which the next file begins
 * @param rollAgeNs age at which the next file begins
 * @param allocateAheadBytes disk blocks kept ready ahead of the appender
 * @param retention what is deleted, and when
 * @param fsyncIntervalNs how often the journal is forced to the disk; 0 for never
 * @param unfitFilesystem what to do on a file system that cannot keep the promises
 */
public record JournalSettings(
    long rollBytes,
    long rollAgeNs,
    long allocateAheadBytes,
    RetentionSettings retention,
    long fsyncIntervalNs,
    UnfitFilesystem unfitFilesystem) {}
