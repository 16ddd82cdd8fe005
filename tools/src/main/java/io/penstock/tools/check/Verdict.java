package io.penstock.tools.check;

import java.util.Locale;

/** What is to be thought of an equation. */
enum Verdict {
  /** Both sides are equal. */
  HOLDS,
  /** They are not, and nothing explains it. */
  FAILS,
  /** They were not, but never by the same amount: a daemon is counting meanwhile. */
  MOVING,
  /** A kill came between two counts; the next start of that daemon counts the difference. */
  OPEN,
  /** The journal no longer holds what it would take to know; the note says which numbers. */
  UNPROVEN;

  String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
