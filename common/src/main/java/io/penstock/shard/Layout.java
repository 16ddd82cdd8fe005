package io.penstock.shard;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Hash, key rule and number of shards, with the destination of each shard when it was written.
 *
 * @param hash how a key becomes a shard
 * @param key which bytes of a line are the key
 * @param destinations one address a shard, in shard order, as {@code udp://host:port}
 * @param mirrors the same of whole second rings that get every line too, by name; they have none
 */
public record Layout(
    HashKind hash, KeyRule key, List<String> destinations, Map<String, Layout> mirrors) {
  /** So long may its text be: a record of 256 KiB holds it, and the header of that record. */
  public static final int TEXT_BYTES_MAX = (256 << 10) - 32;

  private static final int JOURNAL_ID_BYTES = 36;

  /** A layout without a second ring. */
  public Layout(HashKind hash, KeyRule key, List<String> destinations) {
    this(hash, key, destinations, Map.of());
  }

  /** Checks that there is at least one shard, and no mirror of a mirror. */
  public Layout {
    Objects.requireNonNull(hash);
    Objects.requireNonNull(key);
    destinations = List.copyOf(destinations);
    mirrors = Map.copyOf(mirrors);
    if (destinations.isEmpty()) {
      throw new IllegalArgumentException("a layout has at least one destination");
    }
    if (mirrors.values().stream().anyMatch(mirror -> !mirror.mirrors().isEmpty())) {
      throw new IllegalArgumentException("a mirror has no mirrors");
    }
  }

  /** The number of shards, N. */
  public int shards() {
    return destinations.size();
  }

  /**
   * How long the text is that the journal keeps of it; at most {@link #TEXT_BYTES_MAX}, or no
   * journal can be begun with it.
   */
  public long textBytes() {
    long bytes = line("journal", JOURNAL_ID_BYTES) + ringBytes("");
    for (Map.Entry<String, Layout> mirror : mirrors.entrySet()) {
      bytes += mirror.getValue().ringBytes("mirror." + mirror.getKey() + ".");
    }
    return bytes;
  }

  private long ringBytes(String prefix) {
    long bytes =
        line(prefix + "hash", hash.label().length())
            + line(prefix + "key", key.label().length())
            + line(prefix + "shards", Integer.toString(shards()).length());
    for (int shard = 0; shard < shards(); shard++) {
      int address = destinations.get(shard).getBytes(StandardCharsets.UTF_8).length;
      bytes += line(prefix + "destination." + shard, address);
    }
    return bytes;
  }

  private static long line(String name, int valueBytes) {
    return name.length() + " = ".length() + valueBytes + "\n".length();
  }
}
