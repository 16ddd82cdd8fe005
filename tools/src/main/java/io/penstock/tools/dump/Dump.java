package io.penstock.tools.dump;

import io.penstock.journal.JournalReader;
import io.penstock.tools.select.JournalWalk;
import io.penstock.tools.select.LineFilter;
import io.penstock.tools.select.LineWalk;
import io.penstock.tools.select.Range;
import java.util.function.BooleanSupplier;
import org.agrona.concurrent.UnsafeBuffer;

/** Prints the lines of a range, or its last ones, and what comes after. One thread. */
final class Dump {
  /** The last lines are searched in this many datagrams first, then in eight times as many. */
  private static final long TAIL_DATAGRAMS = 256;

  private static final int TAIL_GROWTH = 8;

  private final JournalReader journal;
  private final LineFilter filter;
  private final LineFormat format;
  private final LineOutput out;
  private final JournalWalk.Gaps gaps;
  private long left;
  private long toSkip;

  Dump(
      JournalReader journal,
      LineFilter filter,
      LineFormat format,
      LineOutput out,
      JournalWalk.Gaps gaps) {
    this.journal = journal;
    this.filter = filter;
    this.format = format;
    this.out = out;
    this.gaps = gaps;
  }

  /** Prints what is there now. */
  void once(Range range, long tail, long limit) {
    left = limit;
    // The last lines are those of now, however much comes while they are counted.
    Range ended = tail < 0 ? range : range.endingAt(journal.nextNumber());
    try (JournalWalk walk = JournalWalk.over(journal, begun(ended, tail), gaps)) {
      if (left > 0) {
        new LineWalk(walk, filter).run(this::print);
      }
    }
    out.flush();
  }

  /**
   * Prints what is there and what comes.
   *
   * @param pause waits a moment; true to end
   */
  void follow(Range range, long tail, long limit, BooleanSupplier pause) {
    left = limit;
    try (JournalWalk walk = JournalWalk.following(journal, begun(range, tail), gaps)) {
      LineWalk lineWalk = new LineWalk(walk, filter);
      while (left > 0
          && lineWalk.run(this::print)
          && out.flush()
          && !walk.isOver()
          && !pause.getAsBoolean()) {
        // on with what has come
      }
    }
    out.flush();
  }

  private boolean print(long number, long timeNs, UnsafeBuffer buffer, int offset, int length) {
    if (toSkip > 0) {
      toSkip--;
      return true;
    }
    return out.write(format.bytes(number, timeNs, buffer, offset, length)) && --left > 0;
  }

  /** The range from where its last lines begin, but for some to skip. */
  private Range begun(Range range, long tail) {
    toSkip = 0;
    if (tail < 0) {
      return range;
    }
    long head = endOf(range);
    for (long window = Math.max(TAIL_DATAGRAMS, tail); ; window *= TAIL_GROWTH) {
      boolean isAll = window >= head - range.from();
      Range part = isAll ? range : range.startingAt(head - window);
      long lines = count(part.endingAt(head));
      if (lines >= tail || isAll) {
        toSkip = Math.max(0, lines - tail);
        return part;
      }
    }
  }

  /** Number after the last datagram of the range that is there now. */
  private long endOf(Range range) {
    long head = journal.nextNumber();
    if (range.untilNs() == Long.MAX_VALUE) {
      return Math.min(head, range.to());
    }
    Range after = new Range(0, Long.MAX_VALUE, range.untilNs(), Long.MAX_VALUE);
    try (JournalWalk walk = JournalWalk.over(journal, after, JournalWalk.Gaps.UNSEEN)) {
      return Math.min(walk.next() ? walk.cursor().firstNumber() : head, range.to());
    }
  }

  private long count(Range range) {
    try (JournalWalk walk = JournalWalk.over(journal, range, JournalWalk.Gaps.UNSEEN)) {
      LineWalk lines = new LineWalk(walk, filter);
      lines.run((_, _, _, _, _) -> true);
      return lines.lines();
    }
  }
}
