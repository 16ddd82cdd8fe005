package io.penstock.journal.rollfile;

import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Where the last record of a file lies, as its writer noted in its header. The file stays open
 * until another is asked about, so that looking again allocates nothing. Used by one thread.
 */
final class NotedEnd implements AutoCloseable {
  private final RollFiles files;
  private RollFile file;
  private int cycle = -1;

  NotedEnd(RollFiles files) {
    this.files = files;
  }

  /** Whether a file holds no record at a position or further on; so too when it is not there. */
  boolean isBehindTheLast(int ofCycle, long position) {
    if (ofCycle < 0 || (cycle != ofCycle && !open(ofCycle))) {
      return true;
    }
    return file.index().writePosition() < position;
  }

  private boolean open(int newCycle) {
    close();
    Path path = files.file(newCycle);
    if (!Files.exists(path)) {
      return false;
    }
    file = RollFile.open(path);
    file.index(); // finds the note by the header as it is now
    cycle = newCycle;
    return true;
  }

  @Override
  public void close() {
    cycle = -1;
    if (file != null) {
      file.close();
      file = null;
    }
  }
}
