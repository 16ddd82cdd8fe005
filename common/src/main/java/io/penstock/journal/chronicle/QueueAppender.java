package io.penstock.journal.chronicle;

import io.penstock.journal.record.JournalException;
import io.penstock.journal.record.RecordStaging;
import io.penstock.journal.rollfile.ChronicleFormat;
import net.openhft.chronicle.bytes.PointerBytesStore;
import net.openhft.chronicle.core.values.LongValue;
import net.openhft.chronicle.queue.ExcerptAppender;
import net.openhft.chronicle.queue.impl.ExcerptContext;
import net.openhft.chronicle.queue.impl.single.SingleChronicleQueue;

/**
 * Chronicle's appender, on a clock of our own: the only place where the journal's bytes change.
 *
 * <p>A record is copied in one piece while its header is still zero and becomes visible when the
 * header is set, so a kill leaves all of it or nothing. After the first failure nothing more is
 * appended. Opened and used on one thread.
 */
public final class QueueAppender implements AutoCloseable {
  private final QueueOptions options;
  private final LogicalClock clock;
  private final SingleChronicleQueue queue;
  private final ExcerptAppender appender;

  /** The record at hand, as Chronicle takes it: one copy from memory to memory. */
  private final PointerBytesStore sealed = new PointerBytesStore();

  private long position;
  private JournalException failure;

  /** Until the first append: Chronicle would open the newest file to close it. */
  private boolean hidesOlderFiles;

  private QueueAppender(
      QueueOptions options, LogicalClock clock, SingleChronicleQueue queue, long position) {
    this.options = options;
    this.clock = clock;
    this.queue = queue;
    this.appender = queue.createAppender();
    this.position = position;
  }

  /**
   * Opens the queue to append to a file that is there, or to one that the first record makes.
   *
   * @param cycle of that file
   * @param newestCycle of the files that are there; negative without any
   * @param position where its next header is written
   */
  public static QueueAppender open(
      QueueOptions options, int cycle, int newestCycle, long position) {
    if (cycle > newestCycle && newestCycle >= 0) {
      try {
        return openBehind(options, cycle, newestCycle, position, false);
      } catch (JournalException damagedHeader) {
        return openBehind(options, cycle, cycle, position, true);
      }
    }
    return openBehind(options, cycle, newestCycle, position, false);
  }

  /**
   * Opens the queue as if no file were older than a cycle.
   *
   * @param isNewestDamaged whether Chronicle is not to look at the newest file either
   */
  private static QueueAppender openBehind(
      QueueOptions options, int cycle, int oldestCycle, long position, boolean isNewestDamaged) {
    LogicalClock clock = new LogicalClock(cycle);
    SingleChronicleQueue queue = ChronicleQueues.openWritable(options, clock);
    try {
      if (oldestCycle >= 0) {
        hideOlderFiles(queue, oldestCycle);
      }
      QueueAppender appender = new QueueAppender(options, clock, queue, position);
      appender.hidesOlderFiles = isNewestDamaged;
      appender.showFiles();
      return appender;
    } catch (RuntimeException e) {
      queue.close();
      throw broken(options, e);
    }
  }

  /**
   * An appender that is made looks into older files, one by one, until it finds one that is closed.
   * All of them are; but there may be many, and damaged ones would stop it.
   */
  private static void hideOlderFiles(SingleChronicleQueue queue, int newestCycle) {
    try (LongValue oldest = queue.metaStore().acquireValueFor("listing.lowestCycle")) {
      oldest.setVolatileValue(newestCycle);
    }
  }

  /** Chronicle's own tools go by its list of the files. */
  private void showFiles() {
    if (!hidesOlderFiles) {
      queue.refreshDirectoryListing();
    }
  }

  /** From here on the records go to the file of a later cycle; the first of them makes it. */
  public void moveTo(int cycle) {
    clock.moveTo(cycle);
  }

  /** Appends a sealed record. All that this touches is allocated: the caller has seen to that. */
  public void append(RecordStaging record) {
    if (failure != null) {
      throw failure;
    }
    try {
      sealed.set(record.address(), record.length());
      appender.writeBytes(sealed);
      long end = ((ExcerptContext) appender).wire().bytes().writePosition();
      position = ChronicleFormat.align(end);
      if (hidesOlderFiles) {
        hidesOlderFiles = false;
        showFiles();
      }
    } catch (RuntimeException | InternalError | AssertionError e) {
      failure = broken(options, e);
      throw failure;
    }
  }

  private static JournalException broken(QueueOptions options, Throwable e) {
    return new JournalException("the journal in " + options.directory() + " cannot be written", e);
  }

  /**
   * The end of the last record; the next is written here, or behind an index page that begins here.
   */
  public long position() {
    return position;
  }

  @Override
  public void close() {
    appender.close();
    queue.close();
    sealed.releaseLast();
  }
}
