package io.penstock.shard;

import java.util.Collections;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * The shard of a line: its key, the key's hash, the place of the hash among the shards.
 *
 * <p>The same line has the same shard in every process on every machine. One instance a thread;
 * nothing is allocated after the factory. No line is wrong: any bytes have a shard. The line comes
 * without its ending, and is at most {@value Key#LINE_BYTES_MAX} bytes long.
 */
public final class ShardFunction {
  private final LineHash hash;
  private final Placement placement;

  private ShardFunction(LineHash hash, Placement placement) {
    this.hash = hash;
    this.placement = placement;
  }

  /**
   * The function of a hash, a key rule and a number of shards.
   *
   * @throws IllegalArgumentException when the hash needs the servers' addresses
   */
  public static ShardFunction of(HashKind hash, KeyRule key, int shards) {
    if (hash.usesAddresses()) {
      throw new IllegalArgumentException(hash.label() + " needs the addresses of the servers");
    }
    return of(new Layout(hash, key, Collections.nCopies(shards, "")));
  }

  /** The function of a layout. */
  public static ShardFunction of(Layout layout) {
    KeyRule key = layout.key();
    LineHash hash =
        switch (layout.hash()) {
          case DJB2 -> {
            LineHash plainWay = new KeyThenHash(key, new Djb2());
            yield key == KeyRule.NAME_TAGS ? new Djb2OfLine(plainWay) : plainWay;
          }
          case SLOTS, JUMP -> new KeyThenHash(key, new Fnv1a());
          case STATSRELAY -> new KeyThenHash(key, new Murmur3());
          case STATSD_PROXY, KETAMA -> new KeyThenHash(key, new Md5());
        };
    Placement placement =
        switch (layout.hash()) {
          case DJB2, STATSRELAY -> new Modulo(layout.shards());
          case SLOTS -> new Slots(layout.shards());
          case JUMP -> new Jump(layout.shards());
          case STATSD_PROXY -> Ring.ofStatsdProxy(layout.destinations());
          case KETAMA -> Ring.ofKetama(layout.destinations());
        };
    return new ShardFunction(hash, placement);
  }

  /** The shard of a line, 0 to N − 1. */
  public int shardOf(UnsafeBuffer line, int offset, int length) {
    return placement.of(hashOf(line, offset, length));
  }

  /** The hash of a line's key, an unsigned number. */
  public long hashOf(UnsafeBuffer line, int offset, int length) {
    return hash.hash(line, offset, length);
  }

  /** The slot of a hash under {@link HashKind#SLOTS}, 0 to 4095. */
  public static int slotOf(long hash) {
    return Slots.slotOf(hash);
  }
}
