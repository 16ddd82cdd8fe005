package io.penstock.worker.reading;

import io.penstock.shard.Layout;
import io.penstock.shard.ShardFunction;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * The members of a group that read for one second ring, under one layout: a line is hashed once for
 * all of them, and not at all for a record that none of them takes.
 */
final class RingTable {
  private final String name;
  private final ShardFunction function;

  /** The members that take the record at hand, by number; null elsewhere. */
  private final Reader[] taking;

  private int taken;

  RingTable(String name, Layout layout) {
    this.name = name;
    this.function = ShardFunction.of(layout);
    this.taking = new Reader[layout.shards()];
  }

  /** Whether that member reads for this ring. */
  boolean isFor(Reader member) {
    return name.equals(member.name().ring());
  }

  /** Sets which reader, if any, takes the current record in a member's place. */
  void seat(Reader member, Reader takes) {
    int number = member.number();
    if (number < taking.length) {
      taken += (takes == null ? 0 : 1) - (taking[number] == null ? 0 : 1);
      taking[number] = takes;
    }
  }

  /** Whether any reader takes the current record. */
  boolean areTaken() {
    return taken > 0;
  }

  /** Hands a line to whom it belongs, if he takes it. */
  void route(UnsafeBuffer buffer, int offset, int length, long nowNs) {
    Reader member = taking[function.shardOf(buffer, offset, length)];
    if (member != null) {
      member.route(buffer, offset, length, nowNs);
    }
  }
}
