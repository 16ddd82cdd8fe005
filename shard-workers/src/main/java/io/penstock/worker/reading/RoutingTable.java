package io.penstock.worker.reading;

import io.penstock.shard.Layout;
import io.penstock.shard.ShardFunction;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Which members of a group take the record at hand, by their numbers under one layout: a line is
 * hashed once for all shards and their mirrors, and once more for each second ring with a member
 * here.
 */
final class RoutingTable {
  private static final RingTable[] NO_RINGS = {};

  private final ShardFunction function;

  /** The members that take the record at hand, by shard number; null elsewhere. */
  private final Reader[] taking;

  /** The same of mirrors. */
  private final Reader[] mirroring;

  /** The same of each second ring; there is seldom any. */
  private final RingTable[] rings;

  /** Whether a shard or the mirror of one takes the record at hand. */
  private boolean shardsTake;

  private boolean ringsTake;

  RoutingTable(Layout layout) {
    function = ShardFunction.of(layout);
    taking = new Reader[layout.shards()];
    mirroring = new Reader[layout.shards()];
    rings =
        layout.mirrors().isEmpty()
            ? NO_RINGS
            : layout.mirrors().entrySet().stream()
                .map(ring -> new RingTable(ring.getKey(), ring.getValue()))
                .toArray(RingTable[]::new);
  }

  /** Another record is at hand: {@link #seat} every member of the group. */
  void beginRecord() {
    shardsTake = false;
    ringsTake = false;
  }

  /** Says whether a member takes the record at hand. */
  void seat(Reader member, boolean takes) {
    Reader taker = takes ? member : null;
    if (member.isOfRing()) {
      ringsTake |= takes;
      for (int i = 0; i < rings.length; i++) {
        if (rings[i].isFor(member)) {
          rings[i].seat(member, taker);
        }
      }
      return;
    }
    shardsTake |= takes;
    Reader[] seats = member.isMirror() ? mirroring : taking;
    if (member.number() < seats.length) {
      seats[member.number()] = taker;
    }
  }

  /** Hands a line of the record at hand to those whose it is. */
  void route(UnsafeBuffer buffer, int offset, int length, long nowNs) {
    if (shardsTake) {
      routeToShards(buffer, offset, length, nowNs);
    }
    if (ringsTake) {
      routeToRings(buffer, offset, length, nowNs);
    }
  }

  private void routeToShards(UnsafeBuffer buffer, int offset, int length, long nowNs) {
    int number = function.shardOf(buffer, offset, length);
    Reader shard = taking[number];
    if (shard != null) {
      shard.route(buffer, offset, length, nowNs);
    }
    Reader mirror = mirroring[number];
    if (mirror != null) {
      mirror.route(buffer, offset, length, nowNs);
    }
  }

  private void routeToRings(UnsafeBuffer buffer, int offset, int length, long nowNs) {
    for (int i = 0; i < rings.length; i++) {
      if (rings[i].areTaken()) {
        rings[i].route(buffer, offset, length, nowNs);
      }
    }
  }
}
