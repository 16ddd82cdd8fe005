package io.penstock.journal;

import java.nio.file.Path;

/**
 * Something that is not as it should be, and where.
 *
 * @param code what it is
 * @param file where
 * @param position in the file; −1 when it is about all of it
 * @param from first datagram number that is not found because of it; −1 when that is not known
 * @param to number behind the last of those; equal to {@code from} when there are none
 * @param note more about it; may be empty
 */
public record Finding(FindingCode code, Path file, long position, long from, long to, String note) {
  /** In place of a position or a number. */
  public static final long UNKNOWN = -1;

  /** One about a whole file that costs no datagram that we know of. */
  public static Finding of(FindingCode code, Path file, String note) {
    return new Finding(code, file, UNKNOWN, UNKNOWN, UNKNOWN, note);
  }
}
