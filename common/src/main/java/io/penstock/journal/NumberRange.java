package io.penstock.journal;

/**
 * Datagram numbers that the journal does not hold any more.
 *
 * @param from the first
 * @param to behind the last
 */
public record NumberRange(long from, long to) {
  /** How many of them a reader at a number still needs. */
  public long neededFrom(long number) {
    return Math.max(0, to - Math.max(from, number));
  }
}
