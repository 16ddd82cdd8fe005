package io.penstock.tools.select;

import io.penstock.journal.JournalCursor;
import io.penstock.journal.JournalReader;
import io.penstock.journal.record.PollResult;

/**
 * A walk over the records of a range, read-only, beside a live writer or none, over whatever damage
 * there is.
 *
 * <pre>
 *   try (JournalWalk walk = JournalWalk.over(reader, range, gaps)) {
 *     while (walk.next()) {
 *       for (int i = walk.first(); i &lt; walk.end(); i++) {
 *         … walk.cursor().datagramOffset(i) …
 *       }
 *     }
 *   }
 * </pre>
 *
 * <p>One thread. Retention may delete what lies ahead: that shows as missing numbers.
 */
public final class JournalWalk implements AutoCloseable {
  /** Is told of numbers within the range that the journal does not hold. */
  public interface Gaps {
    /** Ignores them. */
    Gaps UNSEEN = (first, count, isDamage) -> {};

    /**
     * Datagrams are missing.
     *
     * @param first the first missing number
     * @param count how many
     * @param isDamage whether something unreadable lies there; else nothing does
     */
    void missing(long first, long count, boolean isDamage);
  }

  private final JournalCursor cursor;
  private final Range range;
  private final Gaps gaps;
  private long expected;
  private boolean isDamaged;
  private boolean isOver;
  private int first;
  private int end;
  private long datagrams;
  private long missing;
  private long damagedRecords;

  private JournalWalk(JournalReader reader, Range range, Gaps gaps) {
    this.range = range;
    this.gaps = gaps;
    this.cursor = reader.newCursor();
    if (range.beginsByTime()) {
      cursor.seekTime(range.sinceNs());
      skipToNumber();
      expected = -1;
    } else {
      cursor.seek(range.from(), 0);
      // What retention has deleted counts as missing only when the range asks for it by number.
      expected = range.from() > 0 ? range.from() : -1;
    }
  }

  /** From the place of the time to that of the number, when that is the later one. */
  private void skipToNumber() {
    if (range.from() > 0 && cursor.poll() == PollResult.DATAGRAMS) {
      cursor.seek(Math.max(cursor.firstNumber(), range.from()), 0);
    }
  }

  /** A walk that ends where the journal ends now, however much is appended meanwhile. */
  public static JournalWalk over(JournalReader reader, Range range, Gaps gaps) {
    return new JournalWalk(reader, range.endingAt(reader.nextNumber()), gaps);
  }

  /** A walk that follows what is appended: call {@link #next} again after a pause. */
  public static JournalWalk following(JournalReader reader, Range range, Gaps gaps) {
    return new JournalWalk(reader, range, gaps);
  }

  /**
   * Goes to the next record that holds datagrams of the range.
   *
   * @return false when there is none now; {@link #isOver} says whether there will ever be
   * @throws io.penstock.journal.record.JournalException when a newer Penstock wrote it, or the
   *     files cannot be read
   */
  public boolean next() {
    while (!isOver) {
      switch (cursor.pollThoroughly()) {
        case NOTHING -> {
          return false;
        }
        case DAMAGED -> {
          damagedRecords++;
          isDamaged = true;
        }
        case LAYOUT -> noteGap(cursor.firstNumber());
        case DATAGRAMS -> {
          if (enter()) {
            return true;
          }
        }
      }
    }
    return false;
  }

  private boolean enter() {
    long start = cursor.firstNumber();
    if (start >= range.to() || cursor.receiveTimeNs() >= range.untilNs()) {
      isOver = true;
      noteGap(Math.min(start, range.to()));
      return false;
    }
    noteGap(start);
    expected = Math.max(expected, cursor.nextNumber());
    first = (int) Math.max(0, range.from() - start);
    end = (int) Math.min(cursor.count(), range.to() - start);
    isOver = cursor.nextNumber() >= range.to();
    if (cursor.receiveTimeNs() < range.sinceNs() || first >= end) {
      return false;
    }
    datagrams += end - first;
    return true;
  }

  private void noteGap(long number) {
    if (expected >= 0 && number > expected) {
      missing += number - expected;
      gaps.missing(expected, number - expected, isDamaged);
      expected = number;
    } else if (expected < 0) {
      expected = number;
    }
    isDamaged = false;
  }

  /** Whether the end of the range has been reached, so that nothing more can come. */
  public boolean isOver() {
    return isOver;
  }

  /** The record that {@link #next} went to. */
  public JournalCursor cursor() {
    return cursor;
  }

  /** Index within the record of its first datagram in the range. */
  public int first() {
    return first;
  }

  /** Index within the record after its last datagram in the range. */
  public int end() {
    return end;
  }

  /** Datagrams of the range so far. */
  public long datagrams() {
    return datagrams;
  }

  /** Numbers within the range so far that the journal does not hold. */
  public long missing() {
    return missing;
  }

  /** Damaged places so far; what they held counts as missing once the next sound record is met. */
  public long damagedRecords() {
    return damagedRecords;
  }

  @Override
  public void close() {
    cursor.close();
  }
}
