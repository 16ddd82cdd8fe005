package io.penstock.worker;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.agrona.CloseHelper;

/** Shards that end in order: what is pending is sent, and acknowledgements are waited for. */
final class EndingShards {
  /** How long a clean end waits for a stream's acknowledgements. */
  private static final long SETTLE_NS = 300_000_000;

  private static final int SETTLE_PASSES = 10;

  private final List<Ending> list = new ArrayList<>();

  private record Ending(Shard shard, long untilNs, Consumer<Shard> release) {}

  boolean isEmpty() {
    return list.isEmpty();
  }

  /**
   * Begins to end a shard for which nothing is read any more.
   *
   * @param release is given the shard when it has ended
   */
  void add(Shard shard, long nowNs, Consumer<Shard> release) {
    list.add(new Ending(shard, nowNs + SETTLE_NS, release));
    advance(nowNs);
  }

  /**
   * Advances all of them, without waiting.
   *
   * @return whether one came to its end
   */
  boolean advance(long nowNs) {
    boolean hasEnded = false;
    for (int i = list.size() - 1; i >= 0; i--) {
      Ending one = list.get(i);
      if (one.shard().settles(nowNs) || nowNs - one.untilNs() >= 0) {
        list.remove(i);
        one.shard().finish(nowNs);
        one.release().accept(one.shard());
        hasEnded = true;
      }
    }
    return hasEnded;
  }

  /** The end of the process: all wait together, and no longer than one would. */
  void await(long nowNs) {
    for (int pass = 0; pass < SETTLE_PASSES && !list.isEmpty(); pass++) {
      long eachNs = SETTLE_NS / SETTLE_PASSES / list.size();
      list.forEach(one -> one.shard().await(eachNs));
      advance(nowNs);
    }
    advance(nowNs + SETTLE_NS);
  }

  /** The end after a failure: nothing is sent or committed. */
  void abandon() {
    list.forEach(one -> CloseHelper.quietClose(one.shard()));
  }
}
