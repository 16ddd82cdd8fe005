package io.penstock.tools.dump;

import java.util.Locale;

/** What a dumped line looks like. */
enum Format {
  /** Time, datagram number, shard, line; for people. */
  TEXT,
  /** One object a line, nothing lost. */
  JSON,
  /** The bytes of the line, and a newline. */
  RAW,
  /** As text, then the bytes in hex. */
  HEX;

  /** What is written on the command line. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
