package io.penstock.ingest;

import io.penstock.counters.CounterFile;
import io.penstock.counters.IngestCounter;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Adds up what the kernel drops at our sockets, over the lives of ingest and over the times between
 * them.
 *
 * <p>An inherited socket outlives us and its kernel counter goes on, so what it dropped while no
 * ingest ran is found at the next look. Each socket has an entry with its identity in ingest's
 * counter file; the sum that is shown is made of the entries alone, so that a kill between two
 * stores falsifies nothing. A socket of our own dies with us and its entry goes into the first sum.
 *
 * <pre>
 * region of the counter file that is free for its owner, from 0:
 *   0 u32 format = 1 | 4 u32 sockets | 8 u64 drops of sockets that are gone
 *  16 u64 monotonic time of the last look, ns: after a reboot it is ahead, and no socket is the same
 *  24 for each socket: u64 identity | u64 its drops
 * </pre>
 *
 * <p>Threads: the receiving one.
 */
final class KernelDrops {
  /** The most sockets that are looked at. */
  static final int SOCKETS_MAX = 16;

  /** Where the region ends that is used here. */
  static final int BYTES = 24 + 16 * SOCKETS_MAX;

  private static final int FORMAT = 1;
  private static final int SOCKETS_OFFSET = 4;
  private static final int GONE_OFFSET = 8;
  private static final int LOOKED_OFFSET = 16;
  private static final int ENTRIES_OFFSET = 24;
  private static final int ENTRY_BYTES = 16;

  private final CounterFile counters;
  private final UnsafeBuffer region;
  private final int sockets;

  private KernelDrops(CounterFile counters, int sockets) {
    this.counters = counters;
    this.region = counters.ownerRegion();
    this.sockets = sockets;
  }

  /**
   * Goes on with the sockets that were there before, and begins with the others at zero: what they
   * dropped so far was nobody's yet.
   *
   * @param identities of the sockets, by {@link io.penstock.net.UdpReceiver#identity}
   */
  static KernelDrops of(CounterFile counters, long[] identities, long nowNs) {
    if (identities.length > SOCKETS_MAX) {
      throw new IllegalArgumentException(identities.length + " sockets are too many");
    }
    KernelDrops drops = new KernelDrops(counters, identities.length);
    drops.takeOver(identities, nowNs);
    return drops;
  }

  private void takeOver(long[] identities, long nowNs) {
    boolean isNew = region.getInt(0) != FORMAT;
    int before = isNew ? 0 : Math.clamp(region.getInt(SOCKETS_OFFSET), 0, SOCKETS_MAX);
    boolean isSameBoot = nowNs >= region.getLong(LOOKED_OFFSET);
    long gone = isNew ? counters.get(IngestCounter.KERNEL_DROPS) : region.getLong(GONE_OFFSET);
    long[] counted = new long[identities.length];
    for (int entry = 0; entry < before; entry++) {
      int now = isSameBoot ? indexOf(region.getLong(entryOffset(entry)), identities) : -1;
      if (now >= 0) {
        counted[now] = region.getLong(entryOffset(entry) + Long.BYTES);
      } else {
        gone += region.getLong(entryOffset(entry) + Long.BYTES);
      }
    }
    region.putLong(GONE_OFFSET, gone);
    region.putInt(SOCKETS_OFFSET, identities.length);
    for (int entry = 0; entry < identities.length; entry++) {
      region.putLong(entryOffset(entry), identities[entry]);
      region.putLong(entryOffset(entry) + Long.BYTES, counted[entry]);
    }
    region.putLong(LOOKED_OFFSET, nowNs);
    region.putInt(0, FORMAT);
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

  /**
   * Takes over what the kernel says of a socket now.
   *
   * @param drops since the socket was opened; the kernel counts with 32 bits, and so may this
   */
  void look(int socket, long drops) {
    int offset = entryOffset(socket) + Long.BYTES;
    long counted = region.getLong(offset);
    region.putLongRelease(offset, counted + Integer.toUnsignedLong((int) drops - (int) counted));
  }

  /** Shows the sum, when all sockets were looked at. */
  void show(long nowNs) {
    long sum = region.getLong(GONE_OFFSET);
    for (int entry = 0; entry < sockets; entry++) {
      sum += region.getLong(entryOffset(entry) + Long.BYTES);
    }
    region.putLong(LOOKED_OFFSET, nowNs);
    counters.set(IngestCounter.KERNEL_DROPS, sum);
  }
}
