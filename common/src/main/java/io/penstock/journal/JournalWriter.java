package io.penstock.journal;

import io.penstock.shard.Layout;
import java.io.IOException;
import java.nio.file.Path;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import net.openhft.chronicle.bytes.Bytes;
import net.openhft.chronicle.queue.ExcerptAppender;
import net.openhft.chronicle.queue.impl.ExcerptContext;
import net.openhft.chronicle.queue.impl.single.SingleChronicleQueue;
import net.openhft.chronicle.wire.DocumentContext;
import org.agrona.concurrent.EpochClock;
import org.agrona.concurrent.NanoClock;
import org.agrona.concurrent.SystemEpochClock;
import org.agrona.concurrent.SystemNanoClock;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Appends datagrams to the journal: stage some, then append them as one record.
 *
 * <p>What {@link #append} answered with {@link AppendResult#APPENDED} survives a kill of the
 * process at once. It never waits for the disk: without allocated blocks it refuses, and writes
 * nothing.
 *
 * <p>Threads: opened and used on one thread. The caller holds the lock that makes its process the
 * only writer. Allocates nothing per append, but at a roll and where Chronicle maps the next block.
 */
public final class JournalWriter implements AutoCloseable {
  /** Far below what a Chronicle index page can count: 67 million. */
  private static final long RECORDS_PER_FILE_MAX = 32L << 20;

  private final JournalOptions options;
  private final BlockAllocator allocator;
  private final NanoClock nanoClock;
  private final LogicalClock clock;
  private final SingleChronicleQueue queue;
  private final ExcerptAppender appender;
  private final RecordStaging staging = new RecordStaging();
  private final UnsafeBuffer target = new UnsafeBuffer(0, 0);
  private final UUID journalId;

  private RollSpace space;
  private Layout layout;
  private long position;
  private long recordsInFile;
  private long fileBeganNs;
  private long nextNumber;
  private long payloadBytes;
  private long receiveTimeNs;
  private long rolls;

  private JournalWriter(
      JournalOptions options,
      BlockAllocator allocator,
      NanoClock nanoClock,
      LogicalClock clock,
      SingleChronicleQueue queue,
      RollSpace space,
      JournalTail tail,
      long nextNumber) {
    this.options = options;
    this.allocator = allocator;
    this.nanoClock = nanoClock;
    this.clock = clock;
    this.queue = queue;
    this.appender = queue.createAppender();
    this.journalId = tail.text() == null ? UUID.randomUUID() : tail.text().journalId();
    this.space = space;
    this.position = space.writtenBytes();
    this.fileBeganNs = nanoClock.nanoTime();
    this.nextNumber = nextNumber;
    this.payloadBytes = tail.payloadBytes();
    this.receiveTimeNs = tail.receiveTimeNs();
  }

  /**
   * {@link #open(JournalOptions, Layout, long, BlockAllocator, EpochClock, NanoClock)} by the
   * system's clocks.
   */
  public static JournalWriter open(
      JournalOptions options, Layout layout, long numberAtLeast, BlockAllocator allocator) {
    return open(
        options,
        layout,
        numberAtLeast,
        allocator,
        SystemEpochClock.INSTANCE,
        SystemNanoClock.INSTANCE);
  }

  /**
   * Opens the journal where its last writer left it, and makes it when there is none.
   *
   * <p>Goes on in the newest file when that one was neither closed nor torn and the layout is the
   * same; otherwise begins a new one. A full disk is no reason to fail when a file can be
   * continued.
   *
   * @param layout the layout from now on
   * @param numberAtLeast what the caller knows to have been given out; a larger number than the
   *     journal's makes a gap that readers see
   * @param allocator made for this writer; its agent may start before or after
   * @param epochClock names the first file ever, and nothing else
   * @param nanoClock tells the age of a file
   * @throws JournalException when it cannot be opened, or a newer Penstock wrote it
   */
  public static JournalWriter open(
      JournalOptions options,
      Layout layout,
      long numberAtLeast,
      BlockAllocator allocator,
      EpochClock epochClock,
      NanoClock nanoClock) {
    MetadataFile.prepare(options);
    RollFiles files = new RollFiles(options.directory());
    JournalTail tail = JournalTail.find(files);
    boolean resumed = tail.canResumeWith(layout);
    int newFile = tail.cycle() < 0 ? RollFiles.cycleAt(epochClock.time()) : tail.cycle() + 1;
    RollSpace space =
        resumed
            ? resume(files, tail)
            : RollSpace.prepare(files, newFile, BlockAllocator.STEP_BYTES);
    LogicalClock clock = new LogicalClock(space.cycle());
    SingleChronicleQueue queue = ChronicleQueues.openWritable(options, clock);
    try {
      // Every file before the newest has its end marker; Chronicle need not look at them all.
      queue.tableStorePut("normalisedEOFsTo", tail.cycle() - 1L);
      JournalWriter writer =
          new JournalWriter(
              options,
              allocator,
              nanoClock,
              clock,
              queue,
              space,
              tail,
              Math.max(tail.nextNumber(), numberAtLeast));
      writer.continueWith(layout, resumed ? tail.records() : 0, epochClock);
      allocator.start(space);
      return writer;
    } catch (RuntimeException e) {
      queue.close();
      space.close();
      throw e instanceof JournalException ? e : broken(options, e);
    }
  }

  /** Allocates the first step here, so that the first append need not wait for the agent. */
  private static RollSpace resume(RollFiles files, JournalTail tail) {
    Path file = files.file(tail.cycle());
    RollSpace space = RollSpace.resume(file, tail.cycle(), tail.endBytes());
    try {
      long step = tail.endBytes() + BlockAllocator.STEP_BYTES;
      space.allocateTo(Math.max(step, tail.contentBytes()));
    } catch (IOException e) {
      // The agent asks again; until then appends are refused, and that is what they are for.
      if (tail.records() == 0 || !BlockAllocator.isNoSpace(e)) {
        space.close();
        throw new JournalException("no blocks for the next records in " + file, e);
      }
    }
    return space;
  }

  private void continueWith(Layout first, long records, EpochClock epochClock) {
    layout = first;
    recordsInFile = records;
    if (receiveTimeNs == 0) {
      receiveTimeNs = TimeUnit.MILLISECONDS.toNanos(epochClock.time());
    }
    if (records == 0) {
      writeLayout();
    }
  }

  /**
   * Starts a record.
   *
   * @param timeNs when its datagrams were received, epoch ns; an earlier time than the last
   *     record's counts as that one's
   */
  public void begin(long timeNs) {
    staging.clear();
    receiveTimeNs = Math.max(receiveTimeNs, timeNs);
  }

  /**
   * Stages one datagram of 0 to 65,535 bytes.
   *
   * @return false when the record is full: append it and begin the next
   */
  public boolean add(UnsafeBuffer source, int offset, int length) {
    return staging.add(source, offset, length);
  }

  /**
   * Stages a coalesced run: datagrams of one size, back to back, of which the last may be shorter.
   *
   * @return false when the record has no room for all of it; nothing of it is staged then
   */
  public boolean addSegments(UnsafeBuffer source, int offset, int length, int segmentBytes) {
    return staging.addSegments(source, offset, length, segmentBytes);
  }

  /** How many datagrams are staged. */
  public int staged() {
    return staging.count();
  }

  /**
   * Appends what is staged as one record; nothing staged is nothing done.
   *
   * <p>When it refuses, nothing was written and the staged datagrams are forgotten: the caller
   * counts them.
   *
   * @throws JournalException when the journal cannot be written; the process should end
   */
  public AppendResult append() {
    if (staging.count() == 0) {
      return AppendResult.APPENDED;
    }
    AppendResult result = isRollDue() ? roll(layout) : AppendResult.APPENDED;
    if (result == AppendResult.APPENDED) {
      result = appendStaged();
    }
    staging.clear();
    return result;
  }

  private boolean isRollDue() {
    return recordsInFile > 1
        && (position + RollFileScan.HEADER_BYTES + staging.length() > options.rollBytes()
            || nanoClock.nanoTime() - fileBeganNs >= options.rollAgeNs()
            || recordsInFile >= RECORDS_PER_FILE_MAX);
  }

  private AppendResult appendStaged() {
    if (position + staging.length() + BlockAllocator.SLACK_BYTES > space.allocatedBytes()) {
      return refusal();
    }
    staging.seal(RecordFormat.KIND_DATAGRAMS, nextNumber, payloadBytes, receiveTimeNs);
    copyToJournal(staging);
    nextNumber += staging.count();
    payloadBytes += staging.payloadBytes();
    return AppendResult.APPENDED;
  }

  private AppendResult refusal() {
    return allocator.isDiskFull() ? AppendResult.DISK_FULL : AppendResult.DISK_SLOW;
  }

  /** The only place where the journal's bytes change. */
  private void copyToJournal(RecordStaging record) {
    try {
      DocumentContext document = appender.acquireWritingDocument(false);
      boolean whole = false;
      try {
        Bytes<?> bytes = document.wire().bytes();
        target.wrap(bytes.addressForWrite(bytes.writePosition()), record.length());
        record.copyTo(target);
        bytes.writeSkip(record.length());
        whole = true;
      } finally {
        if (!whole) {
          document.rollbackOnClose();
        }
        document.close();
      }
    } catch (RuntimeException | InternalError e) {
      throw broken(options, e);
    }
    position = ((ExcerptContext) appender).wire().bytes().writePosition();
    recordsInFile++;
    space.written(position);
  }

  private static JournalException broken(JournalOptions options, Throwable e) {
    return new JournalException("the journal in " + options.directory() + " cannot be written", e);
  }

  /**
   * Makes a layout the one in force, when it is another than the last: a new file begins with it.
   *
   * @return false when the next file is not ready yet; try again at the next turn
   */
  public boolean setLayout(Layout newLayout) {
    return newLayout.equals(layout) || roll(newLayout) == AppendResult.APPENDED;
  }

  /** Closes the file and begins the next one, which is ready, with its layout record. */
  private AppendResult roll(Layout newLayout) {
    RollSpace next = allocator.readyNext();
    if (next == null) {
      return refusal();
    }
    RollSpace closed = space;
    long end = position + BlockAllocator.SLACK_BYTES;
    space = next;
    layout = newLayout;
    clock.moveTo(next.cycle());
    writeLayout();
    closed.closeAt(end);
    allocator.rolled(next);
    fileBeganNs = nanoClock.nanoTime();
    rolls++;
    return AppendResult.APPENDED;
  }

  /** The first record of a file; Chronicle makes the file while it is written. */
  private void writeLayout() {
    RecordStaging record = new RecordStaging();
    record.text(new LayoutText(journalId, layout).utf8());
    record.seal(RecordFormat.KIND_LAYOUT, nextNumber, payloadBytes, receiveTimeNs);
    recordsInFile = 0;
    copyToJournal(record);
  }

  /** Number that the next appended datagram gets. */
  public long nextNumber() {
    return nextNumber;
  }

  /** Payload bytes appended since the journal's first datagram. */
  public long payloadBytes() {
    return payloadBytes;
  }

  /** Receive time of the newest record, epoch ns. */
  public long lastReceiveTimeNs() {
    return receiveTimeNs;
  }

  /** Files begun since this writer was opened, the first not counted. */
  public long rolls() {
    return rolls;
  }

  /** The layout in force. */
  public Layout layout() {
    return layout;
  }

  /** Ends the writing; what was appended stays where it is. */
  @Override
  public void close() {
    space.closeAt(position + BlockAllocator.SLACK_BYTES);
    allocator.stop();
    appender.close();
    queue.close();
  }
}
