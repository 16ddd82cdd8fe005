package io.penstock.journal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.penstock.journal.JournalFixture.Seen;
import io.penstock.journal.record.LayoutRecord;
import io.penstock.journal.record.PollResult;
import io.penstock.journal.rollfile.ChronicleFormat;
import io.penstock.journal.rollfile.RollFile;
import io.penstock.journal.rollfile.RollFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Behaviour: when a file ends, what the next begins with, and that no clock has a say in it. */
class RollTest {
  @TempDir Path directory;

  @ParameterizedTest
  @ValueSource(longs = {-400, -3, -1, 0, 1, 3, 400})
  void readersFollowAWriterWhoseFilesAreNamedDaysAwayFromTheWallClock(long days) {
    JournalFixture journal = JournalFixture.in(directory, JournalFixture.SMALLEST_ROLL_BYTES);
    journal.epochMs = System.currentTimeMillis() + TimeUnit.DAYS.toMillis(days);
    try (journal) {
      journal.openWriter();
      try (JournalReader early = journal.openReader();
          JournalCursor cursor = early.newCursor()) {
        Seen live = new Seen();
        for (int i = 0; i < 40; i++) {
          journal.appendAll(20, 10);
          journal.readOn(cursor, live);
          // A step of the wall clock, whichever way, is nothing to the journal.
          journal.epochMs += i % 2 == 0 ? -10_000_000 : 9_000_000;
        }
        assertTrue(journal.writer.rolls() >= 3);
        assertEquals(8_000, live.datagrams, live::toString);
        assertEquals(0, live.missing + live.damaged, live::toString);
        assertEquals(live.toString(), journal.readAll().toString());
      }
    }
  }

  @Test
  void filesStayWithinTheirBound() throws IOException {
    try (JournalFixture journal =
        JournalFixture.in(directory, JournalFixture.SMALLEST_ROLL_BYTES).openWriter()) {
      journal.appendAll(600, 30);
      journal.closeWriter();
      RollFiles files = new RollFiles(journal.options.directory());
      assertTrue(files.cycles().length > 4);
      for (int cycle : files.cycles()) {
        try (RollFile rollFile = RollFile.open(files.file(cycle))) {
          long content = rollFile.endOfContent(0);
          assertTrue(
              content <= JournalFixture.SMALLEST_ROLL_BYTES + ChronicleFormat.SLACK_BYTES,
              () -> cycle + " holds " + content);
        }
      }
      assertEquals(0, files.preparedCycles().length, "what was prepared is deleted at the end");
      try (var all = Files.list(journal.options.directory())) {
        assertEquals(files.cycles().length + 1, all.count(), "the files and metadata.cq4t");
      }
    }
  }

  @Test
  void anOldFileIsLeftAtTheNextAppend() {
    try (JournalFixture journal = JournalFixture.in(directory, 8 << 20).openWriter()) {
      journal.nanoTime += journal.options.rollAgeNs();
      journal.appendAll(1, 1);
      assertEquals(0, journal.writer.rolls(), "a file without datagrams is not left");
      journal.nanoTime += journal.options.rollAgeNs() - 1;
      journal.appendAll(1, 1);
      assertEquals(1, journal.writer.rolls(), "it had been begun long before");
      journal.nanoTime += journal.options.rollAgeNs() - 1;
      journal.appendAll(1, 1);
      assertEquals(1, journal.writer.rolls());
      journal.nanoTime += 1;
      journal.appendAll(1, 1);
      assertEquals(2, journal.writer.rolls());
      assertEquals(
          "4 datagrams in 4 records, 3 layouts, 0 damaged, 0 missing, next 4",
          journal.readAll().toString());
    }
  }

  @Test
  void everyFileBeginsWithTheOneLayoutThatRulesIt() {
    try (JournalFixture journal = JournalFixture.in(directory, 8 << 20)) {
      journal.openWriter(JournalFixture.layout(2), 0);
      journal.appendAll(3, 10);
      assertTrue(journal.writer.setLayout(JournalFixture.layout(2)), "the same layout is no roll");
      assertEquals(0, journal.writer.rolls());
      assertTrue(journal.writer.setLayout(JournalFixture.layout(4)));
      assertEquals(JournalFixture.layout(4), journal.writer.layout());
      journal.appendAll(3, 10);
      journal.closeWriter();
      journal.openWriter(JournalFixture.layout(4), 0);
      journal.appendAll(3, 10);
      journal.closeWriter();
      journal.openWriter(JournalFixture.layout(3), 0);
      journal.appendAll(3, 10);

      try (JournalReader reader = journal.openReader();
          JournalCursor cursor = reader.newCursor()) {
        List<LayoutRecord> layouts = reader.layouts();
        assertEquals(
            List.of(2, 4, 3), layouts.stream().map(file -> file.layout().shards()).toList());
        assertEquals(
            List.of(0L, 30L, 90L), layouts.stream().map(LayoutRecord::firstNumber).toList());
        List<String> met = new ArrayList<>();
        for (PollResult poll = cursor.poll(); poll != PollResult.NOTHING; poll = cursor.poll()) {
          met.add((poll == PollResult.LAYOUT ? "layout " : "") + cursor.layout().shards());
        }
        assertEquals(
            "layout 2, 2, 2, 2, layout 4, 4, 4, 4, 4, 4, 4, layout 3, 3, 3, 3",
            String.join(", ", met));
        for (LayoutRecord file : layouts) {
          cursor.seek(file.firstNumber() + 5, 0);
          assertEquals(file.layout(), cursor.layout(), "known right after a seek");
        }
        cursor.seek(1_000, 0);
        assertEquals(3, cursor.layout().shards(), "known at the end of the journal as well");
      }
    }
  }

  @Test
  void aLayoutIsSetOnlyWhenTheNextFileIsReady() {
    try (JournalFixture journal = JournalFixture.in(directory, 8 << 20).openWriter()) {
      journal.appendAll(1, 1);
      assertTrue(journal.writer.setLayout(JournalFixture.layout(3)));
      assertFalse(journal.writer.setLayout(JournalFixture.layout(4)), "not allocated yet");
      assertEquals(AppendResult.APPENDED, journal.append(1), "and nothing else has stopped");
      journal.allocate();
      assertTrue(journal.writer.setLayout(JournalFixture.layout(4)));
      assertEquals(2, journal.writer.rolls());
    }
  }
}
