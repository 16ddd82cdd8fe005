package io.penstock.shard;

/** Turns the hash of a key into a shard. Allocates nothing after its factory. */
sealed interface Placement permits Modulo, Jump, Slots, Ring {
  /** The shard of a hash, 0 to N − 1. */
  int of(long hash);
}
