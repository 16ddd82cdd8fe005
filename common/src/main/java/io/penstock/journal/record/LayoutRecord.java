package io.penstock.journal.record;

import io.penstock.shard.Layout;

/**
 * A layout record of the journal; each roll file begins with one.
 *
 * @param firstNumber number of the first datagram after it
 * @param index Chronicle index of the record
 * @param layout the layout in force from there to the next
 */
public record LayoutRecord(long firstNumber, long index, Layout layout) {}
