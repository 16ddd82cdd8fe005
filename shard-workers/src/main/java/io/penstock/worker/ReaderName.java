package io.penstock.worker;

/**
 * The name of a reader: {@code shard-3} sends shard 3 to its destination, {@code mirror-3} sends
 * the same lines to another.
 */
record ReaderName(int shard, boolean isMirror) {
  /** The word before the number. */
  String kind() {
    return isMirror ? "mirror" : "shard";
  }

  @Override
  public String toString() {
    return kind() + "-" + shard;
  }
}
