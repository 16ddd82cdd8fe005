package io.penstock.reader;

import io.penstock.counters.CounterFile;
import io.penstock.counters.FileKind;
import io.penstock.crash.CrashPoint;
import io.penstock.journal.record.JournalException;
import io.penstock.journal.record.Losses;
import io.penstock.os.HostFiles;
import java.io.IOException;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.agrona.BufferUtil;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * A reader's own file: its committed position, and its counters.
 *
 * <p>The position is the truth about the reader; what Chronicle keeps under the same name only
 * repeats it. A kill anywhere leaves the old position or the new one, whole. A power cut may bring
 * back one of some seconds ago: what was sent since then is sent again.
 *
 * <p>Threads: one writes, of the process that holds the shard's lock; anybody reads.
 */
public final class ReaderFile implements AutoCloseable {
  /** Between the name of a reader that was forgotten and the date in the name of its file. */
  public static final String FORGOTTEN_INFIX = ".forgotten-";

  private static final int REGION_BYTES = CounterFile.COUNTERS_OFFSET - CounterFile.OWNER_OFFSET;

  /** The last word of the region: written by tools, read by the worker. */
  private static final int PAUSED_UNTIL_OFFSET = REGION_BYTES - Long.BYTES;

  /** The word before it: written by tools, obeyed by the worker. */
  private static final int LET_GO_UNTIL_OFFSET = PAUSED_UNTIL_OFFSET - Long.BYTES;

  /** The word before that: written once, when the file is made. */
  private static final int BEGUN_OFFSET = LET_GO_UNTIL_OFFSET - Long.BYTES;

  /** How long a worker lets a reader go for a tool, at most. */
  public static final long LET_GO_MS = 5_000;

  private final CounterFile counters;
  private final UnsafeBuffer region;
  private final PositionSlots slots;
  private long sequence;
  private long startNumber;
  private long contentFromNumber;

  private ReaderFile(CounterFile counters) {
    this.counters = counters;
    this.region = counters.ownerRegion();
    this.slots = new PositionSlots(region);
  }

  /**
   * Opens a reader's file to write it, and makes it when there is none.
   *
   * @param directory of all readers' files
   * @param startNumber where the reader begins; only when it is new
   */
  public static ReaderFile openWritable(Path directory, String name, long startNumber)
      throws IOException {
    begin(directory, name, startNumber);
    return openBegun(directory.resolve(name), startNumber);
  }

  /**
   * Makes a reader's file that begins at a number, unless there is one; of two who try at the same
   * time one makes it. Who writes it afterwards needs the reader's lock, who begins it does not.
   *
   * @throws IOException when it cannot be made
   */
  public static void begin(Path directory, String name, long startNumber) throws IOException {
    Path file = directory.resolve(name);
    if (Files.exists(file)) {
      return;
    }
    Files.createDirectories(directory);
    // In containers that share the folder every process may have the same id.
    String mark = Long.toHexString(ThreadLocalRandom.current().nextLong());
    Path draft = directory.resolve(name + ".draft-" + mark);
    try {
      openBegun(draft, startNumber).close();
      HostFiles.link(draft, file);
    } catch (FileAlreadyExistsException e) {
      return; // another was faster
    } finally {
      Files.deleteIfExists(draft);
    }
  }

  private static ReaderFile openBegun(Path path, long startNumber) throws IOException {
    ReaderFile file = new ReaderFile(CounterFile.openWritable(path, FileKind.READER));
    Position last = file.slots.read();
    file.sequence = last == null ? 0 : last.sequence();
    file.startNumber = last == null ? startNumber : last.startNumber();
    file.contentFromNumber = last == null ? startNumber : last.contentFromNumber();
    if (last == null) {
      file.region.putLong(BEGUN_OFFSET, epochNs(Instant.now()));
      file.commit(startNumber, 0, 0, 0, 0, 0, Losses.NONE, 0, 0, 0);
    } else {
      file.slots.putContent(file.sequence, last.contentSum(), file.contentFromNumber);
    }
    return file;
  }

  /**
   * The files of all readers, shard-9 before shard-10.
   *
   * <p>A reader's name has no dot: what has one is a draft, or was put aside by a tool.
   */
  public static List<Path> list(Path directory) throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files
          .filter(file -> file.getFileName().toString().indexOf('.') < 0)
          .sorted(
              Comparator.comparingInt((Path file) -> file.toString().length())
                  .thenComparing(Path::compareTo))
          .toList();
    }
  }

  /**
   * Up to which number a reader had come that was forgotten since; 0 when there was none. What it
   * had done is not done again by a new one of the same name.
   */
  public static long forgottenUpTo(Path directory, String name) throws IOException {
    long number = 0;
    try (DirectoryStream<Path> files =
        Files.newDirectoryStream(directory, name + FORGOTTEN_INFIX + "*")) {
      for (Path file : files) {
        try (ReaderFile reader = openReadOnly(file)) {
          number = Math.max(number, reader.position().number());
        } catch (JournalException | IOException unreadable) {
          continue; // it says nothing: rather is something sent again
        }
      }
    }
    return number;
  }

  /** Opens a reader's file to look at it. */
  public static ReaderFile openReadOnly(Path file) throws IOException {
    return new ReaderFile(CounterFile.openReadOnly(file, FileKind.READER));
  }

  /** The counters in the same file. */
  public CounterFile counters() {
    return counters;
  }

  /** Whether it holds a whole position: not when both places for one are damaged. */
  public boolean hasPosition() {
    return snapshot() != null;
  }

  /**
   * The position that was committed last; a snapshot.
   *
   * @throws JournalException when neither slot is whole
   */
  public Position position() {
    Position position = snapshot();
    if (position == null) {
      throw new JournalException("a reader's file holds no whole position");
    }
    return position;
  }

  private Position snapshot() {
    for (int attempt = 0; attempt < 100; attempt++) {
      Position position = slots.read();
      if (position != null) {
        return position;
      }
      Thread.onSpinWait();
    }
    return null;
  }

  /**
   * Stores a position: some tens of nanoseconds, no system call, nothing allocated.
   *
   * @param number of the next datagram needed
   * @param hint Chronicle index where that probably is
   * @param contentSum of all its lines before that, whatever became of them, since the sum began
   */
  public void commit(
      long number,
      long hint,
      long datagrams,
      long lines,
      long rejectedLines,
      long bytes,
      Losses lost,
      long expired,
      long filteredLines,
      long contentSum) {
    sequence++;
    int slot = slots.begin(sequence);
    slots.put(slot, 0, number);
    slots.put(slot, 1, hint);
    slots.put(slot, 2, startNumber);
    CrashPoint.DURING_COMMIT.pass();
    slots.put(slot, 3, datagrams);
    slots.put(slot, 4, lines);
    slots.put(slot, 5, rejectedLines);
    slots.put(slot, 6, bytes);
    slots.put(slot, 7, lost.total());
    slots.put(slot, 8, expired);
    slots.put(slot, 9, filteredLines);
    slots.put(slot, 10, lost.retention());
    slots.put(slot, 11, lost.corrupt());
    slots.putContent(sequence, contentSum, contentFromNumber);
    slots.end(slot, sequence);
  }

  private static long epochNs(Instant instant) {
    return TimeUnit.SECONDS.toNanos(instant.getEpochSecond()) + instant.getNano();
  }

  /**
   * When these counts were started, epoch ns: no others of the reader were started then. 0 in a
   * file of a version that did not note it.
   */
  public long begunEpochNs() {
    return region.getLongVolatile(BEGUN_OFFSET);
  }

  /** Until when the reader is to send nothing, epoch ms; 0 when it is not paused. */
  public long pausedUntilEpochMs() {
    return region.getLongVolatile(PAUSED_UNTIL_OFFSET);
  }

  /**
   * Pauses or resumes a reader: any process may, beside the one that reads. It obeys within a
   * second, and after a restart too.
   *
   * @param untilEpochMs {@link Long#MAX_VALUE} until it is resumed; 0 resumes it
   * @throws IOException when there is no such reader
   */
  public static void pause(Path file, long untilEpochMs) throws IOException {
    store(file, PAUSED_UNTIL_OFFSET, untilEpochMs);
  }

  /**
   * Whether a tool asks the worker to let this reader go, so that it can change its file. A time
   * further ahead than {@link #LET_GO_MS} is no request: a clock was set back since.
   */
  public boolean isAskedToLetGo(long nowEpochMs) {
    long leftMs = region.getLongVolatile(LET_GO_UNTIL_OFFSET) - nowEpochMs;
    return leftMs > 0 && leftMs <= LET_GO_MS;
  }

  /**
   * Asks the worker to let a reader go: it commits what it can, gives the lock back, and takes the
   * reader up again when the time is over or the file was changed.
   *
   * @param untilEpochMs at most {@link #LET_GO_MS} from now; 0 takes the request back
   * @throws IOException when there is no such reader
   */
  public static void askToLetGo(Path file, long untilEpochMs) throws IOException {
    store(file, LET_GO_UNTIL_OFFSET, untilEpochMs);
  }

  private static void store(Path file, int offset, long value) throws IOException {
    openReadOnly(file).close(); // it is what it should be
    try (FileChannel channel =
        FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      MappedByteBuffer page =
          channel.map(FileChannel.MapMode.READ_WRITE, 0, CounterFile.FILE_BYTES);
      UnsafeBuffer region = new UnsafeBuffer(page, CounterFile.OWNER_OFFSET, REGION_BYTES);
      region.putLongRelease(offset, value);
      page.force();
      BufferUtil.free(page);
    }
  }

  @Override
  public void close() {
    counters.close();
  }
}
