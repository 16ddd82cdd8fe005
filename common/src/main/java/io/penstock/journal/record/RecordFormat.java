package io.penstock.journal.record;

import java.nio.ByteOrder;

/** Record format 1: the offsets that the package page draws. */
public final class RecordFormat {
  /** A record is at most this long, so one copy buffer holds any of them. */
  public static final int RECORD_BYTES_MAX = 256 << 10;

  /** A u16 counts the datagrams of a record. */
  public static final int COUNT_MAX = 0xffff;

  /** A u16 tells the length of a datagram. */
  public static final int DATAGRAM_BYTES_MAX = 0xffff;

  public static final int CRC_OFFSET = 0;
  public static final int VERSION_OFFSET = 4;
  public static final int KIND_OFFSET = 5;
  public static final int COUNT_OFFSET = 6;
  public static final int FIRST_NUMBER_OFFSET = 8;
  public static final int PAYLOAD_BYTES_BEFORE_OFFSET = 16;
  public static final int RECEIVE_TIME_OFFSET = 24;
  public static final int LENGTHS_OFFSET = 32;
  public static final int HEADER_BYTES = 32;

  public static final byte VERSION = 1;
  public static final byte KIND_DATAGRAMS = 0;
  public static final byte KIND_LAYOUT = 1;

  public static final ByteOrder ORDER = ByteOrder.LITTLE_ENDIAN;

  private RecordFormat() {}
}
