package io.penstock.shard;

import java.nio.ByteOrder;
import org.agrona.concurrent.UnsafeBuffer;

/** MurmurHash3 x86 32 with the seed of uber/statsrelay and lyft/statsrelay. */
final class Murmur3 implements KeyHash {
  private static final int SEED = 0xaccd3d34;
  private static final int C1 = 0xcc9e2d51;
  private static final int C2 = 0x1b873593;

  @Override
  public long hash(UnsafeBuffer key, int offset, int length) {
    int hash = SEED;
    int limit = offset + length;
    int at = offset;
    for (; at + Integer.BYTES <= limit; at += Integer.BYTES) {
      hash ^= scrambled(key.getInt(at, ByteOrder.LITTLE_ENDIAN));
      hash = Integer.rotateLeft(hash, 13) * 5 + 0xe6546b64;
    }
    int rest = 0;
    for (int i = limit - 1; i >= at; i--) {
      rest = rest << Byte.SIZE | key.getByte(i) & 0xff;
    }
    hash ^= scrambled(rest);
    hash ^= length;
    hash = (hash ^ hash >>> 16) * 0x85ebca6b;
    hash = (hash ^ hash >>> 13) * 0xc2b2ae35;
    return Integer.toUnsignedLong(hash ^ hash >>> 16);
  }

  private static int scrambled(int block) {
    return Integer.rotateLeft(block * C1, 15) * C2;
  }
}
