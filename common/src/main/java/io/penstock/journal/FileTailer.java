package io.penstock.journal;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import net.openhft.chronicle.queue.RollCycle;

/**
 * A tailer over plain reads of the files: it maps nothing, waits for nothing, needs nothing of
 * Chronicle's, and cannot fault where a file has been cut.
 *
 * <p>For tools, which start cold: Chronicle costs 0.3 s then, and a second for each file with a
 * damaged header. Reads a window at a time; what the window says is not there yet, or not sound, is
 * read again from the file.
 */
final class FileTailer implements Tailer, AutoCloseable {
  private static final RollCycle CYCLE = RollFiles.ROLL_CYCLE;
  private static final int WINDOW_BYTES = 512 << 10; // more than a record and its header

  private final RollFiles files;
  private final ByteBuffer window =
      ByteBuffer.allocateDirect(WINDOW_BYTES).order(ByteOrder.LITTLE_ENDIAN).limit(0);

  private RollFileScan scan;
  private long windowAt;
  private int cycle = -1;
  private long position;
  private long sequence;
  private long index;

  FileTailer(RollFiles files) {
    this.files = files;
  }

  @Override
  public boolean enter(int newCycle) {
    Path file = files.file(newCycle);
    boolean isReady = Files.exists(file) && RollFileScan.hasHeader(file);
    // An older file without its header is a damaged one; the newest may merely not be ready.
    if (!isReady && (!Files.exists(file) || newCycle >= newestCycle())) {
      return false;
    }
    close();
    scan = RollFileScan.open(file);
    cycle = newCycle;
    moveTo(0, 0);
    headerAhead();
    return true;
  }

  @Override
  public void leave() {
    close();
    cycle = -1;
  }

  @Override
  public void moveTo(long newPosition, long newSequence) {
    position = newPosition;
    sequence = newSequence;
  }

  @Override
  public boolean enterNextFile() {
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
    int header = headerAt(position);
    while (ChronicleFormat.isOwn(header)
        && ChronicleFormat.isOwnContent(intAt(position + ChronicleFormat.HEADER_BYTES))) {
      position = ChronicleFormat.after(position, header);
      header = headerAt(position);
    }
    return header;
  }

  /** What is no record yet may be one by now. */
  private int headerAt(long at) {
    int header = intAt(at);
    if (!ChronicleFormat.isRecord(header) && !ChronicleFormat.isOwn(header)) {
      window.limit(0);
      header = intAt(at);
    }
    return header;
  }

  private int intAt(long at) {
    return fill(at, Integer.BYTES) ? window.getInt((int) (at - windowAt)) : 0;
  }

  /** Has so many bytes from a position in the window; false where the file ends before. */
  private boolean fill(long at, int length) {
    if (at < windowAt || at + length > windowAt + window.limit()) {
      window.clear();
      windowAt = at;
      scan.read(window, at);
      window.flip();
    }
    return at + length <= windowAt + window.limit();
  }

  @Override
  public boolean read(int header, RecordBuffer record) {
    int length = ChronicleFormat.length(header);
    if (!RecordBuffer.isPossibleLength(length)) {
      return false;
    }
    if (!load(length, record)) {
      window.limit(0); // it may have been finished after the window was read
      if (!load(length, record)) {
        return false;
      }
    }
    index = CYCLE.toIndex(cycle, sequence);
    position = ChronicleFormat.after(position, header);
    sequence++;
    return true;
  }

  private boolean load(int length, RecordBuffer record) {
    long content = position + ChronicleFormat.HEADER_BYTES;
    if (!fill(content, length)) {
      return false;
    }
    record.buffer().putBytes(0, window, (int) (content - windowAt), length);
    return record.accept(length);
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
    int[] cycles = files.cycles();
    return cycles.length == 0 ? -1 : cycles[cycles.length - 1];
  }

  @Override
  public long index() {
    return index;
  }

  @Override
  public long nextIndex() {
    return cycle < 0 ? 0 : CYCLE.toIndex(cycle, sequence);
  }

  @Override
  public void close() {
    window.limit(0);
    if (scan != null) {
      scan.close();
      scan = null;
    }
  }
}
