package io.penstock.worker;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.penstock.counters.ReaderCounter;
import io.penstock.counters.ReaderState;
import io.penstock.reader.ReaderFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A wall clock that is wrong for some seconds decides nothing. */
class WrongClockTest {
  private static final long MILLISECOND_NS = 1_000_000;
  private static final long TWO_HOURS_MS = 2 * 3_600_000;

  @TempDir private Path home;

  @Test
  void aBacklogIsNotExpiredByAClockThatIsWrongForSeconds() throws IOException {
    try (WorkerRig rig = new WorkerRig(home, 1)) {
      rig.start("max_age=1h");
      rig.work(100 * MILLISECOND_NS);
      rig.wallOffsetMs = TWO_HOURS_MS;
      rig.append(List.of("a:1|c"));
      rig.work(4_000 * MILLISECOND_NS);
      rig.wallOffsetMs = 0;
      rig.append(List.of("a:2|c"));
      rig.work(3_000 * MILLISECOND_NS);
      assertEquals(List.of("a:1|c", "a:2|c"), rig.received(0));
      assertEquals(0, rig.position(0).expired());
      rig.assertBalanced(0);
    }
  }

  @Test
  void aTimeThatStandsForAMinuteCounts() throws IOException {
    try (WorkerRig rig = new WorkerRig(home, 1)) {
      rig.start("max_age=1h");
      rig.work(100 * MILLISECOND_NS);
      rig.wallOffsetMs = TWO_HOURS_MS;
      rig.work(61_000 * MILLISECOND_NS);
      rig.append(List.of("a:1|c"));
      rig.work(3_000 * MILLISECOND_NS);
      assertEquals(1, rig.position(0).expired());
      rig.assertBalanced(0);
    }
  }

  @Test
  void aPauseIsNotLiftedByAClockThatIsWrongForSeconds() throws IOException {
    try (WorkerRig rig = new WorkerRig(home, 1)) {
      rig.start();
      rig.work(100 * MILLISECOND_NS);
      ReaderFile.pause(rig.data.readers().resolve("shard-0"), rig.epochMs() + TWO_HOURS_MS / 2);
      rig.work(1_000 * MILLISECOND_NS);
      rig.append(List.of("a:1|c"));
      rig.wallOffsetMs = TWO_HOURS_MS;
      rig.work(4_000 * MILLISECOND_NS);
      assertEquals(List.of(), rig.received(0));
      assertEquals(ReaderState.PAUSED.ordinal(), rig.counter(0, ReaderCounter.STATE));
    }
  }
}
