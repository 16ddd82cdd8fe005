package io.penstock.tools.doctor;

import java.util.Locale;

/** How bad a finding is; the exit code is the worst one's ordinal. */
enum Severity {
  /** As it should be. */
  FINE,
  /** Works, and may cost data or time one day. */
  WARNING,
  /** Costs data or time now. */
  ERROR;

  String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
