package io.penstock.journal;

import java.io.IOException;
import java.nio.file.Path;
import org.agrona.concurrent.EpochClock;

/**
 * The file that a writer begins with, its first step allocated at once so that the first append
 * need not wait for the agent.
 */
final class FirstSpace {
  private FirstSpace() {}

  /** Begins the file after the newest, or the first ever. */
  static RollSpace begin(
      JournalOptions options, RollFiles files, JournalTail tail, EpochClock epochClock) {
    int cycle = tail.cycle() < 0 ? RollFiles.cycleAt(epochClock.time()) : tail.cycle() + 1;
    Path prepared = files.prepared(cycle);
    try {
      RollSpace space = RollSpace.prepare(prepared, cycle, options.blockBytes());
      allocate(space, BlockAllocator.STEP_BYTES);
      return space;
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
        if (tail.records() == 0 || !BlockAllocator.isNoSpace(e)) {
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
