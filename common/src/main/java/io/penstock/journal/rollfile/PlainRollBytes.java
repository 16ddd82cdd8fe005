package io.penstock.journal.rollfile;

import io.penstock.journal.record.RecordBuffer;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Plain reads: maps nothing, waits for nothing, needs nothing of Chronicle's, and cannot fault
 * where a file has been cut.
 *
 * <p>For tools, which start cold: Chronicle costs 0.3 s then, and a second for each file with a
 * damaged header. Reads a window at a time; what the window says is not there yet, or not sound, is
 * read again from the file.
 */
public final class PlainRollBytes implements RollBytes {
  private static final int WINDOW_BYTES = 512 << 10; // more than a record and its header
  private static final int NONE = -1;

  private final RollFiles files;
  private final ByteBuffer window =
      ByteBuffer.allocateDirect(WINDOW_BYTES).order(ByteOrder.LITTLE_ENDIAN).limit(0);

  private RollFile rollFile;
  private long windowAt;

  public PlainRollBytes(RollFiles files) {
    this.files = files;
  }

  @Override
  public boolean open(int cycle) {
    Path file = files.file(cycle);
    boolean isReady = Files.exists(file) && RollFile.hasHeader(file);
    // An older file without its header is a damaged one; the newest may merely not be ready.
    if (!isReady && (!Files.exists(file) || cycle >= newestCycle())) {
      return false;
    }
    close();
    rollFile = RollFile.open(file);
    return true;
  }

  @Override
  public int intAt(long at) {
    return fill(at, Integer.BYTES) ? window.getInt((int) (at - windowAt)) : 0;
  }

  /** What is no record yet may be one by now. */
  @Override
  public int headerAt(long at) {
    int header = intAt(at);
    if (!ChronicleFormat.isRecord(header) && !ChronicleFormat.isOwn(header)) {
      window.limit(0);
      header = intAt(at);
    }
    return header;
  }

  /** Has this many bytes from a position in the window; false where the file ends before. */
  private boolean fill(long at, int length) {
    if (at < windowAt || at + length > windowAt + window.limit()) {
      window.clear();
      windowAt = at;
      rollFile.read(window, at);
      window.flip();
    }
    return at + length <= windowAt + window.limit();
  }

  @Override
  public boolean load(long at, int length, RecordBuffer record) {
    if (loadFromWindow(at, length, record)) {
      return true;
    }
    window.limit(0); // it may have been finished after the window was read
    return loadFromWindow(at, length, record);
  }

  private boolean loadFromWindow(long at, int length, RecordBuffer record) {
    if (!fill(at, length)) {
      return false;
    }
    record.target().putBytes(0, window, (int) (at - windowAt), length);
    return record.accept(length);
  }

  @Override
  public int newestCycle() {
    int[] cycles = files.cycles();
    return cycles.length == 0 ? NONE : cycles[cycles.length - 1];
  }

  @Override
  public int restingCycle() {
    return NONE;
  }

  @Override
  public void close() {
    window.limit(0);
    if (rollFile != null) {
      rollFile.close();
      rollFile = null;
    }
  }
}
