package io.penstock.shard;

/**
 * A fixed number of slots, dealt to the shards: a key keeps its slot for ever, and of N + 1 shards
 * the new one takes its share of slots from those that have most, and nothing else moves.
 *
 * <p>Every shard has as many slots as every other, or one more. That makes it even where a ring or
 * a jump is only even on average.
 */
final class Slots implements Placement {
  /** A power of two, and several for each shard of the largest layout. */
  static final int COUNT = 4096;

  private static final int SHIFT = Long.SIZE - Integer.numberOfTrailingZeros(COUNT);

  private final short[] shardOfSlot = new short[COUNT];

  Slots(int shards) {
    if (shards < 1 || shards > COUNT) {
      throw new IllegalArgumentException(COUNT + " slots cannot be dealt to " + shards + " shards");
    }
    short[] next = new short[COUNT]; // of the same shard; the highest comes first
    int[] first = new int[shards];
    int[] owned = new int[shards];
    for (int slot = 1; slot < COUNT; slot++) {
      next[slot] = (short) (slot - 1);
    }
    first[0] = COUNT - 1;
    owned[0] = COUNT;
    for (int shard = 1; shard < shards; shard++) {
      for (int share = COUNT / (shard + 1); share > 0; share--) {
        int giver = richest(owned, shard);
        int slot = first[giver];
        first[giver] = next[slot];
        owned[giver]--;
        next[slot] = (short) first[shard];
        first[shard] = slot;
        owned[shard]++;
        shardOfSlot[slot] = (short) shard;
      }
    }
  }

  /** Among those before a shard, the first that has most. */
  private static int richest(int[] owned, int before) {
    int richest = 0;
    for (int shard = 1; shard < before; shard++) {
      if (owned[shard] > owned[richest]) {
        richest = shard;
      }
    }
    return richest;
  }

  @Override
  public int of(long hash) {
    return shardOfSlot[slotOf(hash)];
  }

  /** The slot of a hash: its top bits, after all of its bits have been mixed into them. */
  static int slotOf(long hash) {
    return (int) (mixed(hash) >>> SHIFT);
  }

  /** The finalizer of MurmurHash3 x64 128: FNV-1a leaves its top bits to the first characters. */
  private static long mixed(long hash) {
    long h = hash;
    h = (h ^ h >>> 33) * 0xff51afd7ed558ccdL;
    h = (h ^ h >>> 33) * 0xc4ceb9fe1a85ec53L;
    return h ^ h >>> 33;
  }
}
