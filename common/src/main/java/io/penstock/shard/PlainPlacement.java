package io.penstock.shard;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

/** From hashes to shards again, by lists and maps; for audits. Any thread. */
final class PlainPlacement {
  private static final Map<Layout, TreeMap<Long, Integer>> RINGS = new ConcurrentHashMap<>();
  private static final Map<Integer, List<Integer>> SLOTS = new ConcurrentHashMap<>();
  private static final BigInteger TWO_64 = BigInteger.ONE.shiftLeft(64);

  private PlainPlacement() {}

  static int ofJump(BigInteger hash, int shards) {
    BigInteger key = hash;
    long last = -1;
    for (long next = 0; next < shards; ) {
      last = next;
      key = key.multiply(BigInteger.valueOf(2_862_933_555_777_941_757L)).add(BigInteger.ONE);
      key = key.mod(TWO_64);
      double quotient = 0x1p31 / key.shiftRight(33).add(BigInteger.ONE).doubleValue();
      next = (long) ((last + 1) * quotient);
    }
    return (int) last;
  }

  static int ofSlots(BigInteger hash, int shards) {
    BigInteger mixed = shifted(hash).multiply(new BigInteger("ff51afd7ed558ccd", 16)).mod(TWO_64);
    mixed = shifted(mixed).multiply(new BigInteger("c4ceb9fe1a85ec53", 16)).mod(TWO_64);
    int slot = shifted(mixed).shiftRight(52).intValueExact();
    return SLOTS.computeIfAbsent(shards, PlainPlacement::dealt).get(slot);
  }

  private static BigInteger shifted(BigInteger number) {
    return number.xor(number.shiftRight(33));
  }

  /** The shard of each slot. */
  private static List<Integer> dealt(int shards) {
    List<ArrayList<Integer>> slotsOf = new ArrayList<>();
    slotsOf.add(new ArrayList<>());
    for (int slot = 0; slot < 4096; slot++) {
      slotsOf.getFirst().add(slot);
    }
    while (slotsOf.size() < shards) {
      ArrayList<Integer> taken = new ArrayList<>();
      while (taken.size() < 4096 / (slotsOf.size() + 1)) {
        ArrayList<Integer> giver = slotsOf.getFirst();
        for (ArrayList<Integer> other : slotsOf) {
          giver = other.size() > giver.size() ? other : giver;
        }
        taken.add(giver.removeLast());
      }
      slotsOf.add(taken);
    }
    Integer[] shardOf = new Integer[4096];
    for (int shard = 0; shard < shards; shard++) {
      for (int slot : slotsOf.get(shard)) {
        shardOf[slot] = shard;
      }
    }
    return List.of(shardOf);
  }

  static int ofRing(long hash, Layout layout) {
    TreeMap<Long, Integer> ring = RINGS.computeIfAbsent(layout, PlainPlacement::ring);
    Map.Entry<Long, Integer> found = ring.ceilingEntry(hash);
    return (found == null ? ring.firstEntry() : found).getValue();
  }

  private static TreeMap<Long, Integer> ring(Layout layout) {
    boolean isKetama = layout.hash() == HashKind.KETAMA;
    int shards = layout.shards();
    double share = 100.0 / (100.0 * shards);
    int digests = isKetama ? 40 : (int) (share * 40 * shards);
    TreeMap<Long, Integer> ring = new TreeMap<>();
    for (int shard = 0; shard < shards; shard++) {
      String[] schemeAndName = layout.destinations().get(shard).split("://");
      String name = schemeAndName[schemeAndName.length - 1].replace("[", "").replace("]", "");
      for (int i = 0; i < digests; i++) {
        byte[] text = (name + "-" + i).getBytes(StandardCharsets.UTF_8);
        for (int group = 0; group < (isKetama ? 4 : 1); group++) {
          ring.putIfAbsent(PlainHash.md5(text, group), shard);
        }
      }
    }
    return ring;
  }
}
