package io.penstock.journal;

import java.nio.file.Path;

/**
 * A whole file of the journal, as retention sees it.
 *
 * @param path where it lies
 * @param firstNumber number of the first datagram in it; −1 when nothing in it is sound
 * @param beganNs receive time of its first record, epoch ns; all before it is in older files
 * @param usedBytes up to the end of its data; allocated are a few pages more once it is closed
 * @param shards of the layout that it begins with; 0 when that cannot be read
 */
public record RollFile(Path path, long firstNumber, long beganNs, long usedBytes, int shards) {}
