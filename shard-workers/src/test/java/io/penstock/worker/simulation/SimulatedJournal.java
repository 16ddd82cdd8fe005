package io.penstock.worker.simulation;

import io.penstock.config.DataDirectory;
import io.penstock.counters.CounterFile;
import io.penstock.counters.FileKind;
import io.penstock.counters.IngestCounter;
import io.penstock.journal.AppendResult;
import io.penstock.journal.BlockAllocator;
import io.penstock.journal.JournalFile;
import io.penstock.journal.JournalOptions;
import io.penstock.journal.JournalRetention;
import io.penstock.journal.JournalWriter;
import io.penstock.shard.Layout;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.agrona.concurrent.UnsafeBuffer;

/** Ingest without its sockets: the real writer and retention, and a list of all that came in. */
final class SimulatedJournal {
  private static final int HEADER_BYTES = 32;
  private static final int FIRST_NUMBER_OFFSET = 8;

  final JournalOptions options;

  private final Simulation world;
  private final DataDirectory data;
  private final CounterFile counters;
  private final List<WrittenRecord> records = new ArrayList<>();
  private final Set<Long> betweenRecords = new HashSet<>();
  private final UnsafeBuffer scratch = new UnsafeBuffer(ByteBuffer.allocateDirect(1 << 16));

  private BlockAllocator allocator;
  private JournalWriter writer;
  private JournalRetention retention;
  private long agedNs;

  SimulatedJournal(Simulation world, DataDirectory data, Layout layout) throws IOException {
    this.world = world;
    this.data = data;
    this.options =
        new JournalOptions(data.journal(), 4 << 20, 512 << 10, 3_600_000_000_000L, 1 << 20, 1_000);
    Files.createDirectories(data.counters());
    this.counters = CounterFile.openWritable(data.ingestCounters(), FileKind.INGEST);
    betweenRecords.add(0L);
    open(layout, 0);
  }

  private void open(Layout layout, long numberAtLeast) {
    allocator = BlockAllocator.of(options, (file, offset, length) -> {});
    writer =
        JournalWriter.open(
            options, layout, numberAtLeast, allocator, world::time, () -> world.nowNs() + agedNs);
    allocate();
    retention = JournalRetention.open(options);
    betweenRecords.add(writer.nextNumber());
  }

  private void allocate() {
    while (allocator.doWork() > 0) {
      // until there is enough
    }
  }

  List<WrittenRecord> records() {
    return records;
  }

  boolean isBetweenRecords(long number) {
    return betweenRecords.contains(number);
  }

  long head() {
    return records.isEmpty() ? 0 : records.getLast().nextNumber;
  }

  Layout layout() {
    return writer.layout();
  }

  /** Appends one record of these datagrams. */
  void append(List<List<Line>> datagrams) {
    allocate();
    writer.begin(world.wallNs());
    List<Line> lines = new ArrayList<>();
    long first = writer.nextNumber();
    int count = 0;
    for (List<Line> datagram : datagrams) {
      int length = 0;
      for (Line line : datagram) {
        if (length > 0) {
          scratch.putByte(length++, (byte) '\n');
        }
        scratch.putBytes(length, line.text);
        length += line.text.length;
        line.number = first + count;
      }
      if (!writer.add(scratch, 0, length)) {
        break; // the record is full; what does not fit has never come in
      }
      lines.addAll(datagram);
      count++;
    }
    if (writer.append() != AppendResult.APPENDED) {
      throw new Violation("ingestTakesAll", "refused, though there is room");
    }
    WrittenRecord record =
        new WrittenRecord(first, first + count, writer.layout(), world.nowNs(), lines);
    lines.forEach(line -> line.record = record);
    records.add(record);
    betweenRecords.add(first);
    betweenRecords.add(record.nextNumber);
    count();
  }

  private void count() {
    counters.set(IngestCounter.NEXT_NUMBER, writer.nextNumber());
    counters.set(IngestCounter.LAST_RECEIVE_TIME_NS, writer.lastReceiveTimeNs());
  }

  /** False when it cannot be done now. */
  boolean relayout(Layout layout) {
    allocate();
    boolean done = writer.setLayout(layout);
    count();
    return done;
  }

  /** The next record begins a new file. */
  void age() {
    agedNs += options.rollAgeNs();
  }

  void deleteOldest(int files) throws IOException {
    for (int i = 0; i < files && retention.deleteOldest(); i++) {
      noteDeletions();
    }
    noteDeletions();
  }

  private void noteDeletions() {
    long first = Long.MAX_VALUE;
    for (JournalFile file : retention.files()) {
      first = file.firstNumber() >= 0 ? Math.min(first, file.firstNumber()) : first;
    }
    for (WrittenRecord record : records) {
      record.isDeleted |= record.firstNumber < first;
    }
  }

  /** Ends ingest as a kill would, and starts it again. */
  void killAndRestart(Layout layout) {
    retention.close();
    writer.close(); // which writes nothing; its allocator is forgotten, and deletes nothing
    open(layout, head());
    count();
  }

  /** Changes a bit of a record that is on the disk; false when it cannot be found. */
  boolean damage(WrittenRecord record, int place, boolean inItsNumber) throws IOException {
    Line marked =
        record.lines.stream().filter(line -> line.text.length > 12).findFirst().orElse(null);
    if (marked == null || record.isDeleted) {
      return false;
    }
    JournalFile holder = null;
    for (JournalFile file : retention.files()) {
      boolean isBefore = file.firstNumber() >= 0 && file.firstNumber() <= record.firstNumber;
      holder = isBefore ? file : holder;
    }
    if (holder != null) {
      byte[] content = Files.readAllBytes(holder.path());
      int at = indexOf(content, marked.text);
      if (at >= 0) {
        int start = startOf(record, at, marked);
        int offset =
            inItsNumber
                ? start + FIRST_NUMBER_OFFSET + place % Long.SIZE / 8
                : anywhere(record, start, at + marked.text.length, place);
        record.isDamaged = true;
        flip(holder.path(), offset, content[offset] ^ 1 << place % 8);
        return true;
      }
    }
    return false;
  }

  private static int startOf(WrittenRecord record, int at, Line marked) {
    int before = 0;
    for (int i = 0; record.lines.get(i) != marked; i++) {
      Line line = record.lines.get(i);
      before += line.text.length + (record.lines.get(i + 1).number == line.number ? 1 : 0);
    }
    return Math.max(0, at - before - 2 * record.datagrams() - HEADER_BYTES);
  }

  private int anywhere(WrittenRecord record, int start, int end, int place) {
    boolean isLast = record == records.getLast();
    return !isLast && place % 7 == 0 && start > 4
        ? start - 4 + place % 4
        : start + place % (end - start);
  }

  private static void flip(Path file, int offset, int value) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      channel.write(ByteBuffer.wrap(new byte[] {(byte) value}), offset);
    }
  }

  private static int indexOf(byte[] content, byte[] wanted) {
    for (int i = 0; i <= content.length - wanted.length; i++) {
      if (content[i] == wanted[0]
          && java.util.Arrays.mismatch(content, i, i + wanted.length, wanted, 0, wanted.length)
              < 0) {
        return i;
      }
    }
    return -1;
  }

  void close() {
    retention.close();
    writer.close();
    allocator.onClose();
    counters.close();
  }
}
