package io.penstock.tools.sink;

/** What is known of one key. */
final class KeyLedger {
  final byte[] key;
  final long hash;
  final NumberSet numbers = new NumberSet();
  private final int firstPort;
  private boolean moved;

  KeyLedger(byte[] key, long hash, int firstPort) {
    this.key = key;
    this.hash = hash;
    this.firstPort = firstPort;
  }

  /** Takes note of a port the key was seen on. */
  void seenOn(int port) {
    moved |= port != firstPort;
  }

  boolean moved() {
    return moved;
  }
}
