package io.penstock.ingest;

import io.penstock.counters.CounterFile;
import io.penstock.counters.IngestCounter;
import io.penstock.journal.JournalSync;
import org.agrona.concurrent.Agent;
import org.agrona.concurrent.EpochClock;
import org.agrona.concurrent.NanoClock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Forces the journal to the disk at intervals, so that a power cut loses no more than what came
 * since. It waits for the disk; no thread waits for it.
 *
 * <p>A disk that refuses ends ingest: the kernel has then forgotten what it could not write, and a
 * second fsync would succeed.
 */
final class SyncAgent implements Agent {
  private static final Logger LOG = LoggerFactory.getLogger(SyncAgent.class);

  private final JournalSync journal;
  private final CounterFile counters;
  private final NanoClock clock;
  private final EpochClock epochClock;
  private final long intervalNs;

  private long syncAtNs;
  private long syncedBytes;
  private boolean isStalled;

  SyncAgent(
      JournalSync journal,
      CounterFile counters,
      NanoClock clock,
      EpochClock epochClock,
      long intervalNs) {
    this.journal = journal;
    this.counters = counters;
    this.clock = clock;
    this.epochClock = epochClock;
    this.intervalNs = intervalNs;
  }

  @Override
  public String roleName() {
    return "sync";
  }

  @Override
  public void onStart() {
    counters.set(IngestCounter.LONGEST_SYNC_NS, 0);
    syncAtNs = clock.nanoTime() + intervalNs;
  }

  @Override
  public int doWork() {
    long nowNs = clock.nanoTime();
    if (nowNs - syncAtNs < 0) {
      counters.set(IngestCounter.UNSYNCED_BYTES, appendedBytes() - syncedBytes);
      return 0;
    }
    syncAtNs = nowNs + intervalNs;
    sync();
    return 1;
  }

  /** What was appended before it begins is on the disk when it is done; more may be. */
  private void sync() {
    long number = counters.get(IngestCounter.NEXT_NUMBER);
    long bytes = appendedBytes();
    long beganNs = clock.nanoTime();
    if (!journal.run()) {
      if (!isStalled) {
        LOG.warn("the journal cannot be forced to the disk now: a file cannot be opened; retrying");
      }
      isStalled = true;
      return;
    }
    isStalled = false;
    long tookNs = clock.nanoTime() - beganNs;
    syncedBytes = bytes;
    counters.set(IngestCounter.SYNCED_NUMBER, number);
    counters.set(IngestCounter.UNSYNCED_BYTES, appendedBytes() - bytes);
    counters.set(IngestCounter.LAST_SYNC_TIME_NS, epochClock.time() * 1_000_000);
    if (tookNs > counters.get(IngestCounter.LONGEST_SYNC_NS)) {
      counters.set(IngestCounter.LONGEST_SYNC_NS, tookNs);
    }
    counters.add(IngestCounter.SYNCS, 1);
  }

  private long appendedBytes() {
    return counters.get(IngestCounter.APPENDED_BYTES);
  }

  /** The writer has ended: nothing is left in memory alone. */
  @Override
  public void onClose() {
    sync();
  }
}
