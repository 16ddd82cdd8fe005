package io.penstock.config;

import java.util.Locale;

/** What gives way when the journal has reached its limit and not everything in it is read. */
public enum WhenFull {
  /** The oldest file goes, read or not; what nobody had read is counted as lost. */
  DROP_OLDEST,
  /** What arrives is dropped and counted, until readers have made room. */
  REFUSE_NEWEST;

  /** The word in the file: {@code drop_oldest}. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
