package io.penstock.journal;

import io.penstock.shard.Layout;

/**
 * The layout that a roll file begins with.
 *
 * @param firstNumber number of the first datagram after it
 * @param index Chronicle index of the layout record
 * @param layout the layout in force through the whole file
 */
public record FileLayout(long firstNumber, long index, Layout layout) {}
