package io.penstock.ingest;

import io.penstock.counters.CounterFile;
import io.penstock.counters.IngestCounter;
import org.agrona.concurrent.AtomicBuffer;

/**
 * Keeps the time in which no ingest listened, from the last sign of one to the start of the next.
 * What clients sent then was refused or lost and cannot be counted, so the time itself is kept,
 * with the rate before it. A restart whose sockets another process held open does not count.
 *
 * <pre>
 * region of the counter file that is free for its owner, behind {@link KernelDrops}, whose boot of the
 * host holds here too, and before {@link io.penstock.counters.InputNames}:
 * 304 u64 time since the host's start when an ingest listened last, ns | 312 u64 the same, epoch ms
 * </pre>
 *
 * <p>Within one boot the time since the host's start decides, over a reboot the wall clock; where
 * that went back, the time counts once and lasts nothing. A kill is seen up to half a second early.
 * Threads: one at a time.
 */
final class Away {
  private static final int BOOT_TIME_OFFSET = KernelDrops.BYTES;
  private static final int EPOCH_OFFSET = BOOT_TIME_OFFSET + Long.BYTES;

  private final CounterFile counters;
  private final AtomicBuffer region;
  private final long boot;

  /**
   * Begins with what the last ingest left.
   *
   * @param boot tells this boot of the host from others, by {@link BootId}; 0 when not known
   */
  Away(CounterFile counters, long boot) {
    this.counters = counters;
    this.region = counters.ownerRegion();
    this.boot = boot;
  }

  /**
   * Counts the time since the last ingest, now that there is one again; before {@link KernelDrops}
   * takes over.
   *
   * @param wasHeld whether all sockets were held open meanwhile
   * @return how long no ingest listened, ms; negative when there was no such time
   */
  long begins(boolean wasHeld, long bootTimeNs, long epochMs) {
    long lastEpochMs = region.getLong(EPOCH_OFFSET);
    long awayMs = -1;
    if (lastEpochMs != 0 && !wasHeld) {
      boolean isSameBoot = boot != 0 && KernelDrops.lastBoot(counters) == boot;
      awayMs =
          Math.max(
              0,
              isSameBoot
                  ? (bootTimeNs - region.getLong(BOOT_TIME_OFFSET)) / 1_000_000
                  : epochMs - lastEpochMs);
      counters.set(
          IngestCounter.AWAY_LAST_PER_SECOND,
          counters.get(IngestCounter.RECENT_DATAGRAMS_PER_SECOND));
      counters.set(IngestCounter.AWAY_LAST_MS, awayMs);
      counters.add(IngestCounter.AWAY_MS, awayMs);
      counters.add(IngestCounter.AWAY_TIMES, 1);
    }
    listens(bootTimeNs, epochMs);
    return awayMs;
  }

  /** Ingest listens now; called twice a second. */
  void listens(long bootTimeNs, long epochMs) {
    region.putLong(BOOT_TIME_OFFSET, bootTimeNs);
    region.putLongRelease(EPOCH_OFFSET, epochMs);
  }
}
