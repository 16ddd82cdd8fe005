package io.penstock.journal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.penstock.counters.ReaderCounter;
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
      assertEquals(new Position(4711, 0, 4711, 0, 0, 0, 0, Losses.NONE, 0, 0, 1), file.position());
    }
  }

  @Test
  void theLastCommitIsFoundAgainAndTheStartIsKept() throws IOException {
    try (ReaderFile file = ReaderFile.openWritable(directory, "shard-0", 100)) {
      for (int i = 1; i <= 5; i++) {
        file.commit(100 + i, i, i, 2 * i, 3, 4 * i, new Losses(5, 4, 3), 6, 7);
      }
      file.counters().set(ReaderCounter.COMMITS, 5);
    }
    Position expected = new Position(105, 5, 100, 5, 10, 3, 20, new Losses(5, 4, 3), 6, 7, 6);
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
    UnsafeBuffer region = new UnsafeBuffer(new byte[2 * PositionSlots.SLOT_BYTES]);
    PositionSlots slots = new PositionSlots(region);
    int slot = slots.begin(7);
    for (int field = 0; field < 9; field++) { // it knew nine fields, and left zeros behind them
      slots.put(slot, field, 10 + field);
    }
    slots.end(slot, 7);
    assertEquals(
        new Position(10, 11, 12, 13, 14, 15, 16, new Losses(0, 0, 17), 18, 0, 7), slots.read());
  }

  @Test
  void aCommitTornAtAnyByteLeavesTheOldPositionOrTheNew() {
    UnsafeBuffer before = new UnsafeBuffer(new byte[2 * PositionSlots.SLOT_BYTES]);
    write(before, 1, 1000);
    write(before, 2, 2000);
    UnsafeBuffer after = copy(before);
    write(after, 3, 3000);
    int old = 0;
    int torn = 0;
    for (int from = 0; from <= 2 * PositionSlots.SLOT_BYTES; from++) {
      for (int to = from; to <= 2 * PositionSlots.SLOT_BYTES; to++) {
        UnsafeBuffer mixed = copy(before);
        mixed.putBytes(from, after, from, to - from);
        Position position = new PositionSlots(mixed).read();
        assertNotNull(position);
        long number = position.number();
        assertTrue(number == 2000 || number == 3000, () -> "torn: " + position);
        assertEquals(number / 1000, position.sequence());
        assertEquals(number + 8, position.expired());
        old += number == 2000 ? 1 : 0;
        torn++;
      }
    }
    assertTrue(old > 0 && old < torn, "both happen");
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
