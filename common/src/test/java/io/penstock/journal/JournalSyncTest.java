package io.penstock.journal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.penstock.journal.rollfile.RollFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JournalSyncTest {
  @TempDir Path directory;

  @Test
  void anOldFileThatCannotBeOpenedStopsNoSync() throws IOException {
    try (JournalFixture journal = journal()) {
      RollFiles files = new RollFiles(journal.options.directory());
      replace(files.file(files.cycles()[0]));
      assertTrue(JournalSync.of(journal.options).run());
    }
  }

  @Test
  void theNewestFileThatCannotBeOpenedIsTriedAgain() throws IOException {
    try (JournalFixture journal = journal()) {
      RollFiles files = new RollFiles(journal.options.directory());
      int[] cycles = files.cycles();
      Path newest = files.file(cycles[cycles.length - 1]);
      JournalSync sync = JournalSync.of(journal.options);
      Path aside = replace(newest);
      assertFalse(sync.run());
      Files.delete(newest);
      Files.move(aside, newest);
      assertTrue(sync.run());
    }
  }

  @Test
  void aFolderThatCannotBeListedIsTriedAgain() throws IOException {
    try (JournalFixture journal = journal()) {
      JournalSync sync = JournalSync.of(journal.options);
      Path aside = directory.resolve("aside");
      Files.move(journal.options.directory(), aside);
      assertFalse(sync.run());
      Files.move(aside, journal.options.directory());
      assertTrue(sync.run());
      assertEquals(20_000, journal.readAll().datagrams);
    }
  }

  private JournalFixture journal() {
    JournalFixture journal = JournalFixture.in(directory, JournalFixture.SMALLEST_ROLL_BYTES);
    journal.openWriter();
    journal.appendAll(1_000, 20);
    return journal;
  }

  /** Puts something in its place that nobody can open, root neither. */
  private static Path replace(Path file) throws IOException {
    Path aside = file.resolveSibling("aside");
    Files.move(file, aside);
    Files.createSymbolicLink(file, file);
    return aside;
  }
}
