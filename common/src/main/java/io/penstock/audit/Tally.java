package io.penstock.audit;

import io.penstock.journal.NumberRange;
import io.penstock.reader.Position;
import io.penstock.shard.Layout;
import io.penstock.shard.ReaderName;
import java.util.ArrayList;
import java.util.List;

/**
 * What one reader must have counted in a range of numbers, going by the journal, and by what was
 * counted there before.
 *
 * <p>Where the layout in force has no place for its shard, a reader does not read: it passes over
 * those datagrams, if a later layout has it again, and counts neither their lines nor their bytes.
 *
 * <p>Numbers that nothing was found for are missing; the ranges are remembered, the first few of
 * them by name.
 */
public final class Tally {
  private static final int RANGES_MAX = 64;

  private final ReaderName reader;
  private final long from;
  private final long to;
  private final long contentFrom;
  private final List<NumberRange> covered;
  private final List<NumberRange> missing = new ArrayList<>();

  private long next;
  private boolean isAway;
  private long datagrams;
  private long lines;
  private long bytes;
  private long lost;
  private long corrupt;
  private long content;
  private boolean isContentKnown = true;

  /**
   * A tally of what a reader has committed.
   *
   * @param retainedFrom number of the oldest datagram in the journal
   * @param before what was counted earlier, in order; its ranges are not counted again
   */
  public static Tally of(
      ReaderName reader, Position position, long retainedFrom, List<Counted> before) {
    NumberRange range = new NumberRange(position.startNumber(), position.number());
    Tally tally = new Tally(reader, range, position.contentFromNumber(), before);
    tally.skipTo(Math.min(retainedFrom, tally.to));
    return tally;
  }

  /** A tally of a range of numbers, all of which the journal should hold. */
  public static Tally of(ReaderName reader, NumberRange range) {
    return new Tally(reader, range, range.from(), List.of());
  }

  private Tally(ReaderName reader, NumberRange range, long contentFrom, List<Counted> before) {
    this.reader = reader;
    this.from = range.from();
    this.to = range.to();
    this.next = range.from();
    this.contentFrom = contentFrom;
    this.covered = ranges(before);
    for (Counted counted : before) {
      datagrams += counted.datagrams();
      lines += counted.lines();
      bytes += counted.bytes();
      lost += counted.lost();
      addContent(counted);
    }
    skipCovered();
  }

  /** In order; those that meet become one, since each record is compared with all of them. */
  private static List<NumberRange> ranges(List<Counted> before) {
    List<NumberRange> ranges = new ArrayList<>();
    for (Counted counted : before) {
      NumberRange last = ranges.isEmpty() ? null : ranges.getLast();
      if (last != null && last.to() == counted.range().from()) {
        ranges.set(ranges.size() - 1, new NumberRange(last.from(), counted.range().to()));
      } else {
        ranges.add(counted.range());
      }
    }
    return ranges;
  }

  private void addContent(Counted counted) {
    if (counted.range().from() >= contentFrom) {
      content += counted.content();
    } else if (counted.range().to() > contentFrom) {
      isContentKnown = false;
    }
  }

  /** A layout comes into force at a number. */
  void enter(Layout layout, long number) {
    boolean isIn = reader.isIn(layout);
    if (number >= next && number <= to && isIn == isAway) {
      skipTo(number);
    }
    if (!isIn || isAway && number >= next && number <= to) {
      isAway = !isIn;
    }
  }

  /** Whether the record that begins with a number is one that the reader has committed. */
  boolean takes(Layout layout, long firstNumber) {
    return reader.isIn(layout)
        && firstNumber >= next
        && firstNumber < to
        && !isCovered(firstNumber);
  }

  /**
   * Counts a record that it takes.
   *
   * @param corruptBefore of the numbers that are missing before it, those where there is damage
   */
  void add(
      long firstNumber,
      int recordDatagrams,
      long recordBytes,
      ShardLines linesOfRing,
      long corruptBefore) {
    long lostBefore = lost;
    skipTo(firstNumber);
    corrupt += Math.min(lost - lostBefore, corruptBefore);
    next = firstNumber + recordDatagrams;
    skipCovered();
    datagrams += recordDatagrams;
    bytes += recordBytes;
    lines += linesOfRing.count(reader.shard());
    if (firstNumber >= contentFrom) {
      content += linesOfRing.content(reader.shard());
    }
  }

  /** Nothing more is to come: what was not found is missing. */
  void end() {
    skipTo(to);
  }

  private void skipTo(long number) {
    while (next < number) {
      long gapEnd = number;
      for (NumberRange range : covered) {
        if (range.from() >= next) {
          gapEnd = Math.min(gapEnd, range.from());
        }
      }
      passOver(gapEnd);
      next = gapEnd;
      skipCovered();
    }
  }

  private void passOver(long gapEnd) {
    if (isAway) {
      datagrams += gapEnd - next;
      return;
    }
    lost += gapEnd - next;
    if (missing.size() < RANGES_MAX) {
      missing.add(new NumberRange(next, gapEnd));
    }
  }

  /** Ranges may follow one another. */
  private void skipCovered() {
    for (boolean skipped = true; skipped; ) {
      skipped = false;
      for (NumberRange range : covered) {
        if (range.from() <= next && next < range.to()) {
          next = range.to();
          skipped = true;
        }
      }
    }
  }

  private boolean isCovered(long number) {
    return covered.stream().anyMatch(range -> range.from() <= number && number < range.to());
  }

  /** Where reading has to begin: the first number that was not counted before. */
  long next() {
    return next;
  }

  /** Behind the last number that counts. */
  long to() {
    return to;
  }

  /** The ring of a layout that it counts for; only where it takes something. */
  Layout ringIn(Layout layout) {
    return reader.ringIn(layout);
  }

  /** Datagrams that are the reader's to read or pass over. */
  public long datagrams() {
    return datagrams;
  }

  /** Lines of the shard, whatever became of them. */
  public long lines() {
    return lines;
  }

  /**
   * Sum of the content hashes of those from where the reader's sum begins on; of all of them in a
   * range of numbers.
   */
  public long content() {
    return content;
  }

  /** Whether that is known: what was counted before did not begin earlier and end later. */
  public boolean isContentKnown() {
    return isContentKnown;
  }

  /** Payload bytes of what it reads. */
  public long bytes() {
    return bytes;
  }

  /** Numbers that nothing was found for. */
  public long lost() {
    return lost;
  }

  /** Of those, the ones where the journal is damaged. */
  public long corrupt() {
    return corrupt;
  }

  /** All of it. */
  public Counted counted() {
    return new Counted(new NumberRange(from, to), datagrams, lines, bytes, lost, content);
  }

  /** Where they are, as far as it was counted now: the first few ranges, in order. */
  public List<NumberRange> missing() {
    return List.copyOf(missing);
  }
}
