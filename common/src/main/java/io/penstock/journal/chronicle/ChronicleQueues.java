package io.penstock.journal.chronicle;

import io.penstock.journal.record.JournalException;
import java.io.IOException;
import java.nio.file.Path;
import net.openhft.chronicle.bytes.MappedBytes;
import net.openhft.chronicle.core.time.TimeProvider;
import net.openhft.chronicle.core.values.LongValue;
import net.openhft.chronicle.queue.RollCycle;
import net.openhft.chronicle.queue.impl.TableStore;
import net.openhft.chronicle.queue.impl.single.SingleChronicleQueue;
import net.openhft.chronicle.queue.impl.single.SingleChronicleQueueBuilder;
import net.openhft.chronicle.queue.impl.table.AbstractTSQueueLock;
import net.openhft.chronicle.queue.impl.table.Metadata;
import net.openhft.chronicle.queue.impl.table.SingleTableBuilder;
import net.openhft.chronicle.queue.rollcycles.LegacyRollCycles;

/** Opens Chronicle's queues, every option given: the one place where the library is set up. */
final class ChronicleQueues {
  /**
   * A reader follows the files by itself, so its queue is given a clock that stands still: nothing
   * it does depends on the time, neither the machine's nor the writer's.
   */
  private static final TimeProvider STOPPED = () -> 0L;

  /**
   * One of the library, so that its own tools read the journal. Of those, one with an index entry
   * every 16 records: what lies behind a damaged header is found again after 16 at most. {@link
   * ChronicleFormat} has its figures.
   */
  static final RollCycle ROLL_CYCLE = LegacyRollCycles.MINUTELY;

  /** Name of the lock in the table; it holds the process id of its holder. */
  private static final String WRITE_LOCK = "chronicle.write.lock";

  static {
    System.setProperty("chronicle.analytics.disable", "true");
    System.setProperty("chronicle.announcer.disable", "true");
    System.setProperty("chronicle.disk.monitor.disable", "true");
    // Else a table that is opened before the first queue does not know its own types.
    SingleChronicleQueueBuilder.addAliases();
  }

  private ChronicleQueues() {}

  static SingleChronicleQueue openWritable(QueueOptions options, LogicalClock clock) {
    SingleChronicleQueue queue = builder(options).timeProvider(clock).readOnly(false).build();
    if (queue.metaStore().readOnly()) {
      queue.close();
      throw new JournalException(
          options.directory()
              + " can only be read: no permission to write, or the JVM's flags are missing");
    }
    return queue;
  }

  static SingleChronicleQueue openReadOnly(QueueOptions options) {
    SingleChronicleQueue queue;
    try {
      queue = builder(options).timeProvider(STOPPED).readOnly(true).build();
    } catch (RuntimeException e) {
      throw new JournalException(options.directory() + " cannot be read", e);
    }
    if (queue.metaStore().readOnly()) {
      queue.close();
      throw new JournalException(MetadataFile.in(options.directory()) + " cannot be read");
    }
    return queue;
  }

  /** Maps a file block by block as the queue would, whatever its header says. */
  static MappedBytes mapReadOnly(Path file, SingleChronicleQueue queue) {
    try {
      MappedBytes bytes =
          MappedBytes.mappedBytes(file.toFile(), queue.blockSize(), queue.overlapSize(), true);
      bytes.singleThreadedCheckDisabled(true);
      return bytes;
    } catch (IOException e) {
      throw new JournalException(file + " cannot be read", e);
    }
  }

  private static SingleChronicleQueueBuilder builder(QueueOptions options) {
    return SingleChronicleQueueBuilder.binary(options.directory().toFile())
        .rollCycle(ROLL_CYCLE)
        .blockSize(options.blockBytes())
        .timeoutMS(options.timeoutMs())
        .checkInterrupts(false);
  }

  /** Opens the table of named values that all processes share, to write it. */
  static TableStore<?> openTable(Path metadataFile) {
    try {
      return SingleTableBuilder.binary(metadataFile.toFile(), Metadata.NoMeta.INSTANCE).build();
    } catch (RuntimeException e) {
      throw new JournalException(metadataFile + " cannot be written", e);
    }
  }

  /** Opens the same table to look at it. */
  static TableStore<?> openTableReadOnly(Path metadataFile) {
    try {
      return SingleTableBuilder.binary(metadataFile.toFile(), Metadata.NoMeta.INSTANCE)
          .readOnly(true)
          .build();
    } catch (RuntimeException e) {
      throw new JournalException(metadataFile + " cannot be read", e);
    }
  }

  /**
   * Releases the lock that a killed writer holds, even when its process id now belongs to another
   * process.
   *
   * <p>The caller holds the lock that makes it the only writer.
   */
  static void releaseWriteLock(Path metadataFile) {
    try (TableStore<?> table = openTable(metadataFile);
        LongValue lock = table.acquireValueFor(WRITE_LOCK, AbstractTSQueueLock.UNLOCKED)) {
      lock.setVolatileValue(AbstractTSQueueLock.UNLOCKED);
    }
  }
}
