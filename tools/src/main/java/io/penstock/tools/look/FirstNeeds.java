package io.penstock.tools.look;

import io.penstock.counters.ReaderCounter;
import io.penstock.journal.Access;
import io.penstock.journal.JournalException;
import io.penstock.journal.JournalOptions;
import io.penstock.journal.JournalReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Since when those readers wait that have never taken a record: their servers were never there. No
 * counter says it, so the journal is asked for the record that they need.
 */
final class FirstNeeds {
  private FirstNeeds() {}

  static List<ReaderLook> of(Path folder, List<ReaderLook> readers) {
    if (readers.stream().noneMatch(FirstNeeds::hasTakenNothing)
        || !Files.isDirectory(folder)
        || !JournalReader.exists(folder)) {
      return readers;
    }
    try (JournalReader journal = JournalReader.open(JournalOptions.of(folder), Access.READ_ONLY)) {
      return readers.stream()
          .map(
              reader ->
                  hasTakenNothing(reader)
                      ? reader.readingFrom(Spot.at(journal, reader.position().number()).timeNs())
                      : reader)
          .toList();
    } catch (JournalException unreadable) {
      return readers; // the look at the journal says why
    }
  }

  private static boolean hasTakenNothing(ReaderLook reader) {
    return reader.counts().get(ReaderCounter.CURSOR_TIME_NS) == 0;
  }
}
