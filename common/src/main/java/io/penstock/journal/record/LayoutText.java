package io.penstock.journal.record;

import io.penstock.shard.HashKind;
import io.penstock.shard.KeyRule;
import io.penstock.shard.Layout;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;

/**
 * The payload of a layout record: a layout, and the journal that it belongs to, as lines of text.
 *
 * <pre>
 *   journal = 0d0b7b1e-…        made once a journal
 *   hash = djb2
 *   key = name+tags
 *   shards = 2
 *   destination.0 = udp://10.0.0.1:8125
 *   destination.1 = udp://10.0.0.2:8125
 *   mirror.staging.hash = djb2
 *   mirror.staging.key = name
 *   mirror.staging.shards = 1
 *   mirror.staging.destination.0 = udp://10.0.1.1:8125
 * </pre>
 *
 * <p>A key that is not known is passed over, so that later versions can say more.
 *
 * @param journalId tells journals apart, whatever directory they lie in
 * @param layout the layout
 */
public record LayoutText(UUID journalId, Layout layout) {
  private static final String SECOND_RING = "mirror.";
  private static final String SHARDS = ".shards";

  public byte[] utf8() {
    StringBuilder text = new StringBuilder();
    line(text, "journal", journalId.toString());
    ring(text, "", layout);
    new TreeMap<>(layout.mirrors())
        .forEach((name, ring) -> ring(text, SECOND_RING + name + ".", ring));
    return text.toString().getBytes(StandardCharsets.UTF_8);
  }

  private static void ring(StringBuilder text, String prefix, Layout ring) {
    line(text, prefix + "hash", ring.hash().label());
    line(text, prefix + "key", ring.key().label());
    line(text, prefix + "shards", Integer.toString(ring.shards()));
    for (int shard = 0; shard < ring.shards(); shard++) {
      line(text, prefix + "destination." + shard, ring.destinations().get(shard));
    }
  }

  private static void line(StringBuilder text, String key, String value) {
    if (value.indexOf('\n') >= 0) {
      throw new IllegalArgumentException(key + " holds a line break");
    }
    text.append(key).append(" = ").append(value).append('\n');
  }

  /**
   * Reads what {@link #utf8} wrote.
   *
   * @throws JournalException when it says something that this Penstock does not know
   */
  public static LayoutText parse(String text) {
    Map<String, String> values = new HashMap<>();
    for (String line : text.split("\n")) {
      int equals = line.indexOf(" = ");
      if (equals > 0) {
        values.put(line.substring(0, equals), line.substring(equals + 3));
      }
    }
    try {
      Map<String, Layout> secondRings = new HashMap<>();
      for (String key : values.keySet()) {
        if (key.startsWith(SECOND_RING) && key.endsWith(SHARDS)) {
          String name = key.substring(SECOND_RING.length(), key.length() - SHARDS.length());
          secondRings.put(name, ring(values, SECOND_RING + name + ".", Map.of()));
        }
      }
      return new LayoutText(
          UUID.fromString(required(values, "journal")), ring(values, "", secondRings));
    } catch (IllegalArgumentException e) {
      throw new JournalException("a layout record cannot be understood: " + e.getMessage(), e);
    }
  }

  private static Layout ring(
      Map<String, String> values, String prefix, Map<String, Layout> secondRings) {
    int shards = Integer.parseInt(required(values, prefix + "shards"));
    List<String> destinations = new ArrayList<>();
    for (int shard = 0; shard < shards; shard++) {
      destinations.add(required(values, prefix + "destination." + shard));
    }
    return new Layout(
        hashOf(required(values, prefix + "hash")),
        keyOf(required(values, prefix + "key")),
        destinations,
        secondRings);
  }

  private static String required(Map<String, String> values, String key) {
    String value = values.get(key);
    if (value == null) {
      throw new IllegalArgumentException("it has no " + key);
    }
    return value;
  }

  private static HashKind hashOf(String label) {
    for (HashKind hash : HashKind.values()) {
      if (hash.label().equals(label)) {
        return hash;
      }
    }
    throw new IllegalArgumentException("hash " + label + " is not known");
  }

  private static KeyRule keyOf(String label) {
    for (KeyRule key : KeyRule.values()) {
      if (key.label().equals(label)) {
        return key;
      }
    }
    throw new IllegalArgumentException("key " + label + " is not known");
  }
}
