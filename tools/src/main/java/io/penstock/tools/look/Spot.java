package io.penstock.tools.look;

import io.penstock.journal.JournalCursor;
import io.penstock.journal.JournalReader;

/**
 * A place between two records of the journal, where a reader may be.
 *
 * @param number of the first datagram behind it
 * @param timeNs when that was received, epoch ns; of the newest record at the end; 0 without any
 * @param bytesBefore payload bytes of all datagrams before it
 */
public record Spot(long number, long timeNs, long bytesBefore) {

  /** Before the record that holds a datagram, or the next one when the journal does not hold it. */
  public static Spot at(JournalReader journal, long number) {
    try (JournalCursor cursor = journal.newCursor()) {
      cursor.seek(number, 0);
      return reads(cursor) ? before(cursor) : head(journal);
    }
  }

  /** Before the first record that was received at that time or later. */
  public static Spot atTime(JournalReader journal, long timeNs) {
    try (JournalCursor cursor = journal.newCursor()) {
      cursor.seekTime(timeNs);
      return reads(cursor) ? before(cursor) : head(journal);
    }
  }

  /** Behind everything that the journal holds now. */
  public static Spot head(JournalReader journal) {
    long next = journal.nextNumber();
    try (JournalCursor cursor = journal.newCursor()) {
      cursor.seek(Math.max(0, next - 1), 0);
      return reads(cursor)
          ? new Spot(
              cursor.nextNumber(),
              cursor.receiveTimeNs(),
              cursor.payloadBytesBefore() + cursor.payloadBytes())
          : new Spot(next, 0, 0);
    }
  }

  /** Where the journal begins by now. */
  public static Spot earliest(JournalReader journal) {
    return at(journal, journal.firstNumber().orElse(0));
  }

  private static boolean reads(JournalCursor cursor) {
    while (true) {
      switch (cursor.pollThoroughly()) {
        case DATAGRAMS -> {
          return true;
        }
        case NOTHING -> {
          return false;
        }
        default -> {
          // layouts and damage are no positions
        }
      }
    }
  }

  private static Spot before(JournalCursor cursor) {
    return new Spot(cursor.firstNumber(), cursor.receiveTimeNs(), cursor.payloadBytesBefore());
  }
}
