package io.penstock.journal;

import java.nio.ByteOrder;

/** Record format 1: the offsets that the package page draws. */
final class RecordFormat {
  /** A record is at most this long, so one copy buffer holds any of them. */
  static final int RECORD_BYTES_MAX = 256 << 10;

  /** A u16 counts the datagrams of a record. */
  static final int COUNT_MAX = 0xffff;

  /** A u16 tells the length of a datagram. */
  static final int DATAGRAM_BYTES_MAX = 0xffff;

  static final int CRC_OFFSET = 0;
  static final int VERSION_OFFSET = 4;
  static final int KIND_OFFSET = 5;
  static final int COUNT_OFFSET = 6;
  static final int FIRST_NUMBER_OFFSET = 8;
  static final int PAYLOAD_BYTES_BEFORE_OFFSET = 16;
  static final int RECEIVE_TIME_OFFSET = 24;
  static final int LENGTHS_OFFSET = 32;
  static final int HEADER_BYTES = 32;

  static final byte VERSION = 1;
  static final byte KIND_DATAGRAMS = 0;
  static final byte KIND_LAYOUT = 1;

  static final ByteOrder ORDER = ByteOrder.LITTLE_ENDIAN;

  private RecordFormat() {}
}
