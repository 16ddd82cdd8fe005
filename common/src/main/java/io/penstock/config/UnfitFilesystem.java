package io.penstock.config;

import java.util.Locale;

/** What to do on a file system that cannot keep the journal's promises. */
public enum UnfitFilesystem {
  /** Do not start. */
  REFUSE,
  /** Start all the same, with a warning. */
  ALLOW;

  /** The word in the file: {@code refuse}. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
