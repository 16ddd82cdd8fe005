package io.penstock.ingest;

import io.penstock.counters.CounterFile;
import io.penstock.counters.IngestCounter;

/**
 * Keeps the traffic of the last seconds in the counters, so that the next start can report how long
 * the socket's buffer lasts.
 *
 * <p>The rate is an average over some ten seconds. The buffer that a datagram takes is what the
 * kernel had in use just before a receive that emptied the socket, shared by what that receive
 * brought: measured where the traffic really comes from, coalescing included. Threads: the
 * receiving one.
 */
final class RecentTraffic {
  private static final long LOOK_NS = 400_000_000;

  /** What waited before the start comes in one rush and says nothing about the rate. */
  private static final long BEGIN_NS = 400_000_000;

  private static final double WEIGHT = 0.08; // of the last look; there are two a second
  private static final int DATAGRAMS_MIN = 4; // fewer say little about each

  private final CounterFile counters;
  private double perSecond;
  private double bufferBytes;
  private long datagrams;
  private long lookedNs;
  private boolean hasBegun;

  RecentTraffic(CounterFile counters, long nowNs) {
    this.counters = counters;
    this.perSecond = counters.get(IngestCounter.RECENT_DATAGRAMS_PER_SECOND);
    this.bufferBytes = counters.get(IngestCounter.DATAGRAM_BUFFER_BYTES);
    this.lookedNs = nowNs;
  }

  /** Looks twice a second; costs nothing in between. */
  void look(long nowNs, long datagramsNow) {
    long sinceNs = nowNs - lookedNs;
    if (!hasBegun) {
      if (sinceNs >= BEGIN_NS) {
        hasBegun = true;
        begin(nowNs, datagramsNow);
      }
    } else if (sinceNs >= LOOK_NS) {
      double now = (datagramsNow - datagrams) * 1e9 / sinceNs;
      perSecond = perSecond == 0 ? now : perSecond + WEIGHT * (now - perSecond);
      counters.set(IngestCounter.RECENT_DATAGRAMS_PER_SECOND, Math.round(perSecond));
      begin(nowNs, datagramsNow);
    }
  }

  private void begin(long nowNs, long datagramsNow) {
    lookedNs = nowNs;
    datagrams = datagramsNow;
  }

  /** A receive has emptied the socket, whose buffer held this many bytes just before. */
  void emptied(long bytesInUse, int received) {
    if (bytesInUse > 0 && received >= DATAGRAMS_MIN) {
      double each = (double) bytesInUse / received;
      bufferBytes = bufferBytes == 0 ? each : bufferBytes + WEIGHT * (each - bufferBytes);
      counters.set(IngestCounter.DATAGRAM_BUFFER_BYTES, Math.round(bufferBytes));
    }
  }
}
