package io.penstock.shard;

/**
 * Which bytes of a line are hashed.
 *
 * <p>Coarser is always right. Finer is right only for a receiver that keeps those parts apart: one
 * that ignores DogStatsD tags would see a series split over several shards.
 */
public enum KeyRule {
  /** The name alone. */
  NAME("name"),
  /** The name and the tags that stand before the value (InfluxDB style), in byte order. */
  NAME_TAGS("name+tags"),
  /** The name and all tags, those after {@code |#} too, in byte order. */
  NAME_ALL_TAGS("name+all-tags"),
  /**
   * All that stands before the first colon, as it stands; all of the line when there is none. What
   * other proxies hash: the same tags in another order are another key.
   */
  BEFORE_COLON("before-colon");

  private final String label;

  KeyRule(String label) {
    this.label = label;
  }

  /** The word for it in {@code config.ini} and in layout records. */
  public String label() {
    return label;
  }
}
