package io.penstock.shard;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The name of a reader that sends: {@code shard-3} sends shard 3 to its destination, {@code
 * mirror-3} the same lines to another, {@code staging-0} what is for the first destination of the
 * second ring {@code staging}.
 *
 * @param ring the word before the number
 * @param shard the number among the destinations of the ring
 */
public record ReaderName(String ring, int shard) {
  /** The ring of the shards themselves. */
  public static final String SHARDS = "shard";

  /** Second servers of single shards: they follow the shards' layout. */
  public static final String MIRRORS = "mirror";

  private static final Pattern NAME = Pattern.compile("([a-z][a-z0-9_]{0,31})-(\\d{1,9})");

  /** What a name says; empty when it is not that of a reader that sends. Pure. */
  public static Optional<ReaderName> of(String name) {
    Matcher matcher = NAME.matcher(name);
    return matcher.matches()
        ? Optional.of(new ReaderName(matcher.group(1), Integer.parseInt(matcher.group(2))))
        : Optional.empty();
  }

  /** Whether it is the second server of a single shard. */
  public boolean isMirror() {
    return ring.equals(MIRRORS);
  }

  /** Whether its layout is that of the shards, not of a second ring. */
  public boolean followsShards() {
    return ring.equals(SHARDS) || isMirror();
  }

  /** The part of a layout that says which lines are its own; null when that has no such ring. */
  public Layout ringIn(Layout layout) {
    return followsShards() ? layout : layout.mirrors().get(ring);
  }

  /** Whether a layout has a place for it. */
  public boolean isIn(Layout layout) {
    Layout own = ringIn(layout);
    return own != null && own.shards() > shard;
  }

  @Override
  public String toString() {
    return ring + "-" + shard;
  }
}
