package io.penstock.journal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import net.openhft.chronicle.bytes.Bytes;
import net.openhft.chronicle.bytes.MappedBytes;
import net.openhft.chronicle.queue.ExcerptTailer;
import net.openhft.chronicle.queue.RollCycle;
import net.openhft.chronicle.queue.impl.ExcerptContext;
import net.openhft.chronicle.queue.impl.single.SingleChronicleQueue;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * A Chronicle tailer that is told where to go.
 *
 * <p>Left alone, a tailer finds the next file by clocks, cached listings and pauses, and follows a
 * wrong header out of the file into a fault. This one takes Chronicle's mapping of a file and walks
 * it by itself, never beyond the file's size, and goes from file to file by what is on the disk.
 * Used by one thread at a time.
 */
final class RollTailer implements Tailer {
  private static final RollCycle CYCLE = RollFiles.ROLL_CYCLE;

  private final SingleChronicleQueue queue;
  private final RollFiles files;
  private final UnsafeBuffer source = new UnsafeBuffer(0, 0);

  private ExcerptTailer tailer;
  private MappedBytes ownMapping;
  private Bytes<?> bytes;
  private int cycle = -1;
  private long fileBytes;
  private long position;
  private long sequence;
  private long index;

  RollTailer(SingleChronicleQueue queue, RollFiles files) {
    this.queue = queue;
    this.files = files;
  }

  @Override
  public boolean enter(int newCycle) {
    Bytes<?> mapping = map(newCycle);
    if (mapping == null) {
      return false;
    }
    bytes = mapping;
    cycle = newCycle;
    fileBytes = 0;
    moveTo(0, 0);
    headerAhead();
    return true;
  }

  /**
   * Chronicle's mapping, which all cursors share; our own for a file that Chronicle cannot open
   * because its header is damaged. The newest may merely not be ready.
   */
  private Bytes<?> map(int newCycle) {
    closeOwnMapping();
    Path file = files.file(newCycle);
    if (!Files.exists(file)) {
      return null;
    }
    // Chronicle would wait for a header that is not there.
    boolean isReady = RollFileScan.hasHeader(file);
    if (isReady && openByChronicle(newCycle)) {
      return ((ExcerptContext) tailer).wire().bytes();
    }
    if (!isReady && newCycle >= newestCycle()) {
      return null;
    }
    ownMapping = ChronicleQueues.mapReadOnly(file, queue);
    return ownMapping;
  }

  /** A tailer opens the oldest file when it is made, and that one may be damaged too. */
  private boolean openByChronicle(int newCycle) {
    try {
      if (tailer == null) {
        tailer = queue.createTailer();
        tailer.singleThreadedCheckDisabled(true);
      }
      return tailer.moveToCycle(newCycle);
    } catch (RuntimeException | AssertionError e) {
      if (queue.isClosed()) {
        throw new IllegalStateException("the journal's reader is closed", e);
      }
      return false;
    }
  }

  @Override
  public void leave() {
    enter(newestCycle());
  }

  private void closeOwnMapping() {
    if (ownMapping != null) {
      bytes = null;
      cycle = -1;
      ownMapping.close();
      ownMapping = null;
    }
  }

  @Override
  public void moveTo(long newPosition, long newSequence) {
    position = newPosition;
    sequence = newSequence;
  }

  @Override
  public boolean enterNextFile() {
    if (newestCycle() <= cycle) {
      return false;
    }
    for (int next : files.cycles()) {
      if (next > cycle && enter(next)) {
        return true;
      }
    }
    return false;
  }

  @Override
  public int headerAhead() {
    if (cycle < 0) {
      return ChronicleFormat.END_OF_FILE;
    }
    int header = intAt(position);
    while (ChronicleFormat.isOwn(header)
        && ChronicleFormat.isOwnContent(intAt(position + ChronicleFormat.HEADER_BYTES))) {
      position = ChronicleFormat.after(position, header);
      header = intAt(position);
    }
    return header;
  }

  private int intAt(long at) {
    return isInFile(at + Integer.BYTES) ? bytes.readVolatileInt(at) : 0;
  }

  private boolean isInFile(long end) {
    if (end > fileBytes) {
      fileBytes = sizeOfFile();
    }
    return end <= fileBytes;
  }

  private long sizeOfFile() {
    Path file = files.file(cycle);
    try {
      // A file that was deleted while it is read keeps its blocks, and its last known size.
      return Files.exists(file) ? Files.size(file) : fileBytes;
    } catch (IOException e) {
      throw new JournalException(file + " cannot be read", e);
    }
  }

  @Override
  public boolean read(int header, RecordBuffer record) {
    int length = ChronicleFormat.length(header);
    long content = position + ChronicleFormat.HEADER_BYTES;
    if (!RecordBuffer.isPossibleLength(length) || !isInFile(content + length)) {
      return false;
    }
    source.wrap(bytes.addressForRead(content), length);
    record.buffer().putBytes(0, source, 0, length);
    if (!record.accept(length)) {
      return false;
    }
    index = CYCLE.toIndex(cycle, sequence);
    position = ChronicleFormat.after(position, header);
    sequence++;
    return true;
  }

  @Override
  public int cycle() {
    return cycle;
  }

  @Override
  public long position() {
    return position;
  }

  @Override
  public long sequence() {
    return sequence;
  }

  @Override
  public int newestCycle() {
    return queue.lastCycle();
  }

  @Override
  public long index() {
    return index;
  }

  @Override
  public long nextIndex() {
    return cycle < 0 ? 0 : CYCLE.toIndex(cycle, sequence);
  }
}
