package io.penstock.reader;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.penstock.counters.CounterFile;
import io.penstock.counters.FileKind;
import io.penstock.counters.ReaderCounter;
import io.penstock.journal.record.Losses;
import java.io.IOException;
import java.nio.file.Path;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The reader's truth: what was committed is found again, and nothing in between. */
class ReaderFileTest {
  @TempDir Path directory;

  @Test
  void aNewReaderStandsAtItsStart() throws IOException {
    try (ReaderFile file = ReaderFile.openWritable(directory, "shard-0", 4711)) {
      assertEquals(
          new Position(4711, 0, 4711, 0, 0, 0, 0, Losses.NONE, 0, 0, 0, 4711, 1), file.position());
    }
  }

  @Test
  void theLastCommitIsFoundAgainAndTheStartIsKept() throws IOException {
    try (ReaderFile file = ReaderFile.openWritable(directory, "shard-0", 100)) {
      for (int i = 1; i <= 5; i++) {
        file.commit(100 + i, i, i, 2 * i, 3, 4 * i, new Losses(5, 4, 3), 6, 7, 8 + i);
      }
      file.counters().set(ReaderCounter.COMMITS, 5);
    }
    Position expected =
        new Position(105, 5, 100, 5, 10, 3, 20, new Losses(5, 4, 3), 6, 7, 13, 100, 6);
    try (ReaderFile file = ReaderFile.openReadOnly(directory.resolve("shard-0"))) {
      assertEquals(expected, file.position());
      assertEquals(5, file.counters().get(ReaderCounter.COMMITS));
    }
    try (ReaderFile file = ReaderFile.openWritable(directory, "shard-0", 999)) {
      assertEquals(expected, file.position());
    }
  }

  @Test
  void aSlotOfTheVersionBeforeIsReadAndItsLossesHaveNoReason() {
    UnsafeBuffer region = new UnsafeBuffer(new byte[PositionSlots.BYTES]);
    PositionSlots slots = new PositionSlots(region);
    int slot = slots.begin(7);
    for (int field = 0; field < 9; field++) { // it knew nine fields, and left zeros behind them
      slots.put(slot, field, 10 + field);
    }
    slots.end(slot, 7);
    assertEquals(
        new Position(10, 11, 12, 13, 14, 15, 16, new Losses(0, 0, 17), 18, 0, 0, 10, 7),
        slots.read());
  }

  @Test
  void theContentSumOfAFileThatHasNoneBeginsWhereTheReaderStands() throws IOException {
    Path path = directory.resolve("shard-0");
    try (ReaderFile file = ReaderFile.openWritable(directory, "shard-0", 100)) {
      file.commit(150, 0, 50, 0, 0, 0, Losses.NONE, 0, 0, 77);
      forgetContent(file);
      assertEquals(0, file.position().contentSum());
      assertEquals(150, file.position().contentFromNumber());
    }
    try (ReaderFile file = ReaderFile.openWritable(directory, "shard-0", 0)) {
      file.commit(160, 0, 60, 0, 0, 0, Losses.NONE, 0, 0, 5);
      assertEquals(5, file.position().contentSum());
    }
    try (ReaderFile file = ReaderFile.openReadOnly(path)) {
      assertEquals(5, file.position().contentSum());
      assertEquals(150, file.position().contentFromNumber());
      assertEquals(100, file.position().startNumber());
    }
  }

  @Test
  void aSumThatAnOlderPenstockHasLeftBehindIsNotTakenForItsPositions() throws IOException {
    try (ReaderFile file = ReaderFile.openWritable(directory, "shard-0", 100)) {
      file.commit(150, 0, 50, 0, 0, 0, Losses.NONE, 0, 0, 77);
    }
    try (CounterFile file =
        CounterFile.openWritable(directory.resolve("shard-0"), FileKind.READER)) {
      write(file.ownerRegion(), 3, 160); // as it would: without content
    }
    try (ReaderFile file = ReaderFile.openWritable(directory, "shard-0", 100)) {
      assertEquals(160, file.position().number());
      assertEquals(160, file.position().contentFromNumber());
      assertEquals(0, file.position().contentSum());
    }
  }

  /** As a Penstock that knew no content sum left it. */
  private static void forgetContent(ReaderFile file) {
    UnsafeBuffer region = file.counters().ownerRegion();
    region.setMemory(2 * PositionSlots.SLOT_BYTES, 2 * ContentSlots.SLOT_BYTES, (byte) 0);
  }

  @Test
  void aCommitTornAtAnyByteLeavesTheOldPositionOrTheNew() {
    UnsafeBuffer before = new UnsafeBuffer(new byte[PositionSlots.BYTES]);
    writeWithContent(before, 1, 1000);
    writeWithContent(before, 2, 2000);
    UnsafeBuffer after = copy(before);
    writeWithContent(after, 3, 3000);
    int old = 0;
    int torn = 0;
    for (int from = 0; from <= PositionSlots.BYTES; from++) {
      for (int to = from; to <= PositionSlots.BYTES; to++) {
        UnsafeBuffer mixed = copy(before);
        mixed.putBytes(from, after, from, to - from);
        Position position = new PositionSlots(mixed).read();
        assertNotNull(position);
        long number = position.number();
        assertTrue(number == 2000 || number == 3000, () -> "torn: " + position);
        assertEquals(number / 1000, position.sequence());
        assertEquals(number + 8, position.expired());
        boolean begins = position.contentFromNumber() == number; // the sum itself was torn
        assertEquals(begins ? 0 : number + 12, position.contentSum());
        assertEquals(begins ? number : number + 13, position.contentFromNumber());
        old += number == 2000 ? 1 : 0;
        torn++;
      }
    }
    assertTrue(old > 0 && old < torn, "both happen");
  }

  private static void writeWithContent(UnsafeBuffer region, long sequence, long base) {
    new PositionSlots(region).putContent(sequence, base + 12, base + 13);
    write(region, sequence, base);
  }

  private static void write(UnsafeBuffer region, long sequence, long base) {
    PositionSlots slots = new PositionSlots(region);
    int slot = slots.begin(sequence);
    for (int field = 0; field < 12; field++) {
      slots.put(slot, field, base + field);
    }
    slots.end(slot, sequence);
  }

  private static UnsafeBuffer copy(UnsafeBuffer source) {
    byte[] bytes = new byte[source.capacity()];
    source.getBytes(0, bytes);
    return new UnsafeBuffer(bytes);
  }
}
