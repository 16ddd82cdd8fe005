package io.penstock.config;

/**
 * Section {@code [journal]}.
 *
 * @param rollBytes size at which the next file begins
 * @param rollAgeNs age at which the next file begins
 * @param allocateAheadBytes disk blocks kept ready ahead of the appender
 */
public record JournalSettings(long rollBytes, long rollAgeNs, long allocateAheadBytes) {}
