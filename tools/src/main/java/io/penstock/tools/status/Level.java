package io.penstock.tools.status;

import java.util.Locale;

/** How bad it is, as monitoring systems count: the exit code is the ordinal. */
public enum Level {
  /** Within its limits. */
  OK,
  /** Past the first limit. */
  WARNING,
  /** Past the last limit. */
  CRITICAL,
  /** It cannot be told. */
  UNKNOWN;

  /** Which of two is told when both are there: an alarm outranks ignorance, ignorance calm. */
  Level or(Level other) {
    return rank() >= other.rank() ? this : other;
  }

  private int rank() {
    return switch (this) {
      case OK -> 0;
      case UNKNOWN -> 1;
      case WARNING -> 2;
      case CRITICAL -> 3;
    };
  }

  /** The word that is shown. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
