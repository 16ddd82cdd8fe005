package io.penstock.shard;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Where hashes fall, how evenly, and what moves when a shard is added. */
class PlacementTest {
  private static final int KEYS = 40_000;

  private static List<String> servers(int count) {
    return IntStream.range(0, count).mapToObj(i -> "udp://10.0.0." + (i + 1) + ":8125").toList();
  }

  /** Fingerprints of the rings of npm hashring 3.2.0. */
  @Test
  void theRingsAreThoseOfHashring() throws Exception {
    List<String> three =
        List.of("udp://127.0.0.1:8127", "udp://127.0.0.1:8129", "udp://127.0.0.1:8131");
    List<String> two = List.of(three.getFirst(), three.getLast());
    assertEquals(
        "0ca681bdd9ca8c31c5ebce1d731d7299027dac567e31647973d0313631bca3a7",
        sha256(Ring.ofStatsdProxy(three).text(three)));
    assertEquals(
        "bbb88296737ab67aefb95a13de3bb27f994e56ae0de6f6073e85d63855b60e76",
        sha256(Ring.ofStatsdProxy(two).text(two)));
    assertEquals(
        "5aeb1ec7f0486b850be3a1d6711d71d37271beadc1bfad94eb597a0d3d469a1c",
        sha256(Ring.ofKetama(three).text(three)));
  }

  private static String sha256(String text) throws Exception {
    MessageDigest digest = MessageDigest.getInstance("SHA-256");
    return HexFormat.of().formatHex(digest.digest(text.getBytes(StandardCharsets.US_ASCII)));
  }

  /** The sum in doubles falls short of 40 for these, and so do the points. */
  @Test
  void hashringsSumIsWrongInTheSamePlaces() {
    List<Integer> short39 =
        IntStream.rangeClosed(1, 200).filter(n -> Ring.digestsByWeight(n) == 39).boxed().toList();
    assertEquals(List.of(7, 14, 28, 49, 56, 98, 103, 112, 141, 147, 161, 196), short39);
    assertTrue(IntStream.rangeClosed(1, 200).allMatch(n -> Ring.digestsByWeight(n) >= 39));
  }

  @Test
  void anAddressIsNamedAsOtherProxiesNameIt() {
    assertEquals("10.0.0.1:8125", Ring.nameOf("udp://10.0.0.1:8125"));
    assertEquals("::1:8125", Ring.nameOf("tcp://[::1]:8125"));
    assertEquals("a:1", Ring.nameOf("a:1"));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 7, 64, 1000, 1024, 4096})
  void slotsAreDealtEvenly(int shards) {
    int[] owned = new int[shards];
    Slots slots = new Slots(shards);
    Random random = new Random(3);
    boolean[] seen = new boolean[Slots.COUNT];
    for (int left = Slots.COUNT; left > 0; ) {
      long hash = random.nextLong();
      int slot = Slots.slotOf(hash);
      if (!seen[slot]) {
        seen[slot] = true;
        owned[slots.of(hash)]++;
        left--;
      }
    }
    int least = IntStream.of(owned).min().orElseThrow();
    int most = IntStream.of(owned).max().orElseThrow();
    assertTrue(most - least <= 1, least + " to " + most);
  }

  @ParameterizedTest
  @EnumSource(
      value = HashKind.class,
      names = {"SLOTS", "JUMP", "STATSD_PROXY", "KETAMA"})
  void aNewShardTakesItsShareAndNothingElseMoves(HashKind kind) {
    for (int shards = 1; shards <= 9; shards++) {
      Placement before = placement(kind, shards);
      Placement after = placement(kind, shards + 1);
      // A ring for 7 servers has 39 points each, one for 8 has 40: those move series of their own.
      boolean isExact =
          kind != HashKind.STATSD_PROXY
              || Ring.digestsByWeight(shards) == Ring.digestsByWeight(shards + 1);
      int moved = 0;
      Random random = new Random(shards);
      for (int i = 0; i < KEYS; i++) {
        long hash = hash(kind, random);
        int now = after.of(hash);
        if (now != before.of(hash)) {
          moved++;
          assertTrue(now == shards || !isExact, kind + " of " + shards + " moves to " + now);
        }
      }
      double fair = (double) KEYS / (shards + 1);
      assertTrue(moved > fair / 2 && moved < fair * 2, kind + ": " + moved + " of " + fair);
    }
  }

  private static long hash(HashKind kind, Random random) {
    return kind.usesAddresses() ? random.nextLong(1L << 32) : random.nextLong();
  }

  private static Placement placement(HashKind kind, int shards) {
    return switch (kind) {
      case SLOTS -> new Slots(shards);
      case JUMP -> new Jump(shards);
      case STATSD_PROXY -> Ring.ofStatsdProxy(servers(shards));
      case KETAMA -> Ring.ofKetama(servers(shards));
      default -> new Modulo(shards);
    };
  }

  @Test
  void theEndsOfARingMeet() {
    List<String> servers = servers(3);
    Ring ring = Ring.ofKetama(servers);
    String[] points = ring.text(servers).split("\n");
    long last = Long.parseLong(points[points.length - 1].split(" ")[0]);
    assertEquals(ring.of(0), ring.of(last + 1), "beyond the last point comes the first");
    assertEquals(ring.of(0), ring.of(0xffff_ffffL));
  }

  @Test
  void aHashThatNeedsAddressesIsRefusedWithoutThem() {
    assertThrows(
        IllegalArgumentException.class,
        () -> ShardFunction.of(HashKind.KETAMA, KeyRule.BEFORE_COLON, 3));
  }
}
