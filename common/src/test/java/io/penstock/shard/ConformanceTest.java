package io.penstock.shard;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.penstock.statsd.Lines;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

class ConformanceTest {
  @TestFactory
  Stream<DynamicTest> hashesAreThoseOfTheProxyThatPenstockReplaces() {
    return VectorFile.rows("seed-lines.tsv").stream()
        .skip(1)
        .map(row -> DynamicTest.dynamicTest("line " + row[0], () -> assertSeed(row)));
  }

  private static void assertSeed(String[] row) {
    assertEquals(row[1], hash(row[0]));
    for (int shards = 2; shards <= 4; shards++) {
      assertEquals(Integer.parseInt(row[shards]), shard(row[0], shards), "of " + shards);
    }
  }

  @TestFactory
  Stream<DynamicTest> hashesOfKeysAgreeWithTheTableOfAllProxies() {
    List<String[]> rows = VectorFile.rows("keys.tsv");
    int hash = List.of(rows.getFirst()).indexOf("djb2_seed_u64");
    int third = List.of(rows.getFirst()).indexOf("mod3");
    return rows.stream()
        .skip(1)
        .map(
            row ->
                DynamicTest.dynamicTest(
                    "key " + row[0],
                    () -> {
                      assertEquals(row[hash], hash(row[0] + ":1|c"));
                      assertEquals(Integer.parseInt(row[third]), shard(row[0] + ":1|c", 3));
                    }));
  }

  @TestFactory
  Stream<DynamicTest> keysFallOntoTheShardsOfTheOtherProxies() {
    List<String[]> rows = VectorFile.rows("keys.tsv");
    List<String> columns = List.of(rows.getFirst());
    return rows.stream()
        .skip(1)
        .map(row -> DynamicTest.dynamicTest("key " + row[0], () -> assertOthers(columns, row)));
  }

  private static void assertOthers(List<String> columns, String[] row) {
    String line = row[0] + ":1|c";
    for (int shards : new int[] {3, 4, 64}) {
      assertOther(row[columns.indexOf("jump" + shards)], line, count(HashKind.JUMP, shards));
    }
    for (int shards : new int[] {4, 4096}) {
      assertOther(row[columns.indexOf("mod" + shards)], line, count(HashKind.STATSRELAY, shards));
    }
    assertEquals(row[columns.indexOf("fnv1a64_hex")], hex(HashKind.SLOTS, line));
    assertEquals(
        Long.parseLong(row[columns.indexOf("murmur3_32_seed_accd3d34")]),
        Long.parseLong(hex(HashKind.STATSRELAY, line), 16));
    Layout ring = ring(HashKind.STATSD_PROXY);
    assertEquals(
        Long.parseLong(row[columns.indexOf("proxyjs_hash")]), hash(line, ShardFunction.of(ring)));
    int server = shard(line, ring);
    assertEquals(
        row[columns.indexOf("proxyjs_3.2.0_nodes8127_8129_8131")],
        ring.destinations().get(server).substring("udp://".length()));
    Layout ketama = ring(HashKind.KETAMA);
    assertEquals(
        row[columns.indexOf("ketama160_same_nodes")],
        ketama.destinations().get(shard(line, ketama)).substring("udp://".length()));
  }

  private static void assertOther(String expected, String line, Layout layout) {
    assertEquals(Integer.parseInt(expected), shard(line, layout), layout.hash().label());
    byte[] bytes = line.getBytes(StandardCharsets.UTF_8);
    assertEquals(Integer.parseInt(expected), PlainShard.of(bytes, layout), "plainly");
  }

  private static Layout count(HashKind hash, int shards) {
    return new Layout(hash, KeyRule.BEFORE_COLON, Collections.nCopies(shards, "udp://a:1"));
  }

  private static Layout ring(HashKind hash) {
    List<String> servers =
        List.of("udp://127.0.0.1:8127", "udp://127.0.0.1:8129", "udp://127.0.0.1:8131");
    return new Layout(hash, KeyRule.BEFORE_COLON, servers);
  }

  private static String hex(HashKind kind, String line) {
    return "%016x".formatted(hash(line, ShardFunction.of(count(kind, 2))));
  }

  private static long hash(String line, ShardFunction function) {
    UnsafeBuffer bytes = new UnsafeBuffer(line.getBytes(StandardCharsets.UTF_8));
    return function.hashOf(bytes, 0, bytes.capacity());
  }

  private static int shard(String line, Layout layout) {
    UnsafeBuffer bytes = new UnsafeBuffer(line.getBytes(StandardCharsets.UTF_8));
    return ShardFunction.of(layout).shardOf(bytes, 0, bytes.capacity());
  }

  @TestFactory
  Stream<DynamicTest> datagramsFallIntoTheirLinesAndLinesOntoTheirShards() {
    return VectorFile.rows("pass-through.tsv").stream()
        .map(row -> DynamicTest.dynamicTest(row[0], () -> assertPassThrough(row)));
  }

  private static void assertPassThrough(String[] row) {
    UnsafeBuffer datagram = new UnsafeBuffer(VectorFile.bytes(row[1]));
    for (KeyRule rule : List.of(KeyRule.NAME, KeyRule.NAME_TAGS, KeyRule.NAME_ALL_TAGS)) {
      ShardFunction function = ShardFunction.of(HashKind.DJB2, rule, 4);
      List<String> lines = new ArrayList<>();
      List<String> shards = new ArrayList<>();
      int limit = datagram.capacity();
      for (int from = 0; from < limit; ) {
        int end = Lines.endOfLine(datagram, from, limit);
        int length = Lines.lengthOf(datagram, from, end, limit);
        if (length > 0) {
          byte[] line = new byte[length];
          datagram.getBytes(from, line);
          lines.add(new String(line, StandardCharsets.ISO_8859_1));
          shards.add(Integer.toString(function.shardOf(datagram, from, length)));
        }
        from = end + 1;
      }
      String expected = new String(VectorFile.bytes(row[2]), StandardCharsets.ISO_8859_1);
      assertEquals(expected, String.join("\n", lines));
      assertEquals(row[3 + rule.ordinal()], String.join(",", shards), rule.label());
    }
  }

  private static String hash(String line) {
    UnsafeBuffer bytes = new UnsafeBuffer(line.getBytes(StandardCharsets.UTF_8));
    ShardFunction function = ShardFunction.of(HashKind.DJB2, KeyRule.NAME_TAGS, 1);
    return Long.toUnsignedString(function.hashOf(bytes, 0, bytes.capacity()));
  }

  private static int shard(String line, int shards) {
    UnsafeBuffer bytes = new UnsafeBuffer(line.getBytes(StandardCharsets.UTF_8));
    return ShardFunction.of(HashKind.DJB2, KeyRule.NAME_TAGS, shards)
        .shardOf(bytes, 0, bytes.capacity());
  }
}
