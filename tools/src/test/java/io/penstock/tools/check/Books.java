package io.penstock.tools.check;

import io.penstock.config.DataDirectory;
import io.penstock.content.ContentHash;
import io.penstock.counters.CounterFile;
import io.penstock.counters.FileKind;
import io.penstock.counters.IngestCounter;
import io.penstock.counters.ReaderCounter;
import io.penstock.counters.ReaderState;
import io.penstock.daemon.DataFolders;
import io.penstock.journal.AppendResult;
import io.penstock.journal.BlockAllocator;
import io.penstock.journal.FreeTail;
import io.penstock.journal.JournalOptions;
import io.penstock.journal.JournalWriter;
import io.penstock.journal.record.Losses;
import io.penstock.reader.Position;
import io.penstock.reader.ReaderFile;
import io.penstock.shard.HashKind;
import io.penstock.shard.KeyRule;
import io.penstock.shard.Layout;
import io.penstock.shard.ShardFunction;
import io.penstock.statsd.Lines;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * A journal, and the files that ingest and a worker would have left beside it, had they ended
 * cleanly. The workers' own code finds the lines and their shards.
 */
final class Books implements AutoCloseable {
  static final long ENDED = 0;
  static final long DEAD = 1;

  /** What a reader has counted. */
  private static final class Reader {
    private final long start;
    private long number;
    private long datagrams;
    private long scanned;
    private long lines;
    private long bytes;
    private long lost;
    private long content;

    Reader(long start) {
      this.start = start;
      this.number = start;
    }
  }

  final DataDirectory data;
  private final JournalOptions options;
  private final Map<Integer, Reader> readers = new TreeMap<>();
  private BlockAllocator allocator;
  private JournalWriter writer;
  private boolean isClosed;

  Books(Path folder, int shards) {
    data = new DataDirectory(folder.resolve("data"));
    new DataFolders(data).create();
    options =
        new JournalOptions(data.journal(), 4 << 20, 8 << 20, 3_600_000_000_000L, 1 << 20, 1_000);
    open(shards, 0);
  }

  private void open(int shards, long numberAtLeast) {
    allocator = BlockAllocator.of(options, FreeTail.KEEP);
    writer = JournalWriter.open(options, layout(shards), numberAtLeast, allocator);
    begin(shards);
  }

  private static Layout layout(int shards) {
    return new Layout(
        HashKind.DJB2, KeyRule.NAME_TAGS, Collections.nCopies(shards, "udp://127.0.0.1:1"));
  }

  private void begin(int shards) {
    for (int shard = 0; shard < shards; shard++) {
      readers.computeIfAbsent(shard, _ -> new Reader(writer.nextNumber()));
    }
  }

  /** So many numbers are given out to nothing. */
  Books gap(int datagrams) {
    int shards = writer.layout().shards();
    long next = writer.nextNumber();
    writer.close();
    open(shards, next + datagrams);
    return this;
  }

  /** Another number of shards from here on; a shard that is back passes over what it missed. */
  Books relayout(int shards) {
    allocate();
    if (!writer.setLayout(layout(shards))) {
      throw new IllegalStateException("the next file is not ready");
    }
    begin(shards);
    for (int shard = 0; shard < shards; shard++) {
      Reader reader = readers.get(shard);
      reader.datagrams += writer.nextNumber() - reader.number;
      reader.number = writer.nextNumber();
    }
    return this;
  }

  /** Appends datagrams as one record, which every shard of the layout reads. */
  Books append(String... datagrams) {
    allocate();
    long first = writer.nextNumber();
    Layout layout = writer.layout();
    long[] linesOf = new long[layout.shards()];
    long[] contentOf = new long[layout.shards()];
    long bytes = 0;
    writer.begin(System.nanoTime());
    for (String datagram : datagrams) {
      UnsafeBuffer buffer = new UnsafeBuffer(datagram.getBytes(StandardCharsets.ISO_8859_1));
      writer.add(buffer, 0, buffer.capacity());
      bytes += buffer.capacity();
      count(buffer, layout, linesOf, contentOf);
    }
    if (writer.append() != AppendResult.APPENDED) {
      throw new IllegalStateException("not appended");
    }
    for (int shard = 0; shard < layout.shards(); shard++) {
      Reader reader = readers.get(shard);
      reader.lost += first - reader.number;
      reader.number = first + datagrams.length;
      reader.datagrams += datagrams.length;
      reader.scanned += Arrays.stream(linesOf).sum();
      reader.lines += linesOf[shard];
      reader.content += contentOf[shard];
      reader.bytes += bytes;
    }
    return this;
  }

  private static void count(
      UnsafeBuffer datagram, Layout layout, long[] linesOf, long[] contentOf) {
    ShardFunction function = ShardFunction.of(layout);
    int limit = datagram.capacity();
    for (int from = 0; from < limit; ) {
      int end = Lines.endOfLine(datagram, from, limit);
      int length = Lines.lengthOf(datagram, from, end, limit);
      if (length > 0) {
        int shard = function.shardOf(datagram, from, length);
        linesOf[shard]++;
        contentOf[shard] += ContentHash.of(datagram, from, length);
      }
      from = end + 1;
    }
  }

  private void allocate() {
    while (allocator.doWork() > 0) {
      // until there is enough
    }
  }

  /** Writes the files of ingest and of all readers. */
  Books keep(long heartbeatEpochMs) throws IOException {
    close();
    try (CounterFile ingest = CounterFile.openWritable(data.ingestCounters(), FileKind.INGEST)) {
      ingest.set(IngestCounter.RECEIVED_DATAGRAMS, writer.nextNumber() + 7);
      ingest.set(IngestCounter.NEXT_NUMBER, writer.nextNumber());
      ingest.set(IngestCounter.DROPPED_DISK_SLOW, 4);
      ingest.set(IngestCounter.DROPPED_CRASH, 3);
      ingest.heartbeat(heartbeatEpochMs);
    }
    for (Map.Entry<Integer, Reader> entry : readers.entrySet()) {
      keep(entry.getKey(), entry.getValue(), heartbeatEpochMs);
    }
    return this;
  }

  private void keep(int shard, Reader reader, long heartbeatEpochMs) throws IOException {
    try (ReaderFile file =
        ReaderFile.openWritable(data.readers(), "shard-" + shard, reader.start)) {
      file.commit(
          reader.number,
          0,
          reader.datagrams,
          reader.lines,
          0,
          reader.bytes,
          new Losses(0, 0, reader.lost),
          0,
          0,
          reader.content);
      CounterFile counters = file.counters();
      // Five lines were sent twice, two given up before they were sent.
      counters.set(ReaderCounter.SCANNED_LINES, reader.scanned + 7);
      counters.set(ReaderCounter.ROUTED_LINES, reader.lines + 7);
      counters.set(ReaderCounter.PASSED_BY_LINES, reader.scanned - reader.lines);
      counters.set(ReaderCounter.ACCEPTED_LINES, reader.lines + 5);
      counters.set(ReaderCounter.REPEATED_LINES, 5);
      counters.set(ReaderCounter.DISCARDED_LINES, 2);
      ReaderState state = heartbeatEpochMs == ENDED ? ReaderState.STOPPED : ReaderState.READING;
      counters.set(ReaderCounter.STATE, state.ordinal());
      counters.heartbeat(heartbeatEpochMs);
    }
  }

  @Override
  public void close() {
    if (!isClosed) {
      isClosed = true;
      writer.close();
    }
  }

  /** Ingest says that it lives. */
  Books beat(long agoMs) throws IOException {
    try (CounterFile ingest = CounterFile.openWritable(data.ingestCounters(), FileKind.INGEST)) {
      ingest.heartbeat(System.currentTimeMillis() - agoMs);
    }
    return this;
  }

  /** Falsifies a counter of ingest. */
  Books add(IngestCounter counter, long increment) throws IOException {
    try (CounterFile ingest = CounterFile.openWritable(data.ingestCounters(), FileKind.INGEST)) {
      ingest.add(counter, increment);
    }
    return this;
  }

  /** Falsifies a counter of a reader. */
  Books add(int shard, ReaderCounter counter, long increment) throws IOException {
    try (ReaderFile file = ReaderFile.openWritable(data.readers(), "shard-" + shard, 0)) {
      file.counters().add(counter, increment);
    }
    return this;
  }

  /** Falsifies a committed position. */
  Books commit(int shard, UnaryOperator<Position> change) throws IOException {
    try (ReaderFile file = ReaderFile.openWritable(data.readers(), "shard-" + shard, 0)) {
      Position position = change.apply(file.position());
      file.commit(
          position.number(),
          position.hint(),
          position.datagrams(),
          position.lines(),
          position.rejectedLines(),
          position.bytes(),
          position.lost(),
          position.expired(),
          position.filteredLines(),
          position.contentSum());
    }
    return this;
  }

  /** As {@link #commit}: the same position with something added. */
  Books add(int shard, int datagrams, int lines, int rejectedLines, int bytes, int lost)
      throws IOException {
    return commit(
        shard,
        old ->
            new Position(
                old.number(),
                old.hint(),
                old.startNumber(),
                old.datagrams() + datagrams,
                old.lines() + lines,
                old.rejectedLines() + rejectedLines,
                old.bytes() + bytes,
                old.lost().plus(new Losses(0, 0, lost)),
                old.expired(),
                old.filteredLines(),
                old.contentSum(),
                old.contentFromNumber(),
                old.sequence()));
  }
}
