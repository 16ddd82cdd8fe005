package io.penstock.config;

import java.util.Locale;

/** What to give up when the journal has reached its limit and not everything in it is read. */
public enum WhenFull {
  /** The oldest file is deleted, read or not; unread data is counted as lost. */
  DROP_OLDEST,
  /** What arrives is dropped and counted, until readers have made room. */
  REFUSE_NEWEST;

  /** The word in the file: {@code drop_oldest}. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
