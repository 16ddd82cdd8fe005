package io.penstock.shard;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class ShardFunctionTest {
  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "BEFORE_COLON")
  void orderOfTagsNeverDecidesTheShard(KeyRule rule) {
    assertEquals(hash("m:1|c|#b:2,a:1", rule), hash("m:1|c|#a:1,b:2", rule));
    assertEquals(hash("m,b=2,a=1:1|c", rule), hash("m,a=1,b=2:1|c", rule));
    assertEquals(hash("m,b=2:1|c|#c:3,a:1", rule), hash("m,b=2:1|c|#a:1,c:3", rule));
  }

  @ParameterizedTest
  @EnumSource(KeyRule.class)
  void valueTypeRateAndExtensionsAreNeverInTheKey(KeyRule rule) {
    long bare = hash("m,t=1:1|c|#a:1", rule);
    assertEquals(bare, hash("m,t=1:-27.5|g|#a:1", rule));
    assertEquals(bare, hash("m,t=1:1|c|@0.5|#a:1", rule));
    assertEquals(bare, hash("m,t=1:1|c|#a:1|@0.5", rule));
    assertEquals(bare, hash("m,t=1:1|c|#a:1|c:0123|T1656581400|e:it-false|card:low", rule));
  }

  @Test
  void eachRuleSeesMoreOfTheLine() {
    assertEquals(hash("m,a=1:1|c|#b:2", KeyRule.NAME), hash("m,a=9:1|c|#b:9", KeyRule.NAME));
    assertEquals(
        hash("m,a=1:1|c|#b:2", KeyRule.NAME_TAGS), hash("m,a=1:1|c|#b:9", KeyRule.NAME_TAGS));
    assertNotEquals(
        hash("m,a=1:1|c|#b:2", KeyRule.NAME_TAGS), hash("m,a=9:1|c|#b:2", KeyRule.NAME_TAGS));
    assertNotEquals(
        hash("m,a=1:1|c|#b:2", KeyRule.NAME_ALL_TAGS),
        hash("m,a=1:1|c|#b:9", KeyRule.NAME_ALL_TAGS));
  }

  @Test
  void whatStandsBeforeTheColonIsTakenAsItStands() {
    assertEquals(
        hash("m,b=2,a=1:1|c|#z", KeyRule.BEFORE_COLON),
        hash("m,b=2,a=1:9|g", KeyRule.BEFORE_COLON));
    assertNotEquals(
        hash("m,b=2,a=1:1|c", KeyRule.BEFORE_COLON), hash("m,a=1,b=2:1|c", KeyRule.BEFORE_COLON));
    assertNotEquals(hash("_sc|n|0", KeyRule.BEFORE_COLON), hash("_sc|n|1", KeyRule.BEFORE_COLON));
  }

  @Test
  void tagsOfBothDialectsAreSortedTogether() {
    assertEquals(
        hash("m,a,b,c,d:1|c", KeyRule.NAME_TAGS), hash("m,b,d:1|c|#c,a", KeyRule.NAME_ALL_TAGS));
  }

  @Test
  void emptyTagsAfterTheValueAreNone() {
    assertEquals(hash("m:1|c", KeyRule.NAME_ALL_TAGS), hash("m:1|c|#,,|@1", KeyRule.NAME_ALL_TAGS));
  }

  @Test
  void linesWithMoreTagsThanTheLimitKeepThemAsTheyStand() {
    assertEquals(hash(tagged(256), KeyRule.NAME_TAGS), hash(reversed(256), KeyRule.NAME_TAGS));
    assertNotEquals(hash(tagged(257), KeyRule.NAME_TAGS), hash(reversed(257), KeyRule.NAME_TAGS));
  }

  @Test
  void aTagAsLongAsTheOnePassAllowsIsHashedAsThePlainRuleSays() {
    for (int bytes = 1000; bytes < 1050; bytes++) {
      String line = "," + "z".repeat(bytes) + ",a:1|c";
      assertEquals(
          PlainShard.hash(line.getBytes(StandardCharsets.UTF_8), KeyRule.NAME_TAGS),
          hash(line, KeyRule.NAME_TAGS));
    }
  }

  private static String tagged(int tags) {
    return IntStream.range(0, tags)
        .mapToObj(i -> ",t" + (1000 + i))
        .collect(Collectors.joining("", "m", ":1|c"));
  }

  private static String reversed(int tags) {
    return IntStream.range(0, tags)
        .mapToObj(i -> ",t" + (1000 + tags - 1 - i))
        .collect(Collectors.joining("", "m", ":1|c"));
  }

  @Test
  void keysThatAreNotUtf8AreHashedAsBytes() {
    byte[] line = {'f', (byte) 0xc3, (byte) 0xa9, (byte) 0xff, ':', '1'};
    long expected = 5381;
    for (int i = 0; i < 4; i++) {
      expected = expected * 33 + (line[i] & 0xff);
    }
    assertEquals(
        expected,
        ShardFunction.of(HashKind.DJB2, KeyRule.NAME_TAGS, 1)
            .hashOf(new UnsafeBuffer(line), 0, line.length));
  }

  @Test
  void bytesBehindTheKeyDoNotMakeItInvalid() {
    byte[] line = {(byte) 0xc3, (byte) 0xa9, ':', (byte) 0xff, '|', 's'};
    assertEquals(
        5381 * 33 + 'é',
        ShardFunction.of(HashKind.DJB2, KeyRule.NAME_TAGS, 1)
            .hashOf(new UnsafeBuffer(line), 0, line.length));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5, 7, 11, 33, 64, 1000, 65_535, Integer.MAX_VALUE})
  void remaindersAreThoseOfUnsignedDivision(int divisor) {
    Modulo modulo = new Modulo(divisor);
    Random random = new Random(divisor);
    for (long edge : new long[] {0, 1, divisor, -1, -divisor, Long.MIN_VALUE, Long.MAX_VALUE}) {
      for (long value = edge - 2; value != edge + 3; value++) {
        assertEquals(Long.remainderUnsigned(value, divisor), modulo.of(value));
      }
    }
    for (int i = 0; i < 10_000; i++) {
      long value = random.nextLong();
      assertEquals(Long.remainderUnsigned(value, divisor), modulo.of(value));
    }
  }

  @ParameterizedTest
  @EnumSource(KeyRule.class)
  void nothingIsAllocatedForALine(KeyRule rule) {
    List<UnsafeBuffer> lines =
        Stream.of("a,x=1,y=2:1|c", "a,y=2,x=1:1|c", "é,z=日:1|c|#b:2,a:1", "nocolon", reversed(300))
            .map(line -> new UnsafeBuffer(line.getBytes(StandardCharsets.UTF_8)))
            .toList();
    for (HashKind kind : HashKind.values()) {
      Layout layout = new Layout(kind, rule, List.of("udp://a:1", "udp://b:1", "udp://c:1"));
      assertNothingAllocated(ShardFunction.of(layout), lines, kind);
    }
  }

  private static void assertNothingAllocated(
      ShardFunction function, List<UnsafeBuffer> lines, HashKind kind) {
    UnsafeBuffer[] buffers = lines.toArray(UnsafeBuffer[]::new);
    Supplier<Long> run = () -> hashAll(function, buffers, 1_000);
    run.get();
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long before = threads.getCurrentThreadAllocatedBytes();
    run.get();
    long allocated = threads.getCurrentThreadAllocatedBytes() - before;
    // 5000 lines; the measurement itself may cost some objects.
    assertTrue(allocated < 5_000, kind + ": " + allocated + " bytes");
  }

  private static long hashAll(ShardFunction function, UnsafeBuffer[] lines, int times) {
    long sum = 0;
    for (int i = 0; i < times; i++) {
      for (UnsafeBuffer line : lines) {
        sum += function.shardOf(line, 0, line.capacity());
      }
    }
    return sum;
  }

  private static long hash(String line, KeyRule rule) {
    UnsafeBuffer bytes = new UnsafeBuffer(line.getBytes(StandardCharsets.UTF_8));
    return ShardFunction.of(HashKind.DJB2, rule, 1).hashOf(bytes, 0, bytes.capacity());
  }
}
