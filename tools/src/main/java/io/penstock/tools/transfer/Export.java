package io.penstock.tools.transfer;

import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;

/** What writer and reader of an export agree on. */
final class Export {
  static final int VERSION = 1;

  /** To the nanosecond. */
  static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSSSSSSS'Z'").withZone(ZoneOffset.UTC);

  private Export() {}
}
