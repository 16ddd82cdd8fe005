package io.penstock.journal.record;

/** What a poll found. */
public enum PollResult {
  /** Nothing new; poll again later. */
  NOTHING,
  /** A record of datagrams, checked. */
  DATAGRAMS,
  /** A layout record: the layout in force from here on. */
  LAYOUT,
  /** Something that is no sound record; it is behind the cursor now, so count it and continue. */
  DAMAGED
}
