package io.penstock.shard;

import org.agrona.concurrent.UnsafeBuffer;

/** Finds the key of a line, puts it together where it must, and hashes that. One a thread. */
final class KeyThenHash implements LineHash {
  private final Key key;
  private final KeyHash hash;

  KeyThenHash(KeyRule rule, KeyHash hash) {
    this.key = new Key(rule);
    this.hash = hash;
  }

  @Override
  public long hash(UnsafeBuffer line, int offset, int length) {
    key.find(line, offset, offset + length);
    return hash.hash(key.buffer(), key.offset(), key.length());
  }
}
