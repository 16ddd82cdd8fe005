package io.penstock.journal;

import io.penstock.journal.record.JournalException;
import io.penstock.journal.record.RecordFormat;
import io.penstock.journal.rollfile.ChronicleFormat;
import io.penstock.journal.rollfile.RollFiles;
import io.penstock.os.NoRoomException;
import java.io.IOException;
import java.nio.file.Path;
import org.agrona.concurrent.EpochClock;

/**
 * The file that a writer begins with, its first step allocated at once so that the first append
 * need not wait for the agent.
 */
final class FirstSpace {
  /** A layout record, and what Chronicle touches behind it. */
  private static final long LAYOUT_BYTES =
      RecordFormat.RECORD_BYTES_MAX + ChronicleFormat.SLACK_BYTES;

  private FirstSpace() {}

  /**
   * Begins the file after the newest, or the first ever.
   *
   * @return {@link NoRoomYet} where the disk has no room: nothing can be appended until the
   *     allocator has that file ready
   */
  static Space begin(
      JournalOptions options, RollFiles files, JournalTail tail, EpochClock epochClock) {
    int cycle = tail.cycle() < 0 ? RollFiles.cycleAt(epochClock.time()) : tail.cycle() + 1;
    Path prepared = files.prepared(cycle);
    try {
      RollSpace space = RollSpace.prepare(prepared, cycle, options.blockBytes());
      allocate(space, BlockAllocator.STEP_BYTES);
      return space;
    } catch (NoRoomException e) {
      return new NoRoomYet(cycle);
    } catch (IOException e) {
      throw new JournalException(prepared + " cannot be begun", e);
    }
  }

  /** Goes on in the newest file, over what a killed append left behind its end. */
  static RollSpace resume(JournalOptions options, RollFiles files, JournalTail tail) {
    Path file = files.file(tail.cycle());
    try {
      int blockBytes = options.blockBytes();
      RollSpace space = RollSpace.resume(file, tail.cycle(), blockBytes, tail.endBytes());
      long step = tail.endBytes() + BlockAllocator.STEP_BYTES;
      try {
        space.allocateTo(Math.max(step, tail.contentBytes()));
      } catch (IOException e) {
        // The agent asks again; until then appends are refused, and that is what they are for.
        boolean canBegin = space.allocatedBytes() - tail.endBytes() >= LAYOUT_BYTES;
        if (!(e instanceof NoRoomException) || (tail.records() == 0 && !canBegin)) {
          space.close();
          throw e;
        }
      }
      return space;
    } catch (IOException e) {
      throw new JournalException(file + " cannot be continued", e);
    }
  }

  private static void allocate(RollSpace space, long bytes) throws IOException {
    try {
      space.allocateTo(bytes);
    } catch (IOException e) {
      space.close();
      throw e;
    }
  }
}
