package io.penstock.shard;

import org.agrona.concurrent.UnsafeBuffer;

/** FNV-1a with 64 bits: what jjneely/statsrelay hashes a key with. */
final class Fnv1a implements KeyHash {
  private static final long START = 0xcbf29ce484222325L;
  private static final long PRIME = 0x100000001b3L;

  @Override
  public long hash(UnsafeBuffer key, int offset, int length) {
    long hash = START;
    for (int i = offset; i < offset + length; i++) {
      hash = (hash ^ key.getByte(i) & 0xff) * PRIME;
    }
    return hash;
  }
}
