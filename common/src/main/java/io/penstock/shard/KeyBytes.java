package io.penstock.shard;

import org.agrona.concurrent.UnsafeBuffer;

/** Copies the keys of lines, for those who show or count them. One a thread. */
public final class KeyBytes {
  private final Key key;

  /** By that rule. */
  public KeyBytes(KeyRule rule) {
    this.key = new Key(rule);
  }

  /** The bytes of a line that are hashed. */
  public byte[] of(UnsafeBuffer line, int offset, int length) {
    key.find(line, offset, offset + length);
    byte[] bytes = new byte[key.length()];
    key.buffer().getBytes(key.offset(), bytes);
    return bytes;
  }
}
