package io.penstock.tools.demo;

import java.util.concurrent.TimeUnit;

/**
 * When which destination is down: every ten seconds the next one, for four seconds. Pure.
 *
 * @param shards how many destinations there are; 0 for no outages at all
 */
record Outages(int shards) {
  static final long PERIOD_NS = TimeUnit.SECONDS.toNanos(10);
  static final long BEGIN_NS = TimeUnit.SECONDS.toNanos(4);
  static final long END_NS = TimeUnit.SECONDS.toNanos(8);

  /** No destination is down. */
  static final int NONE = -1;

  /** The shard whose destination is down so long after the start, or {@link #NONE}. */
  int downAt(long elapsedNs) {
    long withinNs = elapsedNs % PERIOD_NS;
    boolean down = shards > 0 && withinNs >= BEGIN_NS && withinNs < END_NS;
    return down ? (int) (elapsedNs / PERIOD_NS % shards) : NONE;
  }
}
