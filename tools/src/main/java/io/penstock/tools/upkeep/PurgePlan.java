package io.penstock.tools.upkeep;

import io.penstock.journal.JournalFile;
import io.penstock.journal.JournalReader;
import io.penstock.reader.ReaderOwner;
import java.util.ArrayList;
import java.util.List;

/**
 * What a purge deletes, and what each reader would not find any more.
 *
 * @param files oldest first
 * @param keptFrom first datagram that stays
 * @param losses one a reader that is not abandoned
 */
record PurgePlan(List<JournalFile> files, long keptFrom, List<Loss> losses) {

  /**
   * What a reader would lose.
   *
   * @param reader its name
   * @param from first number that it would not find
   * @param datagrams how many numbers those are
   */
  record Loss(String reader, long from, long datagrams) {}

  static PurgePlan of(Before before, JournalReader journal, List<Standing> readers) {
    List<JournalFile> all = journal.files();
    int count = before.files(all);
    List<JournalFile> files = List.copyOf(all.subList(0, count));
    long keptFrom =
        all.subList(count, all.size()).stream()
            .mapToLong(JournalFile::firstNumber)
            .filter(number -> number >= 0)
            .findFirst()
            .orElse(0);
    long oldest = journal.firstNumber().orElse(0);
    List<Loss> losses = new ArrayList<>();
    for (Standing reader : readers) {
      if (reader.owner() != ReaderOwner.ABANDONED) {
        long from = Math.max(oldest, reader.position());
        losses.add(new Loss(reader.name(), from, count == 0 ? 0 : Math.max(0, keptFrom - from)));
      }
    }
    return new PurgePlan(files, keptFrom, losses);
  }

  /** The number that follows the last of a file that goes. */
  long endOf(int file) {
    return files.stream()
        .skip(file + 1L)
        .mapToLong(JournalFile::firstNumber)
        .filter(number -> number >= 0)
        .findFirst()
        .orElse(keptFrom);
  }

  long usedBytes() {
    return files.stream().mapToLong(JournalFile::usedBytes).sum();
  }
}
