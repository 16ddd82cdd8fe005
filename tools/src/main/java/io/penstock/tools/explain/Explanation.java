package io.penstock.tools.explain;

import io.penstock.shard.HashKind;
import io.penstock.shard.KeyBytes;
import io.penstock.shard.Layout;
import io.penstock.shard.ShardFunction;
import java.util.OptionalInt;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Where a line goes and why.
 *
 * @param line without its ending
 * @param anatomy its parts
 * @param layout by which it is sharded
 * @param key the bytes that are hashed
 * @param hash of the key, an unsigned number
 * @param slot under {@link HashKind#SLOTS}
 * @param shard the shard
 */
record Explanation(
    byte[] line,
    Anatomy anatomy,
    Layout layout,
    byte[] key,
    long hash,
    OptionalInt slot,
    int shard) {

  static Explanation of(byte[] line, Layout layout, ShardFunction function, KeyBytes keys) {
    UnsafeBuffer buffer = new UnsafeBuffer(line);
    long hash = function.hashOf(buffer, 0, line.length);
    boolean hasSlot = layout.hash() == HashKind.SLOTS;
    return new Explanation(
        line,
        Anatomy.of(line),
        layout,
        keys.of(buffer, 0, line.length),
        hash,
        hasSlot ? OptionalInt.of(ShardFunction.slotOf(hash)) : OptionalInt.empty(),
        function.shardOf(buffer, 0, line.length));
  }

  /** The server of its shard. */
  String destination() {
    return layout.destinations().get(shard);
  }
}
