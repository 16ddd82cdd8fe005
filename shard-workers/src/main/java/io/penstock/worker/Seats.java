package io.penstock.worker;

import io.penstock.shard.Layout;
import io.penstock.shard.ShardFunction;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Which members of a group take the record at hand, by their numbers under one layout: a line is
 * hashed once for all shards and their mirrors, and once more for each second ring with a member
 * here.
 */
final class Seats {
  private static final RingSeats[] NO_RINGS = {};

  private final ShardFunction function;

  /** The members that take the record at hand, by shard number; null elsewhere. */
  private final Member[] taking;

  /** The same of mirrors. */
  private final Member[] mirroring;

  /** The same of each second ring; there is seldom any. */
  private final RingSeats[] rings;

  /** Whether a shard or the mirror of one takes the record at hand. */
  private boolean shardsTake;

  private boolean ringsTake;

  Seats(Layout layout) {
    function = ShardFunction.of(layout);
    taking = new Member[layout.shards()];
    mirroring = new Member[layout.shards()];
    rings =
        layout.mirrors().isEmpty()
            ? NO_RINGS
            : layout.mirrors().entrySet().stream()
                .map(ring -> new RingSeats(ring.getKey(), ring.getValue()))
                .toArray(RingSeats[]::new);
  }

  /** Another record is at hand: {@link #seat} every member of the group. */
  void beginRecord() {
    shardsTake = false;
    ringsTake = false;
  }

  /** Says whether a member takes the record at hand. */
  void seat(Member member, boolean takes) {
    Member taker = takes ? member : null;
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
    Member[] seats = member.isMirror() ? mirroring : taking;
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
    Member shard = taking[number];
    if (shard != null) {
      shard.route(buffer, offset, length, nowNs);
    }
    Member mirror = mirroring[number];
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
