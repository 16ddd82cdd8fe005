package io.penstock.tools.explain;

import io.penstock.shard.HashKind;
import io.penstock.shard.KeyBytes;
import io.penstock.shard.Layout;
import io.penstock.shard.ReaderName;
import io.penstock.shard.ShardFunction;
import java.util.OptionalInt;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Where a line goes in one ring, and why.
 *
 * @param ring the shards, or a second ring
 * @param layout of that ring
 * @param key the bytes that are hashed
 * @param hash of the key, an unsigned number
 * @param slot under {@link HashKind#SLOTS}
 * @param shard the place in the ring
 */
record Way(String ring, Layout layout, byte[] key, long hash, OptionalInt slot, int shard) {

  /** Finds the ways in one ring; one instance a thread. */
  static final class Finder {
    private final String ring;
    private final Layout layout;
    private final ShardFunction function;
    private final KeyBytes keys;

    Finder(String ring, Layout layout) {
      this.ring = ring;
      this.layout = layout;
      this.function = ShardFunction.of(layout);
      this.keys = new KeyBytes(layout.key());
    }

    Way of(byte[] line) {
      UnsafeBuffer buffer = new UnsafeBuffer(line);
      long hash = function.hashOf(buffer, 0, line.length);
      boolean hasSlot = layout.hash() == HashKind.SLOTS;
      return new Way(
          ring,
          layout,
          keys.of(buffer, 0, line.length),
          hash,
          hasSlot ? OptionalInt.of(ShardFunction.slotOf(hash)) : OptionalInt.empty(),
          function.shardOf(buffer, 0, line.length));
    }
  }

  /** The reader that sends it. */
  ReaderName reader() {
    return new ReaderName(ring, shard);
  }

  /** The server of its shard. */
  String destination() {
    return layout.destinations().get(shard);
  }
}
