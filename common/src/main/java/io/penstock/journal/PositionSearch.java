package io.penstock.journal;

import net.openhft.chronicle.queue.RollCycle;

/**
 * Finds the record that holds a number: by the hint when that is right, else by halves, first over
 * the files and then inside one.
 *
 * <p>Numbers only grow along the journal, so halves work; a probe that hits damage moves on to the
 * next sound record. The last few records are read one after another, as a poll would.
 */
final class PositionSearch {
  private static final RollCycle CYCLE = RollFiles.ROLL_CYCLE;

  private final JournalReader reader;
  private final JournalCursor cursor;

  PositionSearch(JournalReader reader, JournalCursor cursor) {
    this.reader = reader;
    this.cursor = cursor;
  }

  /**
   * Moves the cursor.
   *
   * @return true when it has read the record that the next poll returns; false when it stands
   *     before what comes next
   */
  boolean find(long number, long hint) {
    int[] cycles = reader.files().cycles();
    if (cycles.length == 0) {
      return false;
    }
    if (hint > 0 && contains(cycles, CYCLE.toCycle(hint))) {
      if (cursor.load(hint) && holds(number)) {
        return true;
      }
      if (isJustBehind(number, hint)) {
        return false;
      }
    }
    goNear(number, cycles);
    return readUpTo(number);
  }

  private static boolean contains(int[] cycles, int cycle) {
    return java.util.Arrays.binarySearch(cycles, cycle) >= 0;
  }

  private boolean holds(long number) {
    return cursor.count() > 0 && cursor.firstNumber() <= number && number < cursor.nextNumber();
  }

  /**
   * Whether the number comes right after the record before the hint: the usual end of a journal.
   */
  private boolean isJustBehind(long number, long hint) {
    return CYCLE.toSequenceNumber(hint) > 0
        && cursor.load(hint - 1)
        && cursor.nextNumber() == number;
  }

  /** Goes to a record at or before the one that holds the number, as near as numbers tell. */
  private void goNear(long number, int[] cycles) {
    int cycle = cycles[Math.max(0, lastFileNotBeyond(number, cycles))];
    long sequence = lastSequenceNotBeyond(number, cycle);
    if (!cursor.moveTo(CYCLE.toIndex(cycle, sequence))) {
      cursor.moveToPosition(reader.firstRecordPosition(cycle));
    }
  }

  private int lastFileNotBeyond(long number, int[] cycles) {
    int found = -1;
    int low = 0;
    int high = cycles.length - 1;
    while (low <= high) {
      int middle = (low + high) >>> 1;
      int probe = middle;
      long first = reader.firstNumberOf(cycles[probe]);
      while (first < 0 && probe < high) {
        first = reader.firstNumberOf(cycles[++probe]);
      }
      if (first >= 0 && first <= number) {
        found = probe;
        low = probe + 1;
      } else {
        high = middle - 1;
      }
    }
    return found;
  }

  private long lastSequenceNotBeyond(long number, int cycle) {
    long low = 0;
    long high = reader.lastSequenceOf(cycle);
    while (low < high) {
      long middle = (low + high + 1) >>> 1;
      long probe = middle;
      boolean sound = cursor.load(CYCLE.toIndex(cycle, probe));
      while (!sound && probe < high) {
        sound = cursor.load(CYCLE.toIndex(cycle, ++probe));
      }
      if (sound && cursor.firstNumber() <= number) {
        low = probe;
      } else {
        high = middle - 1;
      }
    }
    return low;
  }

  private boolean readUpTo(long number) {
    while (true) {
      switch (cursor.pollThoroughly()) {
        case NOTHING -> {
          return false;
        }
        case DATAGRAMS -> {
          if (cursor.nextNumber() > number) {
            return true;
          }
        }
        default -> {
          // A layout, or damage that the numbers will show.
        }
      }
    }
  }
}
