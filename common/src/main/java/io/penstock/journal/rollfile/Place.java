package io.penstock.journal.rollfile;

/**
 * A header in a roll file.
 *
 * @param cycle of the file
 * @param position of the header in it
 * @param sequence of the record there
 */
record Place(int cycle, long position, long sequence) {}
