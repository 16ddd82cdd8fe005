package io.penstock.tools.transfer;

import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HexFormat;
import java.util.zip.Checksum;

/** What writer and reader of an export agree on. */
final class Export {
  static final int VERSION = 1;

  /** To the nanosecond. */
  static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSSSSSSS'Z'").withZone(ZoneOffset.UTC);

  /** How the sum over all lines before the last is made, and its name in the last. */
  static final String CHECKSUM = "crc32c";

  private Export() {}

  /** The sum as it is written. */
  static String hex(Checksum sum) {
    return HexFormat.of().toHexDigits((int) sum.getValue());
  }
}
