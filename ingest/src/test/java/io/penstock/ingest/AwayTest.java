package io.penstock.ingest;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.penstock.counters.CounterFile;
import io.penstock.counters.FileKind;
import io.penstock.counters.IngestCounter;
import io.penstock.counters.InputNames;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AwayTest {
  private static final long SECOND_NS = 1_000_000_000;
  private static final long BOOT = 4711;
  private static final long NOON_MS = 1_700_000_000_000L;

  @TempDir Path folder;
  private CounterFile counters;

  @BeforeEach
  void open() throws Exception {
    counters = CounterFile.openWritable(folder.resolve("ingest"), FileKind.INGEST);
  }

  @AfterEach
  void close() {
    counters.close();
  }

  /** One ingest: what it finds of the time before it, and what it leaves. */
  private long begins(long boot, boolean wasHeld, long bootTimeNs, long epochMs) {
    long awayMs = new Away(counters, boot).begins(wasHeld, bootTimeNs, epochMs);
    KernelDrops.of(counters, new long[] {1}, boot, bootTimeNs);
    return awayMs;
  }

  private long times() {
    return counters.get(IngestCounter.AWAY_TIMES);
  }

  @Test
  void theFirstStartHasNothingBeforeItWhateverItListensOn() {
    assertEquals(InputNames.OFFSET, KernelDrops.BYTES + 2 * Long.BYTES, "it ends where they begin");
    InputNames.write(counters, List.of("0.0.0.0:8125", "tcp://0.0.0.0:8125"));
    assertEquals(-1, begins(BOOT, false, 0, NOON_MS));
    assertEquals(0, times());
  }

  @Test
  void theTimeBetweenTwoLivesIsKeptWithTheRateBefore() {
    begins(BOOT, false, 100 * SECOND_NS, NOON_MS);
    new Away(counters, BOOT).listens(200 * SECOND_NS, NOON_MS + 100_000);
    counters.set(IngestCounter.RECENT_DATAGRAMS_PER_SECOND, 2_000);
    // The wall clock was set back meanwhile; it does not matter within one boot.
    assertEquals(18_000, begins(BOOT, false, 218 * SECOND_NS, NOON_MS - 5_000));
    assertEquals(1, times());
    assertEquals(18_000, counters.get(IngestCounter.AWAY_LAST_MS));
    assertEquals(2_000, counters.get(IngestCounter.AWAY_LAST_PER_SECOND));
    assertEquals(1_000, begins(BOOT, false, 219 * SECOND_NS, NOON_MS));
    assertEquals(2, times());
    assertEquals(19_000, counters.get(IngestCounter.AWAY_MS));
  }

  @Test
  void overARebootTheWallClockTellsUnlessItWentBack() {
    begins(BOOT, false, 500 * SECOND_NS, NOON_MS);
    assertEquals(60_000, begins(BOOT + 1, false, 20 * SECOND_NS, NOON_MS + 60_000));
    assertEquals(0, begins(BOOT + 2, false, 20 * SECOND_NS, NOON_MS));
    assertEquals(2, times());
    assertEquals(60_000, counters.get(IngestCounter.AWAY_MS));
  }

  @Test
  void aRestartWhoseSocketsWereHeldIsNone() {
    begins(BOOT, false, 100 * SECOND_NS, NOON_MS);
    assertEquals(-1, begins(BOOT, true, 118 * SECOND_NS, NOON_MS + 18_000));
    assertEquals(0, times());
    assertEquals(2_000, begins(BOOT, false, 120 * SECOND_NS, NOON_MS + 20_000));
  }
}
