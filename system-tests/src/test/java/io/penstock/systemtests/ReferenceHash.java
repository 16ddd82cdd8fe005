package io.penstock.systemtests;

import java.util.Arrays;

/**
 * The shard of an ASCII key by the rule of the Rust proxy, written so that one sees it is right.
 */
final class ReferenceHash {
  private ReferenceHash() {}

  /** The shard of a name with its tags, as {@code name,tag,tag}. */
  static int shardOf(String key, int shards) {
    String[] tags = key.split(",", -1);
    Arrays.sort(tags, 1, tags.length);
    long hash = 5381;
    for (char c : String.join(",", tags).toCharArray()) {
      hash = hash * 33 + c;
    }
    return (int) Long.remainderUnsigned(hash, shards);
  }
}
