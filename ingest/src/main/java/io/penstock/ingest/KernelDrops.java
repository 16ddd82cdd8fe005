package io.penstock.ingest;

import io.penstock.counters.CounterFile;
import io.penstock.counters.IngestCounter;
import org.agrona.concurrent.AtomicBuffer;

/**
 * Adds up what the kernel drops at our sockets, while ingest runs and between its runs.
 *
 * <p>An inherited socket and its kernel counter outlive us, so what it dropped while no ingest ran
 * is found at the next look. Each socket has an entry with its identity in ingest's counter file;
 * the sum that is shown is made of the entries alone, so that a kill between two stores falsifies
 * nothing. A socket of our own dies with us, and its entry is added to the first sum.
 *
 * <pre>
 * region of the counter file that is free for its owner, from 0:
 *   0 u32 format = 1 | 4 u32 entries | 8 u64 drops of sockets that are gone
 *  16 u64 monotonic time of the last look, ns
 *  24 for each entry: u64 identity of a socket | u64 its drops
 * 280 u64 what the drops of sockets that are gone become | 288 u64 entry that goes there, plus one
 * 296 u64 the boot of the host that the identities belong to; 0 where an older version counted
 * </pre>
 *
 * <p>An entry moves to the first sum in steps that can be done twice: what is to become of both is
 * written down first, and a start that finds it there does it.
 *
 * <p>Threads: the receiving one.
 */
final class KernelDrops {
  /** The most sockets that are looked at. */
  static final int SOCKETS_MAX = 16;

  /** Where the region ends that is used here. */
  static final int BYTES = 24 + 16 * SOCKETS_MAX + 24;

  private static final int FORMAT = 1;
  private static final int ENTRY_COUNT_OFFSET = 4;
  private static final int GONE_OFFSET = 8;
  private static final int LOOKED_OFFSET = 16;
  private static final int ENTRIES_OFFSET = 24;
  private static final int ENTRY_BYTES = 16;
  private static final int GONE_NEXT_OFFSET = ENTRIES_OFFSET + ENTRY_BYTES * SOCKETS_MAX;
  private static final int LEAVING_OFFSET = GONE_NEXT_OFFSET + Long.BYTES;
  private static final int BOOT_OFFSET = LEAVING_OFFSET + Long.BYTES;

  private final CounterFile counters;
  private final AtomicBuffer region;

  /** The entry of each socket. */
  private final int[] entries;

  private KernelDrops(CounterFile counters, AtomicBuffer region, int sockets) {
    this.counters = counters;
    this.region = region;
    this.entries = new int[sockets];
  }

  /**
   * Continues with the sockets that were there before, and starts the others at zero: what they
   * dropped so far was not ours.
   *
   * @param identities of the sockets, by {@link io.penstock.net.UdpReceiver#identity}
   * @param boot distinguishes this boot of the host from others, by {@link BootId}; 0 when not
   *     known
   */
  static KernelDrops of(CounterFile counters, long[] identities, long boot, long nowNs) {
    return of(counters, counters.ownerRegion(), identities, boot, nowNs);
  }

  /** The same, with a region that a test can cut off. */
  static KernelDrops of(
      CounterFile counters, AtomicBuffer region, long[] identities, long boot, long nowNs) {
    if (identities.length > SOCKETS_MAX) {
      throw new IllegalArgumentException(identities.length + " sockets are too many");
    }
    KernelDrops drops = new KernelDrops(counters, region, identities.length);
    drops.begin();
    drops.finishLeaving();
    drops.letGo(identities, drops.isSameBoot(boot, nowNs));
    drops.takeIn(identities);
    region.putLong(LOOKED_OFFSET, nowNs);
    region.putLong(BOOT_OFFSET, boot);
    return drops;
  }

  /** The boot of the host in which an ingest ran last; 0 when not known. */
  static long lastBoot(CounterFile counters) {
    return counters.ownerRegion().getLong(BOOT_OFFSET);
  }

  /** Whether all these sockets were there when an ingest looked last. */
  static boolean knows(CounterFile counters, long[] identities, long boot) {
    AtomicBuffer region = counters.ownerRegion();
    if (boot == 0 || lastBoot(counters) != boot) {
      return false;
    }
    for (long identity : identities) {
      boolean isKnown = false;
      for (int entry = 0; entry < SOCKETS_MAX; entry++) {
        isKnown |= region.getLong(entryOffset(entry)) == identity;
      }
      if (!isKnown) {
        return false;
      }
    }
    return true;
  }

  /** The first version kept one sum and no entries. */
  private void begin() {
    if (region.getInt(0) != FORMAT) {
      region.putLong(GONE_OFFSET, counters.get(IngestCounter.KERNEL_DROPS));
      region.putInt(0, FORMAT);
    }
  }

  /**
   * An identity belongs to one boot; if that is unknown, a clock that restarted shows a new one.
   */
  private boolean isSameBoot(long boot, long nowNs) {
    long before = region.getLong(BOOT_OFFSET);
    return boot != 0 && before != 0 ? boot == before : nowNs >= region.getLong(LOOKED_OFFSET);
  }

  /** Of sockets that are gone only the drops stay. */
  private void letGo(long[] identities, boolean isSameBoot) {
    for (int entry = 0; entry < entryCount(); entry++) {
      long identity = region.getLong(entryOffset(entry));
      if (!isSameBoot || indexOf(identity, identities) < 0) {
        leave(entry);
      }
    }
  }

  private void leave(int entry) {
    region.putLong(GONE_NEXT_OFFSET, region.getLong(GONE_OFFSET) + dropsOf(entry));
    region.putLongRelease(LEAVING_OFFSET, entry + 1);
    finishLeaving();
  }

  /** Done once or twice, it comes to the same. */
  private void finishLeaving() {
    long entry = region.getLong(LEAVING_OFFSET) - 1;
    if (entry >= 0 && entry < SOCKETS_MAX) {
      region.putLongRelease(GONE_OFFSET, region.getLong(GONE_NEXT_OFFSET));
      region.putLongRelease(entryOffset((int) entry) + Long.BYTES, 0);
      region.putLongRelease(entryOffset((int) entry), 0);
    }
    region.putLongRelease(LEAVING_OFFSET, 0);
  }

  private void takeIn(long[] identities) {
    for (int i = 0; i < identities.length; i++) {
      entries[i] = entryOf(identities[i]);
      if (entries[i] < 0) {
        entries[i] = entryOf(0);
        region.putLongRelease(entryOffset(entries[i]), identities[i]);
        region.putInt(ENTRY_COUNT_OFFSET, Math.max(entryCount(), entries[i] + 1));
      }
    }
  }

  /** Entries in use, free ones between them included. */
  private int entryCount() {
    return Math.clamp(region.getInt(ENTRY_COUNT_OFFSET), 0, SOCKETS_MAX);
  }

  /** The entry of a socket, or for 0 a free one; −1 without any. */
  private int entryOf(long identity) {
    for (int entry = 0; entry < SOCKETS_MAX; entry++) {
      boolean isInUse = entry < entryCount();
      if ((isInUse ? region.getLong(entryOffset(entry)) : 0) == identity) {
        return entry;
      }
    }
    return -1;
  }

  private static int indexOf(long identity, long[] identities) {
    for (int i = 0; i < identities.length; i++) {
      if (identities[i] == identity) {
        return i;
      }
    }
    return -1;
  }

  private static int entryOffset(int entry) {
    return ENTRIES_OFFSET + entry * ENTRY_BYTES;
  }

  private long dropsOf(int entry) {
    return region.getLong(entryOffset(entry) + Long.BYTES);
  }

  /**
   * Takes over what the kernel says of a socket now.
   *
   * @param drops since the socket was opened; the kernel counts with 32 bits, and so may this
   */
  void look(int socket, long drops) {
    int entry = entries[socket];
    long counted = dropsOf(entry);
    region.putLongRelease(
        entryOffset(entry) + Long.BYTES,
        counted + Integer.toUnsignedLong((int) drops - (int) counted));
  }

  /** Shows the sum, when all sockets were looked at. */
  void show(long nowNs) {
    long sum = region.getLong(GONE_OFFSET);
    for (int entry : entries) {
      sum += dropsOf(entry);
    }
    region.putLong(LOOKED_OFFSET, nowNs);
    counters.set(IngestCounter.KERNEL_DROPS, sum);
  }
}
