package io.penstock.ingest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.penstock.counters.CounterFile;
import io.penstock.counters.FileKind;
import io.penstock.counters.IngestCounter;
import java.nio.file.Path;
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

  @BeforeEach
  void open() throws Exception {
    counters = CounterFile.openWritable(folder.resolve("ingest"), FileKind.INGEST);
  }

  @AfterEach
  void close() {
    counters.close();
  }

  private KernelDrops start(long... identities) {
    return KernelDrops.of(counters, identities, ++nowNs);
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
    nowNs = 0;
    look(start(INHERITED), 120);
    assertCounted(220);
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
