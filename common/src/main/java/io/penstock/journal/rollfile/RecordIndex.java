package io.penstock.journal.rollfile;

/**
 * Chronicle's index of a record, in one long: the cycle of its file, and in the low 32 bits its
 * sequence in that file. A reader's hint is one.
 */
public final class RecordIndex {
  private static final long SEQUENCE_MASK = 0xffff_ffffL;

  private RecordIndex() {}

  public static long of(int cycle, long sequence) {
    return ((long) cycle << Integer.SIZE) + (sequence & SEQUENCE_MASK);
  }

  public static int cycle(long index) {
    return (int) (index >> Integer.SIZE);
  }

  public static long sequence(long index) {
    return index & SEQUENCE_MASK;
  }
}
