package io.penstock.worker;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.penstock.counters.CounterFile;
import io.penstock.counters.FileKind;
import io.penstock.counters.IngestCounter;
import io.penstock.counters.ReaderCounter;
import io.penstock.counters.ReaderState;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The only layout record of a journal is damaged. */
class LostLayoutTest {
  private static final long MILLISECOND_NS = 1_000_000;

  @TempDir private Path home;

  @Test
  void whatLiesBehindADamagedLayoutWaitsUntilAnotherFileHasOneAndIsSentThen() throws IOException {
    try (WorkerRig rig = new WorkerRig(home, 1)) {
      rig.append(List.of("a:1|c"));
      rig.append(List.of("a:2|c"));
      rig.standsAt(0, 0);
      try (CounterFile ingest =
          CounterFile.openWritable(rig.data.ingestCounters(), FileKind.INGEST)) {
        ingest.set(IngestCounter.NEXT_NUMBER, 2);
      }
      rig.damageOldest("127.0.0.1");
      rig.start();
      rig.work(3_000 * MILLISECOND_NS);
      assertEquals(List.of(), rig.received(0));
      assertEquals(ReaderState.STUCK.ordinal(), rig.counter(0, ReaderCounter.STATE));
      assertEquals(1, rig.counter(0, ReaderCounter.DAMAGED_RECORDS), "once");
      rig.roll();
      rig.append(List.of("a:3|c"));
      rig.work(6_000 * MILLISECOND_NS);
      assertEquals(List.of("a:1|c", "a:2|c", "a:3|c"), rig.received(0));
      assertEquals(3, rig.position(0).number());
      rig.assertBalanced(0);
    }
  }
}
