package io.penstock.shard;

import org.agrona.concurrent.UnsafeBuffer;

/**
 * The shard of a line: its key, the key's hash, the remainder by the number of shards.
 *
 * <p>The same line has the same shard in every process on every machine. One instance a thread;
 * nothing is allocated after the factory. No line is wrong: any bytes have a shard. The line comes
 * without its ending, and is at most {@value Key#LINE_BYTES_MAX} bytes long.
 */
public final class ShardFunction {
  private final LineHash hash;
  private final Modulo shards;

  private ShardFunction(LineHash hash, Modulo shards) {
    this.hash = hash;
    this.shards = shards;
  }

  /** The function of a hash, a key rule and a number of shards. */
  public static ShardFunction of(HashKind hash, KeyRule key, int shards) {
    LineHash lineHash =
        switch (hash) {
          case DJB2 -> {
            LineHash plainWay = new KeyThenHash(key, new Djb2());
            yield key == KeyRule.NAME_TAGS ? new Djb2OfLine(plainWay) : plainWay;
          }
        };
    return new ShardFunction(lineHash, new Modulo(shards));
  }

  /** The function of a layout. */
  public static ShardFunction of(Layout layout) {
    return of(layout.hash(), layout.key(), layout.shards());
  }

  /** The shard of a line, 0 to N − 1. */
  public int shardOf(UnsafeBuffer line, int offset, int length) {
    return shards.of(hashOf(line, offset, length));
  }

  /** The hash of a line's key, an unsigned number. */
  public long hashOf(UnsafeBuffer line, int offset, int length) {
    return hash.hash(line, offset, length);
  }
}
