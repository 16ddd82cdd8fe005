package io.penstock.ingest;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.penstock.config.DataDirectory;
import io.penstock.config.FreeSpace;
import io.penstock.config.RetentionSettings;
import io.penstock.config.WhenFull;
import io.penstock.counters.CounterFile;
import io.penstock.counters.FileKind;
import io.penstock.counters.IngestCounter;
import io.penstock.counters.ReaderCounter;
import io.penstock.counters.ReaderState;
import io.penstock.daemon.DataFolders;
import io.penstock.journal.AppendResult;
import io.penstock.journal.BlockAllocator;
import io.penstock.journal.DiskRoom;
import io.penstock.journal.FreeTail;
import io.penstock.journal.JournalFile;
import io.penstock.journal.JournalOptions;
import io.penstock.journal.JournalRetention;
import io.penstock.journal.JournalWriter;
import io.penstock.journal.record.Losses;
import io.penstock.reader.ReaderFile;
import io.penstock.shard.HashKind;
import io.penstock.shard.KeyRule;
import io.penstock.shard.Layout;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * A journal under retention: ten datagrams a file, each file {@value #FILE_BYTES} bytes by the
 * test's own reckoning, on clocks and a disk that the test owns.
 */
final class Kept implements AutoCloseable {
  static final int PER_FILE = 10;
  static final long FILE_BYTES = 100;
  static final long FOREVER = Long.MAX_VALUE;

  /** Everything is audited, unless a test takes that back. */
  final AuditDesk desk = new AuditDesk();

  private static final long LOOK_NS =
      TimeUnit.SECONDS.toNanos(1); // then one is due, however calm it is

  final DataDirectory data;
  final CounterFile counters;
  final Map<String, Long> sizes = new HashMap<>();
  long nanoTime = 1;
  long receiveTimeNs = 1_800_000_000_000_000_000L;
  long freeBytes = FOREVER;
  long softBytes;
  long hardBytes;
  long maxBytes = FOREVER;
  long maxAgeNs = FOREVER;
  long keepReadNs = FOREVER;
  WhenFull whenFull = WhenFull.DROP_OLDEST;
  boolean diskFails;
  List<String> configured = List.of("shard-0", "shard-1");

  private final JournalOptions options;
  private final UnsafeBuffer datagram = new UnsafeBuffer("kept:1|c".getBytes());
  private final JournalRetention journal;
  private BlockAllocator allocator;
  private JournalWriter writer;
  private RetainAgent agent;
  private AuditAgent auditAgent;

  Kept(Path folder) throws IOException {
    data = new DataDirectory(folder.resolve("data"));
    new DataFolders(data).create();
    counters = CounterFile.openWritable(data.ingestCounters(), FileKind.INGEST);
    options = new JournalOptions(data.journal(), 4 << 20, 1 << 20, hours(1), 1 << 20, 200);
    open(2);
    journal = JournalRetention.open(options);
    desk.audited(Long.MAX_VALUE);
  }

  static long hours(int hours) {
    return TimeUnit.HOURS.toNanos(hours);
  }

  private void open(int shards) {
    allocator = BlockAllocator.of(options, FreeTail.KEEP);
    writer =
        JournalWriter.open(options, layout(shards), 0, allocator, () -> 1_000_000, () -> nanoTime);
  }

  private static Layout layout(int shards) {
    List<String> destinations = new ArrayList<>();
    for (int shard = 0; shard < shards; shard++) {
      destinations.add("udp://127.0.0.1:" + (9000 + shard));
    }
    return new Layout(HashKind.DJB2, KeyRule.NAME_TAGS, destinations);
  }

  /** The files that follow have another layout. */
  Kept layoutOf(int shards) {
    allocate();
    writer.setLayout(layout(shards));
    return this;
  }

  /** Fills files, the newest of them included: ten datagrams each, an hour apart. */
  Kept files(int count) {
    for (int i = 0; i < count; i++) {
      for (int k = 0; k < PER_FILE; k++) {
        assertEquals(AppendResult.APPENDED, append());
      }
      nanoTime += hours(1); // the next append begins a file
      receiveTimeNs += hours(1);
    }
    return this;
  }

  AppendResult append() {
    allocate();
    writer.begin(receiveTimeNs);
    writer.add(datagram, 0, datagram.capacity());
    AppendResult result = writer.append();
    counters.set(IngestCounter.NEXT_NUMBER, writer.nextNumber());
    counters.set(IngestCounter.APPENDED_BYTES, writer.payloadBytes());
    counters.set(IngestCounter.LAST_RECEIVE_TIME_NS, writer.lastReceiveTimeNs());
    return result;
  }

  private void allocate() {
    while (allocator.doWork() > 0) {
      // it does one step at a time
    }
  }

  /** A reader stands at a number. */
  Kept reader(String name, long position) throws IOException {
    return reader(name, position, ReaderState.STOPPED);
  }

  /** A reader has read all from the beginning up to a number. */
  Kept read(String name, long position) throws IOException {
    return reader(name, 0, position, ReaderState.STOPPED);
  }

  Kept reader(String name, long position, ReaderState state) throws IOException {
    return reader(name, position, position, state);
  }

  private Kept reader(String name, long start, long position, ReaderState state)
      throws IOException {
    try (ReaderFile file = ReaderFile.openWritable(data.readers(), name, start)) {
      file.commit(position, 0, position, 0, 0, 0, Losses.NONE, 0, 0, 0);
      file.counters().set(ReaderCounter.STATE, state.ordinal());
    }
    return this;
  }

  /** Lets the agent look once. */
  Kept look() {
    if (agent == null) {
      agent =
          new RetainAgent(
              data.readers(),
              counters,
              () -> nanoTime,
              () -> journal,
              new RetentionRules(
                  new RetentionSettings(
                      maxBytes,
                      maxAgeNs,
                      keepReadNs,
                      whenFull,
                      new FreeSpace(0, 0),
                      new FreeSpace(0, 0))),
              DiskRoom.of(() -> freeBytes, softBytes, hardBytes),
              allocator,
              new Inventory(this::sizeOf),
              new Holders(data.readers(), () -> configured),
              desk);
    }
    agent.doWork();
    nanoTime += LOOK_NS;
    return this;
  }

  /** The auditor has all the time that it wants. */
  Kept audit() {
    if (auditAgent == null) {
      auditAgent =
          new AuditAgent(
              desk, options, data.readers(), data.auditLedger(), () -> nanoTime, () -> 4711);
    }
    nanoTime += 2_000_000_000L;
    auditAgent.doWork();
    return this;
  }

  Kept stopAudit() {
    auditAgent.stop();
    return this;
  }

  /** As after a kill: another auditor finds what the last has written. */
  void restartAudit() {
    auditAgent.onClose();
    auditAgent = null;
  }

  Kept later(int minutes) {
    nanoTime += TimeUnit.MINUTES.toNanos(minutes);
    return this;
  }

  private long sizeOf(Path file) throws IOException {
    if (diskFails) {
      throw new IOException("Input/output error");
    }
    String name = file.getFileName().toString();
    return name.endsWith(".cq4") ? sizes.getOrDefault(name, FILE_BYTES) : 0;
  }

  /**
   * Puts something that cannot be read in the place of a file, counted from the oldest.
   *
   * @return puts it back
   */
  Runnable makeUnreadable(int file) throws IOException {
    String name = rollFileNames().get(file);
    Path path = data.journal().resolve(name);
    Path aside = path.resolveSibling("aside");
    Files.move(path, aside);
    Files.createDirectory(path);
    return () -> {
      try {
        Files.delete(path);
        Files.move(aside, path);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    };
  }

  private List<String> rollFileNames() {
    return Stream.of(data.journal().toFile().list())
        .filter(name -> name.endsWith(".cq4"))
        .sorted()
        .toList();
  }

  /** Lets what {@link #makeUnreadable} made resist its deletion. */
  void blockDeletion() throws IOException {
    for (Path file : Files.list(data.journal()).toList()) {
      if (Files.isDirectory(file)) {
        Files.createFile(file.resolve("something"));
      }
    }
  }

  /** First numbers of the files that are left. */
  List<Long> left() {
    return journal.files().stream().map(JournalFile::firstNumber).toList();
  }

  long count(IngestCounter counter) {
    return counters.get(counter);
  }

  @Override
  public void close() {
    if (auditAgent != null) {
      auditAgent.onClose();
    }
    writer.close();
    allocator.onClose();
    if (agent == null) {
      journal.close();
    } else {
      agent.onClose();
    }
    counters.close();
  }
}
