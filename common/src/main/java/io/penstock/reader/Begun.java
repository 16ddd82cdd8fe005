package io.penstock.reader;

import io.penstock.counters.ReaderCounter;
import io.penstock.counters.ReaderState;

/**
 * What the file of a reader that has begun says of it.
 *
 * @param number of the next datagram that it needs
 * @param isRetired whether all that was left for it had been sent
 */
public record Begun(long number, boolean isRetired) {

  /**
   * As its file says now.
   *
   * @throws io.penstock.journal.record.JournalException when the file holds no whole position
   */
  public static Begun of(ReaderFile file) {
    return of(file.position().number(), file.counters().get(ReaderCounter.STATE));
  }

  /**
   * At a number, in a state.
   *
   * @param state the ordinal in {@link ReaderCounter#STATE}
   */
  public static Begun of(long number, long state) {
    return new Begun(number, state == ReaderState.RETIRED.ordinal());
  }
}
