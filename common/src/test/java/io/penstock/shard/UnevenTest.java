package io.penstock.shard;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.stream.IntStream;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class UnevenTest {
  @ParameterizedTest
  @ValueSource(ints = {3, 6, 9, 11, 12, 22, 33, 66})
  void multiplesOfThreeAndElevenAreTold(int shards) {
    assertTrue(Uneven.warning(HashKind.DJB2, shards).orElseThrow().startsWith(shards + " shards "));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 4, 5, 7, 8, 10, 13, 32, 64})
  void otherNumbersAreNot(int shards) {
    assertTrue(Uneven.warning(HashKind.DJB2, shards).isEmpty());
  }

  @Test
  void shortKeysWithTheSameLastCharacterMeetOnOneShardOfThree() {
    ShardFunction function = ShardFunction.of(HashKind.DJB2, KeyRule.NAME_TAGS, 3);
    long shards =
        IntStream.range(0, 12)
            .map(
                i -> {
                  UnsafeBuffer line =
                      new UnsafeBuffer(
                          ("svc" + (char) ('a' + i) + ".c:1|c").getBytes(StandardCharsets.UTF_8));
                  return function.shardOf(line, 0, line.capacity());
                })
            .distinct()
            .count();
    assertEquals(1, shards);
  }
}
