package io.penstock.journal.chronicle;

import io.penstock.journal.record.JournalException;
import io.penstock.journal.record.RecordBuffer;
import io.penstock.journal.rollfile.RollBytes;
import io.penstock.journal.rollfile.RollFile;
import io.penstock.journal.rollfile.RollFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import net.openhft.chronicle.bytes.Bytes;
import net.openhft.chronicle.bytes.MappedBytes;
import net.openhft.chronicle.queue.ExcerptTailer;
import net.openhft.chronicle.queue.impl.ExcerptContext;
import net.openhft.chronicle.queue.impl.single.SingleChronicleQueue;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Chronicle's mapping of a file, by a tailer of its that is told where to go.
 *
 * <p>Left alone, a tailer finds the next file by clocks, cached listings and pauses, and follows a
 * wrong header out of the file into a fault. So only its mapping is used, never beyond the file's
 * size.
 */
final class MappedRollBytes implements RollBytes {
  private static final int LOOKS_PER_LISTING = 16;

  private final SingleChronicleQueue queue;
  private final RollFiles files;
  private final UnsafeBuffer source = new UnsafeBuffer(0, 0);

  private ExcerptTailer tailer;
  private MappedBytes ownMapping;
  private Bytes<?> bytes;
  private Path file;
  private long fileBytes;
  private int looks;
  private int newest = -1;

  MappedRollBytes(SingleChronicleQueue queue, RollFiles files) {
    this.queue = queue;
    this.files = files;
  }

  /**
   * Chronicle's mapping, which all cursors share; our own for a file that Chronicle cannot open
   * because its header is damaged. The newest may merely not be ready.
   */
  @Override
  public boolean open(int cycle) {
    Path opened = files.file(cycle);
    if (!Files.exists(opened)) {
      return false;
    }
    // Chronicle would wait for a header that is not there.
    boolean isReady = RollFile.hasHeader(opened);
    if (!isReady && cycle >= newestCycle()) {
      return false;
    }
    close();
    if (isReady && openByChronicle(cycle)) {
      bytes = ((ExcerptContext) tailer).wire().bytes();
    } else {
      try {
        ownMapping = ChronicleQueues.mapReadOnly(opened, queue);
      } catch (JournalException e) {
        if (Files.exists(opened)) {
          throw e;
        }
        return false; // retention was faster
      }
      bytes = ownMapping;
    }
    file = opened;
    fileBytes = 0;
    return true;
  }

  /** A tailer opens the oldest file when it is made, and that one may be damaged too. */
  private boolean openByChronicle(int cycle) {
    try {
      if (tailer == null) {
        tailer = queue.createTailer();
        tailer.singleThreadedCheckDisabled(true);
      }
      return tailer.moveToCycle(cycle);
    } catch (RuntimeException | InternalError | AssertionError e) {
      if (queue.isClosed()) {
        throw new IllegalStateException("the journal's reader is closed", e);
      }
      return false;
    }
  }

  @Override
  public int intAt(long at) {
    return isInFile(at + Integer.BYTES) ? bytes.readVolatileInt(at) : 0;
  }

  @Override
  public int headerAt(long at) {
    return intAt(at);
  }

  /** In no file nothing is: one that vanished while it was opened. */
  private boolean isInFile(long end) {
    if (bytes == null) {
      return false;
    }
    if (end > fileBytes) {
      fileBytes = sizeOfFile();
    }
    return end <= fileBytes;
  }

  private long sizeOfFile() {
    try {
      return Files.size(file);
    } catch (NoSuchFileException e) {
      return fileBytes; // deleted while it is read: its blocks are kept, and their last known
      // number
    } catch (IOException e) {
      throw new JournalException(file + " cannot be read", e);
    }
  }

  @Override
  public boolean load(long at, int length, RecordBuffer record) {
    if (!isInFile(at + length)) {
      return false;
    }
    source.wrap(bytes.addressForRead(at), length);
    record.target().putBytes(0, source, 0, length);
    return record.accept(length);
  }

  /**
   * By Chronicle's table, at no cost; now and then by the disk, since a process may have taken the
   * table away.
   */
  @Override
  public int newestCycle() {
    newest = Math.max(newest, newestInTheTable());
    if ((++looks & (LOOKS_PER_LISTING - 1)) == 0) {
      newest = Math.max(newest, newestOnDisk());
    }
    return newest;
  }

  private int newestInTheTable() {
    try {
      return queue.lastCycle();
    } catch (RuntimeException | InternalError | AssertionError e) {
      if (queue.isClosed()) {
        throw new IllegalStateException("the journal's reader is closed", e);
      }
      return -1;
    }
  }

  private int newestOnDisk() {
    int[] cycles = files.cycles();
    return cycles.length == 0 ? -1 : cycles[cycles.length - 1];
  }

  @Override
  public int restingCycle() {
    return newestCycle();
  }

  @Override
  public void close() {
    bytes = null;
    if (ownMapping != null) {
      ownMapping.close();
      ownMapping = null;
    }
  }
}
