package io.penstock.ingest;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.penstock.counters.CounterFile;
import io.penstock.counters.FileKind;
import io.penstock.counters.IngestCounter;
import io.penstock.journal.BlockAllocator;
import io.penstock.journal.FreeTail;
import io.penstock.journal.JournalOptions;
import io.penstock.journal.JournalWriter;
import io.penstock.shard.HashKind;
import io.penstock.shard.KeyRule;
import io.penstock.shard.Layout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Counters and journal of different moments: what a start makes of them. */
class IntakeTest {
  private static final long APPENDED = 1_500;

  @TempDir private Path folder;
  private CounterFile counters;

  @BeforeEach
  void open() throws Exception {
    counters = CounterFile.openWritable(folder.resolve("ingest"), FileKind.INGEST);
  }

  @AfterEach
  void close() {
    counters.close();
  }

  /** A start on a journal whose next number is {@link #APPENDED}. */
  private void start() throws Exception {
    Path directory = Files.createDirectories(folder.resolve("journal"));
    JournalOptions options =
        new JournalOptions(directory, 4 << 20, 8 << 20, 3_600_000_000_000L, 1 << 20, 1_000);
    BlockAllocator allocator = BlockAllocator.of(options, FreeTail.KEEP);
    Layout layout = new Layout(HashKind.DJB2, KeyRule.NAME_TAGS, List.of("udp://127.0.0.1:1"));
    try (JournalWriter journal = JournalWriter.open(options, layout, APPENDED, allocator)) {
      new Intake(counters, () -> 1, null).open(journal);
    }
  }

  private void assertBalance() {
    long dropped =
        counters.get(IngestCounter.DROPPED_DENIED) + counters.get(IngestCounter.DROPPED_CRASH);
    assertEquals(APPENDED + dropped, counters.get(IngestCounter.RECEIVED_DATAGRAMS));
  }

  @Test
  void whatAKillTookIsDropped() throws Exception {
    counters.set(IngestCounter.RECEIVED_DATAGRAMS, APPENDED + 7);
    start();
    assertEquals(7, counters.get(IngestCounter.DROPPED_CRASH));
    assertEquals(0, counters.get(IngestCounter.FOUND_DATAGRAMS));
    assertBalance();
  }

  @Test
  void countersOlderThanTheJournalAreRaisedAndNothingIsDroppedForIt() throws Exception {
    counters.set(IngestCounter.RECEIVED_DATAGRAMS, 1_003);
    counters.set(IngestCounter.DROPPED_CRASH, 3);
    start();
    assertEquals(3, counters.get(IngestCounter.DROPPED_CRASH));
    assertEquals(500, counters.get(IngestCounter.FOUND_DATAGRAMS));
    assertBalance();
  }

  @Test
  void aLaterDropIsSeenBehindIt() throws Exception {
    counters.set(IngestCounter.RECEIVED_DATAGRAMS, 1_000);
    start();
    counters.add(IngestCounter.RECEIVED_DATAGRAMS, 20);
    counters.add(IngestCounter.DROPPED_DENIED, 20);
    start();
    assertEquals(0, counters.get(IngestCounter.DROPPED_CRASH));
    assertEquals(500, counters.get(IngestCounter.FOUND_DATAGRAMS));
    assertBalance();
  }

  @Test
  void whatAnOlderVersionCountedBelowZeroIsSetRight() throws Exception {
    counters.set(IngestCounter.RECEIVED_DATAGRAMS, 1_000 + 60);
    counters.set(IngestCounter.DROPPED_DENIED, 60);
    counters.set(IngestCounter.DROPPED_CRASH, -500);
    start();
    assertEquals(0, counters.get(IngestCounter.DROPPED_CRASH));
    assertEquals(500, counters.get(IngestCounter.FOUND_DATAGRAMS));
    assertBalance();
  }
}
