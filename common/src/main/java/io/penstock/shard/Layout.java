package io.penstock.shard;

import java.util.List;
import java.util.Objects;

/**
 * Hash, key rule and number of shards, with the destination of each shard when it was written.
 *
 * @param hash how a key becomes a shard
 * @param key which bytes of a line are the key
 * @param destinations one address a shard, in shard order, as {@code udp://host:port}
 */
public record Layout(HashKind hash, KeyRule key, List<String> destinations) {
  /** Checks that there is at least one shard. */
  public Layout {
    Objects.requireNonNull(hash);
    Objects.requireNonNull(key);
    destinations = List.copyOf(destinations);
    if (destinations.isEmpty()) {
      throw new IllegalArgumentException("a layout has at least one destination");
    }
  }

  /** The number of shards, N. */
  public int shards() {
    return destinations.size();
  }
}
