package io.penstock.journal.rollfile;

import io.penstock.journal.record.RecordBuffer;
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
final class PlainRollBytes implements RollBytes {
  private static final int WINDOW_BYTES = 512 << 10; // more than a record and its header
  private static final int NONE = -1;

  private final RollFiles files;
  private final ReadWindow window = new ReadWindow(WINDOW_BYTES);

  private RollFile rollFile;

  PlainRollBytes(RollFiles files) {
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
    return window.intAt(rollFile, at);
  }

  /** What is no record yet may be one by now. */
  @Override
  public int headerAt(long at) {
    int header = intAt(at);
    if (!ChronicleFormat.isRecord(header) && !ChronicleFormat.isOwn(header)) {
      window.forget();
      header = intAt(at);
    }
    return header;
  }

  @Override
  public boolean load(long at, int length, RecordBuffer record) {
    if (loadFromWindow(at, length, record)) {
      return true;
    }
    window.forget(); // it may have been finished after the window was read
    return loadFromWindow(at, length, record);
  }

  private boolean loadFromWindow(long at, int length, RecordBuffer record) {
    if (!window.fill(rollFile, at, length)) {
      return false;
    }
    window.copyTo(record.target(), at, length);
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
    window.forget();
    if (rollFile != null) {
      rollFile.close();
      rollFile = null;
    }
  }
}
