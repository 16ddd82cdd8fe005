package io.penstock.journal;

import io.penstock.crash.CrashPoint;
import io.penstock.journal.chronicle.MetadataFile;
import io.penstock.journal.chronicle.QueueAppender;
import io.penstock.journal.record.JournalException;
import io.penstock.journal.record.LayoutText;
import io.penstock.journal.record.RecordFormat;
import io.penstock.journal.record.RecordStaging;
import io.penstock.journal.rollfile.ChronicleFormat;
import io.penstock.journal.rollfile.RollFiles;
import io.penstock.shard.Layout;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
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
  private final long rollBytes;
  private final long rollAgeNs;
  private final BlockAllocator allocator;
  private final NanoClock nanoClock;
  private final QueueAppender appender;
  private final RecordStaging staging = new RecordStaging();
  private final RecordStaging layoutRecord = new RecordStaging();
  private final UUID journalId;
  private final Optional<Layout> layoutBefore;

  private Space space;
  private Layout layout;
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
      QueueAppender appender,
      Space space,
      JournalTail tail) {
    this.rollBytes = options.rollBytes();
    this.rollAgeNs = options.rollAgeNs();
    this.allocator = allocator;
    this.nanoClock = nanoClock;
    this.appender = appender;
    this.space = space;
    this.journalId = tail.text() == null ? UUID.randomUUID() : tail.text().journalId();
    this.layoutBefore = Optional.ofNullable(tail.text()).map(LayoutText::layout);
    this.fileBeganNs = nanoClock.nanoTime();
    this.nextNumber = tail.nextNumber();
    this.payloadBytes = tail.payloadBytes();
    this.receiveTimeNs = tail.receiveTimeNs();
  }

  /** Opens by the system's clocks. */
  public static JournalWriter open(
      JournalOptions options, Layout layout, long numberAtLeast, BlockAllocator allocator) {
    EpochClock epochClock = SystemEpochClock.INSTANCE;
    NanoClock nanoClock = SystemNanoClock.INSTANCE;
    return open(options, layout, numberAtLeast, allocator, epochClock, nanoClock);
  }

  /**
   * Opens the journal where its last writer left it, and makes it when there is none.
   *
   * <p>Goes on in the newest file when that one was neither closed nor torn and the layout is the
   * same; otherwise begins a new one. A full disk is no reason to fail: until there is room for the
   * file, whatever is appended is refused.
   *
   * @param layout the layout from now on
   * @param numberAtLeast what the caller knows to have been given out; a larger number than the
   *     journal's makes a gap that readers see
   * @param allocator made for this writer; its agent may start before or after
   * @param epochClock names and dates the first record ever, and nothing else
   * @param nanoClock tells the age of a file, counted from when this process began to write it
   * @throws JournalException when it cannot be opened, or a newer Penstock wrote it; on a full disk
   *     only where there is no journal yet and no room for its table of 128 KiB
   */
  public static JournalWriter open(
      JournalOptions options,
      Layout layout,
      long numberAtLeast,
      BlockAllocator allocator,
      EpochClock epochClock,
      NanoClock nanoClock) {
    MetadataFile.prepare(options.directory());
    RollFiles files = new RollFiles(options.directory());
    JournalTail tail = JournalTail.find(files);
    if (tail.canResumeWith(layout)) {
      Space newest = FirstSpace.resume(options, files, tail);
      try {
        QueueAppender appender = openAppender(options, newest, tail);
        return new JournalWriter(options, allocator, nanoClock, appender, newest, tail)
            .start(layout, tail.records(), numberAtLeast, epochClock);
      } catch (JournalException unreadable) {
        newest.close(); // its header is damaged: it stays as it is
      }
    }
    Space space = FirstSpace.begin(options, files, tail, epochClock);
    try {
      QueueAppender appender = openAppender(options, space, tail);
      return new JournalWriter(options, allocator, nanoClock, appender, space, tail)
          .start(layout, 0, numberAtLeast, epochClock);
    } catch (RuntimeException e) {
      space.close();
      throw e;
    }
  }

  private static QueueAppender openAppender(JournalOptions options, Space space, JournalTail tail) {
    return switch (space) {
      case RollSpace file ->
          QueueAppender.open(options.queue(), file.cycle(), tail.cycle(), file.writtenBytes());
      case NoRoomYet none -> QueueAppender.open(options.queue(), none.nextCycle(), tail.cycle(), 0);
    };
  }

  private JournalWriter start(
      Layout first, long records, long numberAtLeast, EpochClock epochClock) {
    layout = first;
    recordsInFile = records;
    nextNumber = Math.max(nextNumber, numberAtLeast);
    if (receiveTimeNs == 0) {
      receiveTimeNs = TimeUnit.MILLISECONDS.toNanos(epochClock.time());
    }
    try {
      if (space instanceof RollSpace file && records == 0) {
        writeLayout(file);
      }
      allocator.start(space);
      return this;
    } catch (RuntimeException e) {
      appender.close();
      throw e;
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
    if (allocator.isRefusingNewest()) {
      staging.clear();
      return AppendResult.JOURNAL_FULL;
    }
    AppendResult result = isRollDue() ? roll(layout) : AppendResult.APPENDED;
    if (result == AppendResult.APPENDED) {
      result = appendStaged();
    }
    staging.clear();
    return result;
  }

  /** A file keeps at least one record of datagrams, so each roll moves on. */
  private boolean isRollDue() {
    return space instanceof NoRoomYet || (recordsInFile > 1 && isFileFullOrOld());
  }

  private boolean isFileFullOrOld() {
    return appender.position() + ChronicleFormat.HEADER_BYTES + staging.length() > rollBytes
        || recordsInFile >= ChronicleFormat.RECORDS_PER_FILE_MAX
        || nanoClock.nanoTime() - fileBeganNs >= rollAgeNs;
  }

  private AppendResult appendStaged() {
    long needed = appender.position() + staging.length() + ChronicleFormat.SLACK_BYTES;
    if (!(space instanceof RollSpace file) || needed > file.allocatedBytes()) {
      return refusal();
    }
    staging.seal(RecordFormat.KIND_DATAGRAMS, nextNumber, payloadBytes, receiveTimeNs);
    write(staging, file);
    nextNumber += staging.count();
    payloadBytes += staging.payloadBytes();
    return AppendResult.APPENDED;
  }

  private void write(RecordStaging record, RollSpace file) {
    appender.append(record);
    recordsInFile++;
    file.written(appender.position());
  }

  private AppendResult refusal() {
    return allocator.isDiskFull() ? AppendResult.DISK_FULL : AppendResult.DISK_SLOW;
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
    Space last = space;
    space = next;
    layout = newLayout;
    appender.moveTo(next.cycle());
    long end = appender.position() + ChronicleFormat.SLACK_BYTES;
    writeLayout(next);
    CrashPoint.DURING_ROLL.pass();
    if (last instanceof RollSpace file) {
      file.closeAt(end);
      rolls++;
    }
    allocator.rolled(next);
    fileBeganNs = nanoClock.nanoTime();
    return AppendResult.APPENDED;
  }

  /** Writes the first record of a file; Chronicle closes the last file and makes this one. */
  private void writeLayout(RollSpace file) {
    layoutRecord.text(new LayoutText(journalId, layout).utf8());
    layoutRecord.seal(RecordFormat.KIND_LAYOUT, nextNumber, payloadBytes, receiveTimeNs);
    recordsInFile = 0;
    CrashPoint.BEFORE_LAYOUT_RECORD.pass();
    write(layoutRecord, file);
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

  /** The layout that was in force when this writer was opened; empty when there was none. */
  public Optional<Layout> layoutBefore() {
    return layoutBefore;
  }

  /** The layout in force. */
  public Layout layout() {
    return layout;
  }

  /** Ends the writing; what was appended stays where it is. Close the allocator's agent after. */
  @Override
  public void close() {
    if (space instanceof RollSpace file) {
      file.closeAt(appender.position() + ChronicleFormat.SLACK_BYTES);
    }
    allocator.stop();
    appender.close();
    staging.close();
    layoutRecord.close();
  }
}
