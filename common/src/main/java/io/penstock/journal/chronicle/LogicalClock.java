package io.penstock.journal.chronicle;

import io.penstock.journal.rollfile.RollFiles;
import net.openhft.chronicle.core.time.TimeProvider;

/**
 * The time by which Chronicle chooses the file to append to: it moves when the writer says so.
 *
 * <p>No clock of the machine is looked at, so no step of it can close a file, reopen an old one or
 * block the writer. Written and read by the writer's thread; Chronicle may look from others.
 */
final class LogicalClock implements TimeProvider {
  private volatile long timeMs;

  LogicalClock(int cycle) {
    moveTo(cycle);
  }

  void moveTo(int cycle) {
    timeMs = RollFiles.startMs(cycle);
  }

  @Override
  public long currentTimeMillis() {
    return timeMs;
  }
}
