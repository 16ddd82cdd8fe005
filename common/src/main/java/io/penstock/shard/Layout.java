package io.penstock.shard;

import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Hash, key rule and number of shards, with the destination of each shard when it was written.
 *
 * @param hash how a key becomes a shard
 * @param key which bytes of a line are the key
 * @param destinations one address a shard, in shard order, as {@code udp://host:port}
 * @param mirrors the same of whole second rings that get every line too, by name; they have none
 */
public record Layout(
    HashKind hash, KeyRule key, List<String> destinations, Map<String, Layout> mirrors) {
  /** A layout without a second ring. */
  public Layout(HashKind hash, KeyRule key, List<String> destinations) {
    this(hash, key, destinations, Map.of());
  }

  /** Checks that there is at least one shard, and no mirror of a mirror. */
  public Layout {
    Objects.requireNonNull(hash);
    Objects.requireNonNull(key);
    destinations = List.copyOf(destinations);
    mirrors = Map.copyOf(mirrors);
    if (destinations.isEmpty()) {
      throw new IllegalArgumentException("a layout has at least one destination");
    }
    if (mirrors.values().stream().anyMatch(mirror -> !mirror.mirrors().isEmpty())) {
      throw new IllegalArgumentException("a mirror has no mirrors");
    }
  }

  /** The number of shards, N. */
  public int shards() {
    return destinations.size();
  }
}
