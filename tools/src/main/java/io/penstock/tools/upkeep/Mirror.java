package io.penstock.tools.upkeep;

import io.penstock.config.DataDirectory;
import io.penstock.journal.Access;
import io.penstock.journal.JournalOptions;
import io.penstock.journal.JournalReader;

/** What Chronicle's own tools see of a reader. Our reader never looks there. */
final class Mirror {
  /** No position: Chronicle's table has no way to take a name out. */
  static final long NONE = 0;

  private Mirror() {}

  /** Stores a hint under a reader's name, as its worker does at each commit. */
  static void set(DataDirectory data, String reader, long hint) {
    try (JournalReader journal =
        JournalReader.open(JournalOptions.of(data.journal()), Access.MIRROR_POSITIONS)) {
      journal.mirror(reader, hint);
    }
  }
}
