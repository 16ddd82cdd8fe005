package io.penstock.journal;

import io.penstock.shard.Layout;
import java.nio.file.Path;

/**
 * A whole file of the journal, as retention sees it.
 *
 * @param path where it lies
 * @param firstNumber number of the first datagram in it; −1 when nothing in it is sound
 * @param beganNs receive time of its first record, epoch ns; all before it is in older files
 * @param usedBytes up to the end of its data; allocated are a few pages more once it is closed
 * @param layout that it begins with; null when that cannot be read
 */
public record RollFile(Path path, long firstNumber, long beganNs, long usedBytes, Layout layout) {}
