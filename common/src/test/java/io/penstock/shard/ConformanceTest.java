package io.penstock.shard;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.penstock.statsd.Lines;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
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
  Stream<DynamicTest> datagramsFallIntoTheirLinesAndLinesOntoTheirShards() {
    return VectorFile.rows("pass-through.tsv").stream()
        .map(row -> DynamicTest.dynamicTest(row[0], () -> assertPassThrough(row)));
  }

  private static void assertPassThrough(String[] row) {
    UnsafeBuffer datagram = new UnsafeBuffer(VectorFile.bytes(row[1]));
    for (KeyRule rule : KeyRule.values()) {
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
