package io.penstock.journal.chronicle;

import java.nio.file.Path;

/**
 * How Chronicle is to open a journal.
 *
 * @param directory the journal's own
 * @param blockBytes how much of a file it maps at a time
 * @param timeoutMs how long it waits for a lock or a header that nobody finishes
 */
public record QueueOptions(Path directory, int blockBytes, int timeoutMs) {}
