package io.penstock.audit;

/** The lines of one record by the shards of one ring: how many, and what they say. */
final class ShardLines {
  private final long[] counts;
  private final long[] contents;

  ShardLines(int shards) {
    counts = new long[shards];
    contents = new long[shards];
  }

  void add(int shard, long content) {
    counts[shard]++;
    contents[shard] += content;
  }

  long count(int shard) {
    return counts[shard];
  }

  /** Sum of the content hashes. */
  long content(int shard) {
    return contents[shard];
  }
}
