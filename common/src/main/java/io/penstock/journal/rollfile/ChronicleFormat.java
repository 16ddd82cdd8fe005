package io.penstock.journal.rollfile;

/**
 * What of Chronicle's file format is known here: enough to walk a roll file without asking it.
 *
 * <pre>
 *   file    := document*                                   each on a 4-byte boundary
 *   document:= u32 header | content
 *   header  := bit 31 not complete | bit 30 Chronicle's own | 30 bits length of the content
 *   0          nothing has been written here yet
 *   0xC0000000 the writer has left this file
 *   own     := "header" at the start of the file, then "index2index" once and "index" pages
 * </pre>
 */
public final class ChronicleFormat {
  public static final int HEADER_BYTES = 4;
  public static final int END_OF_FILE = 0xC000_0000;

  /** First word of a file whose maker was killed at it. */
  public static final int UNFINISHED = 0x8000_0000;

  /** A file is named by the minute that its cycle would be, and means none by it. */
  public static final String FILE_NAME = "yyyyMMdd-HHmm";

  public static final int CYCLE_MS = 60_000;

  /** Every 16th record has an entry in the index. */
  public static final int INDEX_SPACING = 16;

  public static final int INDEX_PAGE_ENTRIES = 2 << 10;

  /** Far below what the index can count: 67 million. */
  public static final long RECORDS_PER_FILE_MAX = 32L << 20;

  /**
   * What Chronicle may touch behind a record: its header and padding, two pages of its index (16
   * KiB each), the end marker.
   */
  public static final int SLACK_BYTES = 64 << 10;

  private static final int NOT_COMPLETE = 0x8000_0000;
  private static final int OWN = 0x4000_0000;
  private static final int LENGTH_MASK = 0x3fff_ffff;

  /** An event name of 5 letters that begins "in": {@code index}. */
  private static final int INDEX_PAGE = 0x6e69_05b9;

  /** An event name of 11 letters that begins "in": {@code index2index}. */
  private static final int INDEX_OF_INDEX_PAGE = 0x6e69_0bb9;

  /** An event name of 6 letters that begins "he": {@code header}. */
  private static final int FILE_HEADER = 0x6568_06b9;

  private ChronicleFormat() {}

  /** Whether a whole document of the user's lies behind this header. */
  public static boolean isRecord(int header) {
    return header != 0 && (header & (NOT_COMPLETE | OWN)) == 0;
  }

  /** Whether a whole document of Chronicle's own may lie behind this header. */
  public static boolean isOwn(int header) {
    return (header & (NOT_COMPLETE | OWN)) == OWN;
  }

  /** Whether a document that {@link #isOwn} says so in its first word. */
  static boolean isOwnContent(int firstWord) {
    return firstWord == INDEX_PAGE || firstWord == INDEX_OF_INDEX_PAGE || firstWord == FILE_HEADER;
  }

  public static int length(int header) {
    return header & LENGTH_MASK;
  }

  /** Where the header after this one lies. */
  public static long after(long position, int header) {
    return align(position + HEADER_BYTES + length(header));
  }

  public static long align(long position) {
    return (position + 3) & -4L;
  }
}
