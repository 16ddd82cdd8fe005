package io.penstock.shard;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The rule of {@link ShardFunction} again, slowly and so that one can see that it is right.
 *
 * <p>For audits and tests: it shares no code with what it judges. Any thread.
 */
public final class PlainShard {
  private PlainShard() {}

  /** The shard of a line under a layout. */
  public static int of(byte[] line, Layout layout) {
    int shards = layout.shards();
    if (layout.hash() == HashKind.DJB2) {
      return (int) Long.remainderUnsigned(hash(line, layout.key()), shards);
    }
    byte[] key = key(line, layout.key());
    return switch (layout.hash()) {
      case SLOTS -> PlainPlacement.ofSlots(PlainHash.fnv1a(key), shards);
      case JUMP -> PlainPlacement.ofJump(PlainHash.fnv1a(key), shards);
      case STATSRELAY -> (int) (PlainHash.murmur3(key) % shards);
      default -> PlainPlacement.ofRing(PlainHash.md5(key, 0), layout);
    };
  }

  static long hash(byte[] line, KeyRule rule) {
    byte[] key = key(line, rule);
    long hash = 5381;
    for (int c : charactersOf(key)) {
      hash = hash * 33 + c;
    }
    return hash;
  }

  private static int[] charactersOf(byte[] key) {
    try {
      return StandardCharsets.UTF_8
          .newDecoder()
          .decode(ByteBuffer.wrap(key))
          .codePoints()
          .toArray();
    } catch (CharacterCodingException notUtf8) {
      return latin(key).chars().toArray();
    }
  }

  /** One char a byte, so that Strings of it compare and split as bytes do. */
  private static String latin(byte[] bytes) {
    return new String(bytes, StandardCharsets.ISO_8859_1);
  }

  private static byte[] key(byte[] bytes, KeyRule rule) {
    String line = latin(bytes);
    int colon = line.indexOf(':');
    if (rule == KeyRule.BEFORE_COLON) {
      return (colon < 0 ? line : line.substring(0, colon)).getBytes(StandardCharsets.ISO_8859_1);
    }
    List<String> parts =
        new ArrayList<>(
            Arrays.asList((colon < 0 ? line : line.substring(0, colon)).split(",", -1)));
    String name = parts.removeFirst();
    List<String> tags = parts;
    if (colon < 0 && !tags.isEmpty()) {
      tags.removeLast();
    }
    String leading = String.join(",", tags);
    String trailing = colon < 0 ? "" : trailing(line.substring(colon + 1));
    if (rule == KeyRule.NAME) {
      return name.getBytes(StandardCharsets.ISO_8859_1);
    }
    int leadingCount = tags.size();
    if (rule == KeyRule.NAME_ALL_TAGS) {
      Arrays.stream(trailing.split(",")).filter(tag -> !tag.isEmpty()).forEach(tags::add);
    }
    String key = name;
    if (tags.size() <= 256) {
      tags.sort(null);
      key += tags.isEmpty() ? "" : "," + String.join(",", tags);
    } else {
      key += leadingCount == 0 ? "" : "," + leading;
      key += rule == KeyRule.NAME_ALL_TAGS && !trailing.isEmpty() ? "," + trailing : "";
    }
    return key.getBytes(StandardCharsets.ISO_8859_1);
  }

  private static String trailing(String afterColon) {
    int start = afterColon.indexOf("|#");
    if (start < 0) {
      return "";
    }
    int end = afterColon.indexOf('|', start + 1);
    return end < 0 ? afterColon.substring(start + 2) : afterColon.substring(start + 2, end);
  }
}
