package io.penstock.journal;

/**
 * What a check can find. The labels are part of the interface: they stay, new ones may come.
 *
 * <p>{@code E-} is damage: something that was kept cannot be read any more, or stands in the way of
 * a daemon. {@code W-} is worth knowing and does no harm.
 */
public enum FindingCode {
  /** Readers skip the record and count its datagrams. */
  E_CRC("a record's checksum is wrong"),
  /** Readers look for the next sound record word by word. */
  E_CHAIN("the chain of headers is broken"),
  /** What was behind is gone. */
  E_TRUNCATED("the file ends before its last record"),
  /** Readers take the layout of the file before. */
  E_LAYOUT("the file does not begin with a sound layout record"),
  /** Chronicle cannot open the file; our readers can. */
  E_HEADER("the file's own header is damaged or was never finished"),
  /** An empty file, or one of zeros, between others. */
  E_EMPTY("the file holds nothing"),
  /** Nothing in it is sound, or the system refuses to read it. */
  E_UNREADABLE("nothing in the file can be read"),
  /** Files are numbered without gaps. */
  E_MISSING("a file between two others is not there"),
  /** Readers take each number once. */
  E_ORDER("numbers or receive times go back"),
  /** This Penstock refuses it and skips nothing. */
  E_VERSION("a newer Penstock wrote this"),
  /** Chronicle's table; no daemon starts without. */
  E_METADATA("metadata.cq4t is missing or damaged"),
  /** Not a counter file of ours, or too short. */
  E_READER("the reader's file is damaged"),
  /** The worker would begin where a new reader begins. */
  E_SLOTS("neither position in the reader's file is whole"),
  /** Not a counter file of ours, or too short. */
  E_COUNTERS("the counters of ingest cannot be read"),
  /** What it said of deleted files cannot be proven any more. */
  E_LEDGER("lines of the audit ledger are damaged"),
  /** A lock must be a plain file. */
  E_LOCK("the lock is not a plain file"),

  /** The next writer finishes or replaces it. */
  W_UNFINISHED("the newest file was never finished; the next start of ingest sees to it"),
  /** Readers continue with the next file all the same. */
  W_END("the file was never closed"),
  /** A power cut leaves this, and what was set aside. */
  W_GAP("numbers were never found, and nothing there is damaged"),
  /** After a power cut; ingest continues above. */
  W_AHEAD("the reader has committed more than the journal holds"),
  /** It may be removed when it is no longer needed. */
  W_ASIDE("the file was set aside"),
  /** A kill leaves these. */
  W_LEFTOVER("a leftover that is not used"),
  /** The lock decides; the note is for people. */
  W_HOLDER("the note that says who holds the lock cannot be read");

  private final String words;

  FindingCode(String words) {
    this.words = words;
  }

  /** The code that tools show: {@code E-CRC}. */
  public String label() {
    return name().replace('_', '-');
  }

  /** What it means, in a few words. */
  public String words() {
    return words;
  }

  /** Whether it is damage. */
  public boolean isDamage() {
    return name().startsWith("E_");
  }
}
