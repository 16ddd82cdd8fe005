package io.penstock.shard;

/**
 * Jump consistent hash: of N + 1 shards the new one takes its share from all, and nothing else
 * moves.
 *
 * <p>Source: Lamping and Veach, "A Fast, Minimal Memory, Consistent Hash Algorithm", 2014; the
 * arithmetic of jjneely/statsrelay's jump.go.
 */
final class Jump implements Placement {
  private static final long MULTIPLIER = 2_862_933_555_777_941_757L;

  private final int shards;

  Jump(int shards) {
    if (shards < 1) {
      throw new IllegalArgumentException("there are no " + shards + " shards");
    }
    this.shards = shards;
  }

  @Override
  public int of(long hash) {
    long key = hash;
    long last = -1;
    long next = 0;
    while (next < shards) {
      last = next;
      key = key * MULTIPLIER + 1;
      next = (long) ((last + 1) * ((double) (1L << 31) / ((key >>> 33) + 1)));
    }
    return (int) last;
  }
}
