package io.penstock.tools.replay;

import io.penstock.dialect.Dialect;
import io.penstock.dialect.Rewriter;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntFunction;

/**
 * How the lines of each shard are written for whom they are sent to: as the worker would, who sends
 * late. One thread.
 */
final class Dialects {
  private final IntFunction<Dialect> ofShard;
  private final Map<Integer, One> known = new HashMap<>();

  private record One(Dialect dialect, Optional<Rewriter> rewriter) {
    static One of(Dialect dialect) {
      return new One(
          dialect, dialect.rewrites() ? Optional.of(new Rewriter(dialect)) : Optional.empty());
    }
  }

  Dialects(IntFunction<Dialect> ofShard) {
    this.ofShard = ofShard;
  }

  private One of(int shard) {
    return known.computeIfAbsent(shard, one -> One.of(ofShard.apply(one)));
  }

  /** Whether a line of that type is not sent at all. */
  boolean isUnwanted(int shard, String type) {
    return switch (type) {
      case "event" -> of(shard).dialect().drop().contains(Dialect.Sort.EVENTS);
      case "check" -> of(shard).dialect().drop().contains(Dialect.Sort.SERVICE_CHECKS);
      default -> false;
    };
  }

  /** Rewrites the lines of a shard; empty where they pass unchanged. */
  Optional<Rewriter> rewriter(int shard) {
    return of(shard).rewriter();
  }
}
