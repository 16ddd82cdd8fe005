package io.penstock.journal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.penstock.journal.JournalFixture.Seen;
import io.penstock.journal.chronicle.ChronicleTools;
import io.penstock.journal.chronicle.MetadataFile;
import io.penstock.journal.record.PollResult;
import io.penstock.journal.rollfile.RollFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeMap;
import net.openhft.chronicle.queue.ExcerptTailer;
import net.openhft.chronicle.queue.impl.TableStore;
import net.openhft.chronicle.queue.impl.single.SingleChronicleQueue;
import net.openhft.chronicle.wire.DocumentContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Behaviour of readers beside the writer: retention, many cursors, and Chronicle's own tools. */
class ReaderTest {
  @TempDir Path directory;

  @Test
  void filesDeletedUnderACursorAreAGapAndNothingWorse() throws IOException {
    try (JournalFixture journal = fiveFiles();
        JournalReader reader = journal.openReader();
        JournalCursor inTheFirst = reader.newCursor();
        JournalCursor inTheLast = reader.newCursor()) {
      Seen first = new Seen();
      assertEquals(PollResult.LAYOUT, inTheFirst.poll());
      assertEquals(PollResult.DATAGRAMS, inTheFirst.poll());
      first.next = journal.check(inTheFirst);
      inTheLast.seek(450, 0);
      for (int i = 0; i < 3; i++) {
        Files.delete(file(journal, 0));
      }
      journal.readOn(inTheFirst, first);
      assertEquals(200, first.missing, "the file that it was in is read to its end");
      assertEquals(500, first.next, first::toString);
      Seen last = journal.readAll(inTheLast);
      assertEquals(
          "50 datagrams in 5 records, 0 layouts, 0 damaged, 0 missing, next 500", last.toString());
      assertEquals(300, reader.firstNumber().orElseThrow());
      assertEquals(2, reader.layouts().size());
      inTheFirst.seek(0, 0);
      assertEquals(PollResult.DATAGRAMS, inTheFirst.poll());
      assertEquals(300, inTheFirst.firstNumber(), "the first after what is gone");
      try (JournalReader later = journal.openReader();
          JournalCursor cursor = later.newCursor()) {
        assertEquals(
            "200 datagrams in 20 records, 2 layouts, 0 damaged, 0 missing, next 500",
            journal.readAll(cursor).toString());
      }
    }
  }

  @Test
  void retentionDeletesTheOldestAndNeverWhatHoldsTheHead() throws IOException {
    try (JournalFixture journal = fiveFiles();
        JournalRetention retention = JournalRetention.open(journal.options);
        JournalReader reader = journal.openReader()) {
      List<JournalFile> before = retention.files();
      assertEquals(
          List.of(0L, 100L, 200L, 300L, 400L),
          before.stream().map(JournalFile::firstNumber).toList());
      assertEquals(JournalFixture.timeOf(300), before.get(3).beganNs());
      for (int i = 4; i > 0; i--) {
        assertTrue(retention.deleteOldest());
        assertEquals(before.subList(5 - i, 5), retention.files());
        assertEquals(100 * (5 - i), reader.firstNumber().orElseThrow());
        try (SingleChronicleQueue queue = ChronicleTools.openQueue(journal.options.queue());
            ExcerptTailer tailer = queue.createTailer();
            DocumentContext document = tailer.readingDocument()) {
          assertTrue(document.isPresent(), "Chronicle's tailers begin at the oldest left");
        }
      }
      assertFalse(retention.deleteOldest());
      journal.appendAll(10, 10);
      assertEquals(
          "200 datagrams in 20 records, 1 layouts, 0 damaged, 0 missing, next 600",
          journal.readAll().toString());
    }
  }

  @Test
  void cursorsDoNotDisturbEachOtherAndTailersAreUsedAgain() {
    try (JournalFixture journal = fiveFiles();
        JournalReader reader = journal.openReader()) {
      for (int i = 0; i < 20; i++) {
        try (JournalCursor one = reader.newCursor();
            JournalCursor two = reader.newCursor()) {
          one.seek(120 + i, 0);
          two.seek(380 + i, 0);
          assertEquals(PollResult.DATAGRAMS, one.poll());
          assertEquals(PollResult.DATAGRAMS, two.poll());
          assertEquals((120 + i) / 10 * 10, one.firstNumber());
          assertEquals((380 + i) / 10 * 10, two.firstNumber());
          journal.check(one);
          journal.check(two);
        }
      }
    }
  }

  @Test
  void namedPositionsAreSeenByChroniclesOwnTools() {
    try (JournalFixture journal = fiveFiles();
        JournalReader reader = JournalReader.open(journal.options, Access.NAMED_POSITIONS);
        JournalCursor cursor = reader.newCursor()) {
      cursor.seek(250, 0);
      assertEquals(PollResult.DATAGRAMS, cursor.poll());
      reader.namePosition("shard-7", cursor.nextIndexHint());
      TreeMap<String, Long> values = new TreeMap<>();
      try (TableStore<?> table =
          ChronicleTools.openTable(MetadataFile.in(journal.options.directory()))) {
        table.forEachKey(values, (all, key, value) -> all.put(key.toString(), value.int64()));
      }
      assertEquals(cursor.nextIndexHint(), values.get("index.shard-7"));
      try (JournalReader readOnly = JournalReader.open(journal.options, Access.READ_ONLY)) {
        assertThrows(IllegalStateException.class, () -> readOnly.namePosition("shard-7", 1));
      }
    }
  }

  @Test
  void chroniclesOwnTailerReadsTheSameRecordsUnderTheSameIndices() {
    try (JournalFixture journal = fiveFiles();
        JournalReader reader = journal.openReader();
        JournalCursor cursor = reader.newCursor();
        SingleChronicleQueue queue = ChronicleTools.openQueue(journal.options.queue());
        ExcerptTailer tailer = queue.createTailer()) {
      int records = 0;
      for (PollResult poll = cursor.poll(); poll != PollResult.NOTHING; poll = cursor.poll()) {
        try (DocumentContext document = tailer.readingDocument()) {
          assertTrue(document.isPresent());
          assertEquals(document.index(), cursor.index());
          assertEquals(
              document.wire().bytes().readRemaining(),
              32 + 2 * cursor.count() + cursor.payloadBytes());
        }
        records++;
      }
      assertEquals(55, records);
    }
  }

  @Test
  void aCursorWaitsAtTheEndForWhatComesNext() {
    try (JournalFixture journal = fiveFiles();
        JournalReader reader = journal.openReader();
        JournalCursor cursor = reader.newCursor()) {
      cursor.seek(10_000, 0);
      for (int i = 0; i < 5_000; i++) {
        assertEquals(PollResult.NOTHING, cursor.poll());
      }
      journal.appendAll(1, 10);
      assertEquals(PollResult.DATAGRAMS, cursor.poll());
      assertEquals(500, cursor.firstNumber());
      journal.nanoTime += journal.options.rollAgeNs();
      journal.appendAll(1, 10);
      assertEquals(PollResult.LAYOUT, cursor.poll());
      assertEquals(PollResult.DATAGRAMS, cursor.poll());
      assertEquals(510, cursor.firstNumber());
    }
  }

  private JournalFixture fiveFiles() {
    JournalFixture journal = JournalFixture.in(directory, 8 << 20).openWriter();
    for (int file = 0; file < 5; file++) {
      journal.appendAll(10, 10);
      if (file < 4) {
        journal.nanoTime += journal.options.rollAgeNs();
      }
    }
    assertEquals(4, journal.writer.rolls());
    return journal;
  }

  private static Path file(JournalFixture journal, int file) {
    RollFiles files = new RollFiles(journal.options.directory());
    return files.file(files.cycles()[file]);
  }
}
