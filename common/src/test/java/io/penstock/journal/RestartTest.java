package io.penstock.journal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.penstock.journal.JournalFixture.Seen;
import io.penstock.journal.chronicle.ChronicleTools;
import io.penstock.journal.chronicle.MetadataFile;
import io.penstock.journal.rollfile.ChronicleFormat;
import io.penstock.journal.rollfile.RollFile;
import io.penstock.journal.rollfile.RollFileIndex;
import io.penstock.journal.rollfile.RollFiles;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import net.openhft.chronicle.core.values.LongValue;
import net.openhft.chronicle.queue.impl.TableStore;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Known ways to end badly, and what the next writer makes of each. */
class RestartTest {
  @TempDir Path directory;

  @Test
  void aWriterKilledWithinAnAppendLeavesNoTrace() {
    try (JournalFixture journal = closedJournal()) {
      Path file = newest(journal);
      try (Corrupter corrupter = Corrupter.open(file)) {
        // The header is still zero and the record behind it half copied, over older garbage.
        long end = endOfData(file);
        ByteBuffer half = corrupter.get(Corrupter.records(file).get(5) + 4, 300);
        corrupter.put(end + 4, half);
        corrupter.fill(end + 5_000, 200_000, 0x55);
      }
      goesOnInTheSameFile(journal);
    }
  }

  @Test
  void aWriterKilledBeforeItNotedTheLastRecordLosesNothing() {
    try (JournalFixture journal = closedJournal()) {
      Path file = newest(journal);
      List<Long> records = Corrupter.records(file);
      try (RollFile rollFile = RollFile.open(file)) {
        RollFileIndex index = RollFileIndex.of(rollFile);
        index.noteLast(file, records.get(records.size() - 2), records.size() - 2);
      }
      goesOnInTheSameFile(journal);
    }
  }

  @Test
  void aWriterKilledAfterTheEndMarkerGoesOnInANewFile() {
    try (JournalFixture journal = closedJournal()) {
      Path file = newest(journal);
      try (Corrupter corrupter = Corrupter.open(file)) {
        corrupter.putInt(endOfData(file), ChronicleFormat.END_OF_FILE);
      }
      goesOnInANewFile(journal, 500);
    }
  }

  @Test
  void aFileThatWasNamedAndNeverWrittenIsUsedAgain() throws IOException {
    try (JournalFixture journal = closedJournal()) {
      Path next = files(journal).file(files(journal).cycles()[0] + 1);
      Files.write(next, new byte[1 << 20]);
      goesOnInTheSameFile(journal);
      assertFalse(Files.exists(next));
    }
  }

  @Test
  void aFileThatWasClaimedAndNeverFinishedIsMovedAwayAndKept() throws IOException {
    try (JournalFixture journal = closedJournal()) {
      Path next = files(journal).file(files(journal).cycles()[0] + 1);
      Files.write(next, new byte[1 << 20]);
      try (Corrupter corrupter = Corrupter.open(next)) {
        corrupter.putInt(0, ChronicleFormat.UNFINISHED);
      }
      goesOnInTheSameFile(journal);
      assertEquals(1, movedAway(journal, next.getFileName() + ".torn-"));
    }
  }

  @Test
  void aFileThatLostItsFirstPageIsMovedAwayAndItsNumbersAreNotGivenOutAgain() throws IOException {
    try (JournalFixture journal = closedJournal()) {
      journal.openWriter(JournalFixture.layout(3), 0);
      journal.appendAll(100, 5);
      journal.closeWriter();
      Path file = newest(journal);
      try (Corrupter corrupter = Corrupter.open(file)) {
        corrupter.zero(0, 4096);
      }
      journal.openWriter(JournalFixture.layout(3), 0);
      assertEquals(1_000, journal.writer.nextNumber());
      journal.appendAll(100, 5);
      Seen seen = journal.readAll();
      assertEquals(500, seen.missing, seen::toString);
      assertEquals(1_500, seen.next, seen::toString);
      assertEquals(1, movedAway(journal, file.getFileName() + ".torn-"));
    }
  }

  @Test
  void aFileWithoutItsLayoutYetGetsOne() {
    try (JournalFixture journal = closedJournal()) {
      journal.openWriter(JournalFixture.layout(5), 0);
      journal.closeWriter();
      Path file = newest(journal);
      // As if killed between the file's header and the layout record.
      try (Corrupter corrupter = Corrupter.open(file);
          RollFile rollFile = RollFile.open(file)) {
        long first = rollFile.firstRecord();
        RollFileIndex.of(rollFile).noteLast(file, 0, 0);
        corrupter.zero(first, rollFile.endOfContent(0) - first);
      }
      journal.openWriter(JournalFixture.layout(3), 0);
      journal.appendAll(1, 5);
      assertEquals(
          "505 datagrams in 101 records, 2 layouts, 0 damaged, 0 missing, next 505",
          journal.readAll().toString());
      try (JournalReader reader = journal.openReader()) {
        assertEquals(3, reader.layouts().getLast().layout().shards());
      }
    }
  }

  @Test
  void tornMetadataIsMovedAwayAndMadeAgain() throws IOException {
    try (JournalFixture journal = closedJournal()) {
      Path metadata = MetadataFile.in(journal.options.directory());
      try (Corrupter corrupter = Corrupter.open(metadata)) {
        corrupter.putInt(0, ChronicleFormat.UNFINISHED);
      }
      assertEquals(500, journal.readAll().datagrams, "readers do without it");
      goesOnInTheSameFile(journal);
      assertEquals(1, movedAway(journal, "metadata.cq4t.torn-"));
    }
  }

  @Test
  void aLockThatALivingProcessIdSeemsToHoldIsTaken() {
    try (JournalFixture journal = closedJournal()) {
      // What a container leaves that is killed: the next writer has the same process id.
      Path metadata = MetadataFile.in(journal.options.directory());
      try (TableStore<?> table = ChronicleTools.openTable(metadata);
          LongValue lock = table.acquireValueFor("chronicle.write.lock")) {
        lock.setVolatileValue(ProcessHandle.current().pid());
      }
      goesOnInTheSameFile(journal);
    }
  }

  @Test
  void aPowerCutThatEatsPagesCostsWhatTheyHeldAndNothingBehindThem() {
    try (JournalFixture journal = closedJournal()) {
      Path file = newest(journal);
      List<Long> records = Corrupter.records(file);
      long page = (records.get(60) + 4095) & -4096;
      long lost = 0;
      for (int i = 1; i < records.size(); i++) {
        long next = i + 1 < records.size() ? records.get(i + 1) : endOfData(file);
        lost += records.get(i) < page + 8192 && next > page ? 5 : 0;
      }
      try (Corrupter corrupter = Corrupter.open(file);
          RollFile rollFile = RollFile.open(file)) {
        // The first page is an old one, two in the middle were never written.
        RollFileIndex.of(rollFile).noteLast(file, records.get(20), 20);
        corrupter.zero(page, 8192);
      }
      goesOnInANewFile(journal, 500 - lost);
      assertTrue(lost > 0);
    }
  }

  @Test
  void numbersGoOnWhenTheNewestFileHoldsNothingSound() {
    try (JournalFixture journal = closedJournal()) {
      journal.openWriter(JournalFixture.layout(3), 0);
      journal.closeWriter();
      Path file = newest(journal);
      long layout = Corrupter.records(file).getFirst();
      try (Corrupter corrupter = Corrupter.open(file)) {
        corrupter.flip(layout + 40, 1);
      }
      journal.openWriter(JournalFixture.layout(3), 0);
      assertEquals(500, journal.writer.nextNumber());
      journal.appendAll(1, 5);
      Seen seen = journal.readAll();
      assertEquals(505, seen.datagrams, seen::toString);
      assertEquals(1, seen.damaged, seen::toString);
    }
  }

  @Test
  void openingDoesNotLookIntoOlderFiles() {
    try (JournalFixture journal =
        JournalFixture.in(directory, JournalFixture.SMALLEST_ROLL_BYTES).openWriter()) {
      journal.appendAll(300, 30);
      assertTrue(journal.writer.rolls() > 2);
      journal.closeWriter();
      long next = journal.readAll().next;
      int[] cycles = files(journal).cycles();
      for (int cycle : List.of(cycles[0], cycles[1])) {
        try (Corrupter corrupter = Corrupter.open(files(journal).file(cycle))) {
          corrupter.zero(0, 100_000);
        }
      }
      journal.openWriter();
      assertEquals(next, journal.writer.nextNumber());
    }
  }

  private JournalFixture closedJournal() {
    JournalFixture journal = JournalFixture.in(directory, 8 << 20).openWriter();
    journal.appendAll(100, 5);
    journal.closeWriter();
    return journal;
  }

  private static void goesOnInTheSameFile(JournalFixture journal) {
    journal.openWriter();
    assertEquals(500, journal.writer.nextNumber());
    journal.appendAll(100, 5);
    assertEquals(
        "1000 datagrams in 200 records, 1 layouts, 0 damaged, 0 missing, next 1000",
        journal.readAll().toString());
  }

  private static void goesOnInANewFile(JournalFixture journal, long left) {
    journal.openWriter();
    assertEquals(500, journal.writer.nextNumber());
    journal.appendAll(100, 5);
    Seen seen = journal.readAll();
    assertEquals(left + 500, seen.datagrams, seen::toString);
    assertEquals(500 - left, seen.missing, seen::toString);
    assertEquals(2, seen.layouts, seen::toString);
    assertEquals(1_000, seen.next, seen::toString);
  }

  private static RollFiles files(JournalFixture journal) {
    return new RollFiles(journal.options.directory());
  }

  private static Path newest(JournalFixture journal) {
    int[] cycles = files(journal).cycles();
    return files(journal).file(cycles[cycles.length - 1]);
  }

  private static long endOfData(Path file) {
    try (RollFile rollFile = RollFile.open(file)) {
      return rollFile.endOfData();
    }
  }

  private static long movedAway(JournalFixture journal, String prefix) throws IOException {
    try (Stream<Path> all = Files.list(journal.options.directory())) {
      return all.filter(file -> file.getFileName().toString().startsWith(prefix)).count();
    }
  }
}
