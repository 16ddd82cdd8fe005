package io.penstock.tools.select;

import io.penstock.shard.Layout;
import io.penstock.shard.ReaderName;
import io.penstock.shard.ShardFunction;
import io.penstock.statsd.Body;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.OptionalInt;
import java.util.Set;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Says which lines are meant, and the shard of each by the layout in force: that of the shards, or
 * that of a second ring.
 *
 * <p>One instance a thread. Pure but for the layout, which the caller enters as the journal has it.
 */
public final class LineFilter {
  private final NamePattern pattern;
  private final Set<String> types;
  private final ReaderName ring;
  private final OptionalInt shard;
  private final Body body = new Body();

  private Layout journalLayout;
  private Layout layout;
  private ShardFunction function;

  /**
   * A filter; a line must pass all three.
   *
   * @param types labels as {@link #typeOf} gives them; empty for all
   * @param ring whose shards are meant: {@link ReaderName#SHARDS}, or the name of a second ring
   */
  public LineFilter(NamePattern pattern, Set<String> types, String ring, OptionalInt shard) {
    this.pattern = pattern;
    this.types = Set.copyOf(types);
    this.ring = new ReaderName(ring, 0);
    this.shard = shard;
  }

  /** A filter that every line passes. */
  public static LineFilter all() {
    return new LineFilter(NamePattern.ANY, Set.of(), ReaderName.SHARDS, OptionalInt.empty());
  }

  /**
   * Takes a layout of the journal as the one in force; null when none is known. Where it does not
   * have the ring, no line has a shard.
   *
   * @return whether another layout is in force now
   */
  public boolean enter(Layout newLayout) {
    if (newLayout == journalLayout) {
      return false;
    }
    journalLayout = newLayout;
    Layout own = newLayout == null ? null : ring.ringIn(newLayout);
    if (Objects.equals(own, layout)) {
      return false;
    }
    layout = own;
    function = own == null ? null : ShardFunction.of(own);
    return true;
  }

  /** The ring whose shards are meant. */
  public String ring() {
    return ring.ring();
  }

  /** The layout in force of that ring; null when there is none. */
  public Layout layout() {
    return layout;
  }

  /** Whether a line is meant. */
  public boolean accepts(UnsafeBuffer buffer, int offset, int length) {
    return (types.isEmpty() || types.contains(typeOf(buffer, offset, length)))
        && pattern.matches(buffer, offset, length)
        && (shard.isEmpty() || shardOf(buffer, offset, length) == shard.getAsInt());
  }

  /** The shard of a line by the layout in force; −1 without one. */
  public int shardOf(UnsafeBuffer buffer, int offset, int length) {
    return function == null ? -1 : function.shardOf(buffer, offset, length);
  }

  /** The type of a line: {@code c}, {@code ms} …, {@code event}, {@code check} or {@code none}. */
  public String typeOf(UnsafeBuffer buffer, int offset, int length) {
    body.find(buffer, offset, offset + length);
    return switch (body.sort()) {
      case EVENT -> "event";
      case CHECK -> "check";
      case OTHER -> "none";
      case METRIC -> metricType(buffer, body.typeStart(), body.typeEnd());
    };
  }

  private static String metricType(UnsafeBuffer buffer, int start, int end) {
    if (end - start == 1) {
      switch (buffer.getByte(start)) {
        case 'c':
          return "c";
        case 'g':
          return "g";
        case 'h':
          return "h";
        case 's':
          return "s";
        case 'd':
          return "d";
        default:
          break;
      }
    }
    if (end - start == 2 && buffer.getByte(start) == 'm' && buffer.getByte(start + 1) == 's') {
      return "ms";
    }
    byte[] type = new byte[end - start];
    buffer.getBytes(start, type);
    return new String(type, StandardCharsets.ISO_8859_1);
  }
}
