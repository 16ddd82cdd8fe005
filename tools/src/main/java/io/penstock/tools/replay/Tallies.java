package io.penstock.tools.replay;

import java.util.Collection;
import java.util.TreeMap;
import java.util.function.IntToLongFunction;

/** What each shard has, and the sum. */
final class Tallies {
  private final TreeMap<Integer, Tally> byShard = new TreeMap<>();
  private final IntToLongFunction positions;
  private Tally last = new Tally(Integer.MIN_VALUE, 0);

  /** Tallies that have counted nothing. */
  Tallies(IntToLongFunction positions) {
    this.positions = positions;
  }

  Tally of(int shard) {
    if (last.shard() != shard) {
      last = byShard.computeIfAbsent(shard, one -> new Tally(one, positions.applyAsLong(one)));
    }
    return last;
  }

  Collection<Tally> all() {
    return byShard.values();
  }

  long lines() {
    return all().stream().mapToLong(Tally::lines).sum();
  }

  long bytes() {
    return all().stream().mapToLong(Tally::bytes).sum();
  }

  long gauges() {
    return all().stream().mapToLong(Tally::gauges).sum();
  }

  long sent() {
    return all().stream().mapToLong(Tally::sent).sum();
  }

  long waiting() {
    return all().stream().mapToLong(Tally::waiting).sum();
  }
}
