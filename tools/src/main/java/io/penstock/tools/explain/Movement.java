package io.penstock.tools.explain;

import io.penstock.shard.KeyBytes;
import io.penstock.shard.Layout;
import io.penstock.shard.ShardFunction;
import io.penstock.tools.top.Distinct;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Counts lines and series by the shard they have now and the one they would have. A series is a key
 * of the layout now. Bounded by the number of pairs of shards. One thread.
 */
final class Movement {
  /** From one shard to another. */
  record Pair(int from, int to) implements Comparable<Pair> {
    @Override
    public int compareTo(Pair other) {
      return from == other.from ? Integer.compare(to, other.to) : Integer.compare(from, other.from);
    }
  }

  /** The lines that move from one shard to another. */
  static final class Flow {
    private long lines;
    private final Distinct series = new Distinct();

    long lines() {
      return lines;
    }

    long series() {
      return series.estimate();
    }
  }

  private final Layout now;
  private final Optional<Layout> wouldBe;
  private final KeyBytes keys;
  private final ShardFunction functionNow;
  private final ShardFunction functionThen;
  private final Map<Pair, Flow> flows = new TreeMap<>();
  private final Flow all = new Flow();
  private final Flow moved = new Flow();
  private final long[] linesNow;
  private final long[] linesThen;

  Movement(Layout now, Optional<Layout> wouldBe) {
    this.now = now;
    this.wouldBe = wouldBe;
    this.keys = new KeyBytes(now.key());
    this.functionNow = ShardFunction.of(now);
    this.functionThen = ShardFunction.of(wouldBe.orElse(now));
    this.linesNow = new long[now.shards()];
    this.linesThen = new long[wouldBe.orElse(now).shards()];
  }

  void add(UnsafeBuffer buffer, int offset, int length) {
    byte[] key = keys.of(buffer, offset, length);
    int from = functionNow.shardOf(buffer, offset, length);
    int to = functionThen.shardOf(buffer, offset, length);
    linesNow[from]++;
    linesThen[to]++;
    count(all, key);
    if (from != to) {
      count(moved, key);
      count(flows.computeIfAbsent(new Pair(from, to), _ -> new Flow()), key);
    }
  }

  private static void count(Flow flow, byte[] key) {
    flow.lines++;
    flow.series.add(key);
  }

  Layout now() {
    return now;
  }

  Optional<Layout> wouldBe() {
    return wouldBe;
  }

  Flow all() {
    return all;
  }

  Flow moved() {
    return moved;
  }

  /** What would move, by pairs of different shards. */
  Map<Pair, Flow> flows() {
    return flows;
  }

  long[] linesNow() {
    return linesNow;
  }

  long[] linesThen() {
    return linesThen;
  }
}
