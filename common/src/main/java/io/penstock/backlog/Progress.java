package io.penstock.backlog;

import io.penstock.counters.ReaderCounter;
import io.penstock.counters.ReaderState;
import io.penstock.reader.Position;
import java.util.function.ToLongFunction;

/**
 * How far a reader has come, by its file.
 *
 * @param name of the reader
 * @param isRetired whether nothing more will come for it
 * @param position number that is committed
 * @param hint where that probably is
 * @param sentUpTo everything before this number is sent, or concerns other shards
 * @param cursor everything before this number is read
 * @param cursorBytes payload bytes before the cursor
 * @param cursorTimeNs receive time of the newest record that it has read, epoch ns; 0 for none
 * @param waitedNs for how long, by a clock that is never set, its oldest line has been seen to wait
 */
public record Progress(
    String name,
    boolean isRetired,
    long position,
    long hint,
    long sentUpTo,
    long cursor,
    long cursorBytes,
    long cursorTimeNs,
    long waitedNs) {
  private static final long NANOS_PER_MS = 1_000_000;

  /**
   * The progress that a reader's file shows. Pure.
   *
   * @param isAlive whether its worker lives
   */
  public static Progress of(
      String name, Position position, ToLongFunction<ReaderCounter> counters, boolean isAlive) {
    long number = position.number();
    long cursor = Math.max(number, counters.applyAsLong(ReaderCounter.CURSOR_NUMBER));
    boolean isRetired =
        !isAlive && counters.applyAsLong(ReaderCounter.STATE) == ReaderState.RETIRED.ordinal();
    return new Progress(
        name,
        isRetired,
        number,
        position.hint(),
        isAlive ? sentUpTo(number, cursor, counters) : number,
        cursor,
        counters.applyAsLong(ReaderCounter.CURSOR_BYTES),
        counters.applyAsLong(ReaderCounter.CURSOR_TIME_NS),
        isAlive ? counters.applyAsLong(ReaderCounter.WAITING_MS) * NANOS_PER_MS : 0);
  }

  private static long sentUpTo(long position, long cursor, ToLongFunction<ReaderCounter> counters) {
    long pendingLines =
        counters.applyAsLong(ReaderCounter.ROUTED_LINES)
            - counters.applyAsLong(ReaderCounter.ACCEPTED_LINES)
            - counters.applyAsLong(ReaderCounter.REJECTED_TOO_BIG_LINES)
            - counters.applyAsLong(ReaderCounter.DISCARDED_LINES);
    if (pendingLines <= 0) {
      return cursor;
    }
    long said = counters.applyAsLong(ReaderCounter.UNSENT_NUMBER);
    return Math.clamp(said, position, cursor);
  }
}
