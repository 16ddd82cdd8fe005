package io.penstock.journal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.penstock.journal.rollfile.ChronicleFormat;
import io.penstock.journal.rollfile.RollFile;
import io.penstock.journal.rollfile.RollFiles;
import io.penstock.os.HostFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Behaviour: the appender never runs out of blocks while the agent works, and never waits. */
class BlockAllocatorTest {
  private static final long MIB = 1 << 20;

  @TempDir Path directory;

  @Test
  void asMuchAsConfiguredIsKeptAheadOverTheEndOfTheFile() {
    try (JournalFixture journal = journal(4 * MIB, 3 * MIB).openWriter()) {
      long ahead = 3 * MIB;
      for (int i = 0; i < 200; i++) {
        journal.appendAll(20, 10);
        long has = journal.allocator.aheadBytes();
        assertTrue(has >= ahead, () -> "only " + has + " ahead");
        assertTrue(has <= ahead + 2 * MIB, () -> has + " ahead, more than asked for");
      }
      assertTrue(journal.writer.rolls() > 0);
    }
  }

  @Test
  void betweenTwoRefillsItHasNothingToDoHoweverOftenItIsAsked() {
    try (JournalFixture journal = journal(64 * MIB, 4 * MIB).openWriter()) {
      int records = 1_000;
      int steps = 0;
      for (int i = 0; i < records; i++) {
        journal.append(10);
        steps += journal.allocator.doWork();
      }
      int taken = steps;
      assertTrue(steps > 0, "nothing had to be allocated");
      assertTrue(steps < records / 10, () -> taken + " steps for " + records + " records");
    }
  }

  @Test
  void theFileIsNotAllocatedBeyondWhatItCanHold() {
    try (JournalFixture journal = journal(2 * MIB, 64 * MIB).openWriter()) {
      long both = 2 * (2 * MIB + ChronicleFormat.SLACK_BYTES);
      assertTrue(journal.allocator.aheadBytes() <= both);
      assertTrue(journal.allocator.aheadBytes() > both - 64 * 1024);
    }
  }

  @Test
  void withoutItsAgentTheAppenderRefusesAndGoesOnWhenItIsBack() {
    try (JournalFixture journal = journal(8 * MIB, MIB).openWriter()) {
      long appended = 0;
      while (journal.append(10) == AppendResult.APPENDED) {
        appended += 10;
      }
      for (int i = 0; i < 5; i++) {
        assertEquals(AppendResult.DISK_SLOW, journal.append(10));
        assertEquals(0, journal.writer.staged(), "the refused datagrams are forgotten");
      }
      assertEquals(appended, journal.writer.nextNumber(), "and get no numbers");
      journal.allocate();
      assertEquals(AppendResult.APPENDED, journal.append(10));
      assertEquals(appended + 10, journal.readAll().datagrams);
      assertEquals(0, journal.allocator.refusals());
    }
  }

  @Test
  void withoutItsAgentARollIsRefusedAndTheFileStaysOpen() {
    try (JournalFixture journal = journal(JournalFixture.SMALLEST_ROLL_BYTES, MIB).openWriter()) {
      AppendResult result = AppendResult.APPENDED;
      for (int i = 0; i < 2_000 && result == AppendResult.APPENDED; i++) {
        result = journal.append(10);
      }
      assertEquals(AppendResult.DISK_SLOW, result);
      assertEquals(1, journal.writer.rolls(), "one file had been prepared");
      journal.appendAll(10, 10);
      assertEquals(2, journal.writer.rolls());
      assertEquals(0, journal.readAll().missing);
    }
  }

  @Test
  void theUnusedTailOfAClosedFileIsFreedAndNothingBeforeIt() {
    List<String> freed = new ArrayList<>();
    JournalFixture journal = journal(4 * MIB, 2 * MIB);
    journal.freeTail =
        (file, offset, length) -> {
          freed.add(file.getFileName().toString());
          assertEquals(0, offset % 4096);
          assertEquals(Files.size(file), offset + length);
          try (RollFile rollFile = RollFile.open(file)) {
            assertEquals(
                journal.writer == null ? 0 : ChronicleFormat.END_OF_FILE,
                endMarker(rollFile),
                "at a roll the file is closed, at the end of the writer it is not");
            assertTrue(rollFile.endOfContent(0) + 4096 <= offset, "a page at least is kept");
            assertEquals(offset, rollFile.endOfContent(offset), "and what is freed was zero");
          }
        };
    try (journal) {
      journal.openWriter();
      int first = new RollFiles(journal.options.directory()).cycles()[0];
      journal.appendAll(50, 10);
      journal.nanoTime += journal.options.rollAgeNs();
      journal.appendAll(1, 10);
      String name = new RollFiles(journal.options.directory()).file(first).getFileName().toString();
      assertEquals(List.of(name), freed);
      journal.nanoTime += journal.options.rollAgeNs();
      journal.appendAll(1, 10);
      assertEquals(2, freed.size());
    }
  }

  private static int endMarker(RollFile rollFile) {
    return rollFile.intAt(rollFile.endOfData());
  }

  @Test
  void aFileSystemThatCannotFreeIsNoTrouble() {
    JournalFixture journal = journal(4 * MIB, 2 * MIB);
    journal.freeTail =
        (file, offset, length) -> {
          throw new IOException("Operation not supported");
        };
    try (journal) {
      journal.openWriter();
      journal.appendAll(50, 10);
      journal.nanoTime += journal.options.rollAgeNs();
      journal.appendAll(50, 10);
      assertEquals(1_000, journal.readAll().datagrams);
    }
  }

  @Test
  void everythingIsReadAfterHolesWerePunched() {
    JournalFixture journal = journal(JournalFixture.SMALLEST_ROLL_BYTES, 2 * MIB);
    journal.freeTail = HostFiles::punchHole;
    try (journal) {
      journal.openWriter();
      journal.appendAll(1_000, 20);
      assertTrue(journal.writer.rolls() > 5);
      journal.closeWriter();
      assertEquals(20_000, journal.readAll().datagrams);
      journal.openWriter();
      journal.appendAll(1_000, 20);
      journal.closeWriter();
      assertEquals(40_000, journal.readAll().datagrams);
      assertEquals(0, journal.readAll().missing);
    }
  }

  private JournalFixture journal(long rollBytes, long aheadBytes) {
    JournalOptions plain = JournalFixture.options(directory, rollBytes);
    return new JournalFixture(
        new JournalOptions(
            plain.directory(),
            plain.blockBytes(),
            rollBytes,
            plain.rollAgeNs(),
            aheadBytes,
            plain.timeoutMs()),
        400);
  }
}
