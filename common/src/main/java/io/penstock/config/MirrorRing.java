package io.penstock.config;

import io.penstock.shard.HashKind;
import io.penstock.shard.KeyRule;
import io.penstock.shard.Layout;
import java.util.List;

/**
 * Section {@code [mirror.NAME]}: a whole second ring that gets every line too.
 *
 * @param hash how a key becomes a place in this ring
 * @param key which part of a line is hashed
 * @param destinations its servers, in order; at least one
 * @param forward how each of them is sent to
 */
public record MirrorRing(
    HashKind hash, KeyRule key, List<Destination> destinations, ForwardSettings forward) {
  /** Keeps its own copy. */
  public MirrorRing {
    destinations = List.copyOf(destinations);
  }

  Layout layout() {
    return new Layout(hash, key, destinations.stream().map(Destination::address).toList());
  }
}
