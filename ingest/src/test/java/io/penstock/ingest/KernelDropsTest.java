package io.penstock.ingest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.penstock.counters.CounterFile;
import io.penstock.counters.FileKind;
import io.penstock.counters.IngestCounter;
import java.nio.file.Path;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KernelDropsTest {
  private static final long INHERITED = 4711;
  private static final long OWN = 815;

  @TempDir private Path folder;
  private CounterFile counters;
  private long nowNs = 1_000;
  private long boot = 1;

  @BeforeEach
  void open() throws Exception {
    counters = CounterFile.openWritable(folder.resolve("ingest"), FileKind.INGEST);
  }

  @AfterEach
  void close() {
    counters.close();
  }

  private KernelDrops start(long... identities) {
    return KernelDrops.of(counters, identities, boot, ++nowNs);
  }

  private void look(KernelDrops drops, long... sinceOpened) {
    for (int i = 0; i < sinceOpened.length; i++) {
      drops.look(i, sinceOpened[i]);
    }
    drops.show(++nowNs);
  }

  private void assertCounted(long drops) {
    assertEquals(drops, counters.get(IngestCounter.KERNEL_DROPS));
  }

  @Test
  void theSameSocketGoesOnWhereTheLastLookWas() {
    look(start(INHERITED), 100);
    look(start(INHERITED), 130);
    assertCounted(130);
  }

  @Test
  void whatASocketDroppedBeforeItWasEverSeenIsCounted() {
    look(start(INHERITED), 70);
    assertCounted(70);
  }

  @Test
  void anotherSocketBeginsAtZero() {
    look(start(INHERITED), 100);
    look(start(INHERITED + 2), 130);
    assertCounted(230);
  }

  @Test
  void aSocketOfOurOwnIsAnotherOneInEachLife() {
    look(start(OWN), 5);
    look(start(OWN + 2), 0);
    look(start(OWN + 4), 7);
    assertCounted(12);
  }

  @Test
  void ofSeveralSocketsEachGoesOnByItself() {
    look(start(INHERITED, OWN), 100, 5);
    look(start(OWN + 2, INHERITED), 1, 110);
    assertCounted(116);
  }

  @Test
  void afterARebootNoSocketIsTheSame() {
    look(start(INHERITED), 100);
    boot = 2;
    nowNs += 1_000_000; // up for longer than before, so the clock does not tell
    look(start(INHERITED), 120);
    assertCounted(220);
  }

  @Test
  void whereTheBootIsNotKnownTheClockTellsThatItIsAnother() {
    boot = 0;
    look(start(INHERITED), 100);
    nowNs = 0;
    look(start(INHERITED), 120);
    assertCounted(220);
  }

  /** Before each store of a start: of three sockets one stays, one is gone, one is new. */
  @Test
  void aKillAnywhereInAStartCountsNothingTwice() {
    for (int stores = 0; ; stores++) {
      look(start());
      long before = counters.get(IngestCounter.KERNEL_DROPS);
      look(start(INHERITED, OWN), 100, 50);
      boolean isWhole = true;
      try {
        KernelDrops.of(
            counters, new CutOff(counters, stores), new long[] {8, INHERITED}, boot, ++nowNs);
      } catch (CutOff.Killed killed) {
        isWhole = false;
      }
      look(start(8, INHERITED), 3, 100);
      assertEquals(before + 153, counters.get(IngestCounter.KERNEL_DROPS), "stores: " + stores);
      if (isWhole) {
        return;
      }
    }
  }

  /** The region of the file, up to a number of stores. */
  private static final class CutOff extends UnsafeBuffer {
    private static final class Killed extends RuntimeException {
      private static final long serialVersionUID = 1;
    }

    private int left;

    CutOff(CounterFile counters, int stores) {
      super(counters.ownerRegion());
      left = stores;
    }

    private void store() {
      if (left-- == 0) {
        throw new Killed();
      }
    }

    @Override
    public void putLong(int index, long value) {
      store();
      super.putLong(index, value);
    }

    @Override
    public void putLongRelease(int index, long value) {
      store();
      super.putLongRelease(index, value);
    }

    @Override
    public void putInt(int index, int value) {
      store();
      super.putInt(index, value);
    }
  }

  @Test
  void aKillBetweenLookingAndShowingLosesNothing() {
    KernelDrops killed = start(INHERITED);
    killed.look(0, 100);
    assertCounted(0);
    look(start(INHERITED), 101);
    assertCounted(101);
  }

  @Test
  void whatAnOlderVersionCountedStays() {
    counters.set(IngestCounter.KERNEL_DROPS, 1_000);
    look(start(INHERITED), 3);
    assertCounted(1_003);
  }

  @Test
  void theKernelsCounterMayWrap() {
    long nearlyAll = (1L << 32) - 10;
    look(start(INHERITED), nearlyAll);
    look(start(INHERITED), 5);
    assertCounted(nearlyAll + 15);
  }

  @Test
  void moreSocketsThanTheFileHasRoomForAreRefused() {
    assertThrows(
        IllegalArgumentException.class, () -> start(new long[KernelDrops.SOCKETS_MAX + 1]));
  }
}
