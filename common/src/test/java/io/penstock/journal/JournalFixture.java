package io.penstock.journal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.penstock.journal.record.RecordFormat;
import io.penstock.shard.HashKind;
import io.penstock.shard.KeyRule;
import io.penstock.shard.Layout;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * A journal under test: a writer whose allocator is driven by hand, on a clock that the test owns.
 *
 * <p>Each datagram's bytes follow from its number, and each record's receive time from its first
 * number, so every reader can check all that it sees.
 */
final class JournalFixture implements AutoCloseable {
  static final long SMALLEST_ROLL_BYTES = 512 << 10;

  final JournalOptions options;
  final Datagrams datagrams;
  long epochMs = 1_700_000_000_000L;
  long nanoTime = 1;
  FreeTail freeTail = FreeTail.KEEP;
  BlockAllocator allocator;
  JournalWriter writer;

  private final UnsafeBuffer scratch =
      new UnsafeBuffer(ByteBuffer.allocateDirect(RecordFormat.DATAGRAM_BYTES_MAX));

  JournalFixture(JournalOptions options, int datagramBytesMax) {
    this.options = options;
    this.datagrams = new Datagrams(datagramBytesMax);
  }

  static JournalFixture in(Path directory, long rollBytes) {
    return new JournalFixture(options(directory, rollBytes), 400);
  }

  static JournalOptions options(Path directory, long rollBytes) {
    return new JournalOptions(
        directory.resolve("journal"), 4 << 20, rollBytes, 3_600_000_000_000L, 2 << 20, 200);
  }

  static Layout layout(int shards) {
    List<String> destinations = new ArrayList<>();
    for (int shard = 0; shard < shards; shard++) {
      destinations.add("udp://127.0.0.1:" + (9000 + shard));
    }
    return new Layout(HashKind.DJB2, KeyRule.NAME_TAGS, destinations);
  }

  JournalFixture openWriter() {
    return openWriter(layout(2), 0);
  }

  JournalFixture openWriter(Layout layout, long numberAtLeast) {
    allocator = BlockAllocator.of(options, freeTail, () -> nanoTime);
    writer =
        JournalWriter.open(
            options, layout, numberAtLeast, allocator, () -> epochMs, () -> nanoTime);
    allocate();
    return this;
  }

  /** Lets the allocator do all that it has to do. */
  void allocate() {
    while (allocator.doWork() > 0) {
      // it does one step at a time
    }
  }

  /** Appends one record of so many datagrams. */
  AppendResult append(int count) {
    stage(count);
    return writer.append();
  }

  /** Receive time of the record that begins with a number. */
  static long timeOf(long firstNumber) {
    return 1_800_000_000_000_000_000L + firstNumber;
  }

  void stage(int count) {
    stage(count, timeOf(writer.nextNumber()));
  }

  void stage(int count, long timeNs) {
    writer.begin(timeNs);
    for (int i = 0; i < count; i++) {
      int length = datagrams.write(writer.nextNumber() + i, scratch, 0);
      if (!writer.add(scratch, 0, length)) {
        throw new AssertionError("the record is full after " + i + " datagrams");
      }
    }
  }

  /** Appends records, with the allocator always in time, and checks that each was taken. */
  void appendAll(int records, int datagramsPerRecord) {
    for (int i = 0; i < records; i++) {
      allocate();
      assertEquals(AppendResult.APPENDED, append(datagramsPerRecord));
    }
    allocate();
  }

  JournalReader openReader() {
    return JournalReader.open(options, Access.NAMED_POSITIONS);
  }

  /** Checks every datagram of the record that the cursor is at, and returns the number after it. */
  long check(JournalCursor cursor) {
    for (int i = 0; i < cursor.count(); i++) {
      assertNull(
          datagrams.fault(
              cursor.firstNumber() + i,
              cursor.buffer(),
              cursor.datagramOffset(i),
              cursor.datagramLength(i)));
    }
    return cursor.firstNumber() + cursor.count();
  }

  /** What a cursor met until it met nothing. */
  static final class Seen {
    long datagrams;
    long records;
    long layouts;
    long damaged;
    long missing;
    long next = -1;

    @Override
    public String toString() {
      return ("%d datagrams in %d records, %d layouts, %d damaged, %d missing, next %d")
          .formatted(datagrams, records, layouts, damaged, missing, next);
    }
  }

  /** Reads to the end, checks every datagram and counts gaps. */
  Seen readAll(JournalCursor cursor) {
    return readOn(cursor, new Seen());
  }

  Seen readOn(JournalCursor cursor, Seen seen) {
    while (true) {
      switch (cursor.pollThoroughly()) {
        case NOTHING -> {
          return seen;
        }
        case LAYOUT -> seen.layouts++;
        case DAMAGED -> assertTrue(++seen.damaged < 10_000, () -> "no end of damage: " + seen);
        case DATAGRAMS -> {
          if (seen.next >= 0) {
            seen.missing += cursor.firstNumber() - seen.next;
          }
          seen.next = check(cursor);
          seen.records++;
          seen.datagrams += cursor.count();
        }
      }
    }
  }

  /** Reads to the end as workers do and as tools do, who must see the same. */
  Seen readAll() {
    Seen asWorker = readAll(Access.NAMED_POSITIONS);
    assertEquals(asWorker.toString(), readAll(Access.READ_ONLY).toString());
    return asWorker;
  }

  private Seen readAll(Access access) {
    try (JournalReader reader = JournalReader.open(options, access);
        JournalCursor cursor = reader.newCursor()) {
      return readAll(cursor);
    }
  }

  void closeWriter() {
    if (writer != null) {
      writer.close();
      writer = null;
      allocator.onClose();
    }
  }

  @Override
  public void close() {
    closeWriter();
  }
}
