package io.penstock.tools.select;

import io.penstock.journal.JournalCursor;
import io.penstock.statsd.Lines;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * The lines of a walk that pass a filter.
 *
 * <p>A line is valid until its visitor returns.
 */
public final class LineWalk {
  /** What is done with a line. */
  public interface Visitor {
    /**
     * A line that passed.
     *
     * @param number of its datagram
     * @param timeNs when that was received, epoch ns
     * @return false to end the walk
     */
    boolean line(long number, long timeNs, UnsafeBuffer buffer, int offset, int length);
  }

  private final JournalWalk walk;
  private final LineFilter filter;
  private long lines;
  private boolean isEnded;

  /** The lines of that walk that pass that filter. */
  public LineWalk(JournalWalk walk, LineFilter filter) {
    this.walk = walk;
    this.filter = filter;
  }

  /**
   * Visits the lines up to where the walk ends or has no more now.
   *
   * @return false when the visitor ended it
   */
  public boolean run(Visitor visitor) {
    while (!isEnded && walk.next()) {
      JournalCursor cursor = walk.cursor();
      filter.enter(cursor.layout());
      for (int i = walk.first(); i < walk.end() && !isEnded; i++) {
        visit(cursor, i, visitor);
      }
    }
    return !isEnded;
  }

  private void visit(JournalCursor cursor, int datagram, Visitor visitor) {
    UnsafeBuffer buffer = cursor.buffer();
    int offset = cursor.datagramOffset(datagram);
    int limit = offset + cursor.datagramLength(datagram);
    long number = cursor.firstNumber() + datagram;
    for (int from = offset; from < limit && !isEnded; ) {
      int lineEnd = Lines.endOfLine(buffer, from, limit);
      int length = Lines.lengthOf(buffer, from, lineEnd, limit);
      if (length > 0 && filter.accepts(buffer, from, length)) {
        lines++;
        isEnded = !visitor.line(number, cursor.receiveTimeNs(), buffer, from, length);
      }
      from = lineEnd + 1;
    }
  }

  /** Lines that passed so far. */
  public long lines() {
    return lines;
  }
}
