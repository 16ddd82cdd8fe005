package io.penstock.audit;

import io.penstock.reader.Position;

/**
 * One life of a reader's counts: a seek, or a repair that creates them again, begins another.
 *
 * @param reader its name
 * @param start number where the counts begin
 * @param begun when they were begun, which tells two that begin at the same number apart; 0 for
 *     books of a version that did not note it
 */
public record ReaderLife(String reader, long start, long begun) {
  /** The life that a position is of. */
  public static ReaderLife of(String reader, Position position, long begun) {
    return new ReaderLife(reader, position.startNumber(), begun);
  }
}
