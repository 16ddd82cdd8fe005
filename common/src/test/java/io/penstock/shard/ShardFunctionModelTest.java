package io.penstock.shard;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

/** Random lines against {@link PlainShard}. {@code -Dpenstock.test.seed=N} runs one seed again. */
class ShardFunctionModelTest {
  private static final int LINES = 50_000;
  private static final byte[] DELIMITERS = ":,|#\0\r@".getBytes(StandardCharsets.US_ASCII);
  private static final int[] CODE_POINTS = {
    'é', '日', 0x7ff, 0x800, 0xd7ff, 0xe000, 0xffff, 0x10000, 0x10ffff
  };
  private static final String[] NOT_UTF8 = {
    "ff",
    "80",
    "c0af",
    "c1bf",
    "e08080",
    "eda080",
    "edbfbf",
    "f0808080",
    "f4908080",
    "f5808080",
    "c3",
    "e6",
    "e697",
    "f09f98",
    "bf"
  };

  private final long seed = Long.getLong("penstock.test.seed", System.nanoTime());
  private final Random random = new Random(seed);

  @Test
  void everyLineHasTheHashOfThePlainRule() {
    Map<KeyRule, ShardFunction> functions = new EnumMap<>(KeyRule.class);
    for (KeyRule rule : KeyRule.values()) {
      functions.put(rule, ShardFunction.of(HashKind.DJB2, rule, 7));
    }
    for (int i = 0; i < LINES; i++) {
      byte[] line = randomLine();
      // No room behind the line and only strange bytes before it: a read outside shows.
      int before = random.nextInt(9);
      UnsafeBuffer buffer = new UnsafeBuffer(new byte[before + line.length]);
      buffer.setMemory(0, before, DELIMITERS[random.nextInt(DELIMITERS.length)]);
      buffer.putBytes(before, line);
      functions.forEach(
          (rule, function) -> {
            long expected = PlainShard.hash(line, rule);
            assertEquals(
                expected, function.hashOf(buffer, before, line.length), () -> describe(line, rule));
            assertEquals(
                Long.remainderUnsigned(expected, 7),
                function.shardOf(buffer, before, line.length),
                () -> describe(line, rule));
          });
    }
  }

  @Test
  void everyLineHasTheShardOfThePlainRuleUnderEveryHash() {
    List<Layout> layouts = new ArrayList<>();
    for (HashKind kind : HashKind.values()) {
      for (KeyRule rule : KeyRule.values()) {
        List<String> servers =
            IntStream.range(0, 2 + random.nextInt(20)).mapToObj(i -> "udp://s" + i + ":1").toList();
        layouts.add(new Layout(kind, rule, servers));
      }
    }
    List<ShardFunction> functions = layouts.stream().map(ShardFunction::of).toList();
    for (int i = 0; i < LINES / 20; i++) {
      byte[] line = randomLine();
      UnsafeBuffer buffer = new UnsafeBuffer(line);
      for (int at = 0; at < layouts.size(); at++) {
        Layout layout = layouts.get(at);
        assertEquals(
            PlainShard.of(line, layout),
            functions.get(at).shardOf(buffer, 0, line.length),
            () -> layout.hash() + ", " + describe(line, layout.key()));
      }
    }
  }

  private String describe(byte[] line, KeyRule rule) {
    return "seed %d, %s, line %s".formatted(seed, rule, HexFormat.of().formatHex(line));
  }

  private byte[] randomLine() {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    switch (random.nextInt(20)) {
      case 0 -> {} // empty, or nothing but what follows
      case 1 -> addTags(line, random.nextInt(250, 263), random.nextInt(4)); // about Tags.COUNT_MAX
      case 3 -> addTags(line, random.nextInt(28, 40), 6); // about Djb2OfLine.TAGS_MAX
      case 4 -> { // about Djb2OfLine.KEY_BYTES_MAX
        addTags(line, random.nextInt(3), 10);
        addText(line, random.nextInt(990, 1040));
        addTags(line, random.nextInt(3), 10);
      }
      case 2 -> line.writeBytes(randomBytes(random.nextInt(40)));
      default -> {
        addText(line, random.nextInt(30));
        addTags(line, random.nextInt(6), 12);
      }
    }
    if (random.nextInt(8) > 0) {
      line.writeBytes(":1|c".getBytes(StandardCharsets.US_ASCII));
      int sections = random.nextInt(4);
      for (int i = 0; i < sections; i++) {
        line.writeBytes((random.nextBoolean() ? "|#" : "|").getBytes(StandardCharsets.US_ASCII));
        int tags = random.nextInt(30) == 0 ? 260 : random.nextInt(4);
        addText(line, random.nextInt(3));
        addTags(line, tags, 10);
      }
    }
    return line.toByteArray();
  }

  private void addTags(ByteArrayOutputStream line, int count, int bytesMax) {
    byte[][] tags = new byte[count][];
    for (int i = 0; i < count; i++) {
      boolean longer = i > 0 && random.nextInt(3) == 0; // than its neighbour, with the same start
      tags[i] = longer ? tags[i - 1] : new byte[0];
      ByteArrayOutputStream tag = new ByteArrayOutputStream();
      tag.writeBytes(tags[i]);
      addText(tag, random.nextInt(bytesMax + 1));
      tags[i] = tag.toByteArray();
      if (tags[i].length > 40) {
        tags[i] = Arrays.copyOf(tags[i], 3);
      }
    }
    if (random.nextBoolean()) {
      Arrays.sort(tags, Arrays::compareUnsigned);
    }
    for (byte[] tag : tags) {
      line.write(',');
      line.writeBytes(tag);
    }
  }

  private void addText(ByteArrayOutputStream text, int characters) {
    boolean plain = random.nextInt(4) > 0;
    for (int i = 0; i < characters; i++) {
      switch (plain ? 9 : random.nextInt(10)) {
        case 0 -> text.writeBytes(codePoint());
        case 1 -> text.write(DELIMITERS[random.nextInt(DELIMITERS.length)]);
        case 2 -> {
          if (random.nextInt(6) == 0) {
            text.writeBytes(HexFormat.of().parseHex(NOT_UTF8[random.nextInt(NOT_UTF8.length)]));
          }
        }
        default -> text.write('a' + random.nextInt(random.nextBoolean() ? 2 : 26));
      }
    }
  }

  private byte[] codePoint() {
    return Character.toString(CODE_POINTS[random.nextInt(CODE_POINTS.length)])
        .getBytes(StandardCharsets.UTF_8);
  }

  private byte[] randomBytes(int count) {
    byte[] bytes = new byte[count];
    random.nextBytes(bytes);
    return bytes;
  }
}
