package io.penstock.tools.top;

import io.penstock.journal.JournalCursor;
import io.penstock.shard.KeyBytes;
import io.penstock.shard.KeyRule;
import io.penstock.statsd.Lines;
import io.penstock.statsd.Parts;
import io.penstock.tools.screen.Escaped;
import io.penstock.tools.select.JournalWalk;
import io.penstock.tools.select.LineFilter;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;
import org.agrona.concurrent.UnsafeBuffer;

/** Counts the lines of a walk by name, prefix, type and shard. Bounded, whatever is sent. */
final class Totals {
  private static final int TYPES_MAX = 64;
  private static final int NAME_BYTES_MAX = 256;
  private static final String OTHER_TYPES = "others";

  private final LineFilter filter;
  private final int prefixParts;
  private final KeyBytes keys = new KeyBytes(KeyRule.NAME_ALL_TAGS);
  private final Busiest names = new Busiest();
  private final Busiest prefixes = new Busiest();
  private final Distinct distinctNames = new Distinct();
  private final Distinct distinctSeries = new Distinct();
  private final Map<String, Long> types = new TreeMap<>();
  private final LargestDatagrams largest;
  private long[] linesOfShard = new long[0];
  private int layouts;
  private long datagrams;
  private long bytes;
  private long lines;
  private long firstNs = Long.MAX_VALUE;
  private long lastNs = Long.MIN_VALUE;

  /**
   * Nothing counted yet.
   *
   * @param prefixParts how many parts of a name, with dots between, are its prefix
   */
  Totals(LineFilter filter, int prefixParts, int largestCount) {
    this.filter = filter;
    this.prefixParts = prefixParts;
    this.largest = new LargestDatagrams(largestCount);
  }

  /** Counts all that the walk has now. */
  void add(JournalWalk walk) {
    add(walk, () -> false);
  }

  /** The same, but stops as soon as {@code enough} is true. */
  void add(JournalWalk walk, BooleanSupplier enough) {
    while (!enough.getAsBoolean() && walk.next()) {
      JournalCursor cursor = walk.cursor();
      if (filter.enter(cursor.layout())) {
        layouts++;
        int shards = filter.layout() == null ? 0 : filter.layout().shards();
        linesOfShard = Arrays.copyOf(linesOfShard, Math.max(linesOfShard.length, shards));
      }
      for (int i = walk.first(); i < walk.end(); i++) {
        addDatagram(cursor, i);
      }
    }
  }

  private void addDatagram(JournalCursor cursor, int datagram) {
    UnsafeBuffer buffer = cursor.buffer();
    int offset = cursor.datagramOffset(datagram);
    int length = cursor.datagramLength(datagram);
    int limit = offset + length;
    int taken = 0;
    int firstLine = -1;
    for (int from = offset; from < limit; ) {
      int end = Lines.endOfLine(buffer, from, limit);
      int lineBytes = Lines.lengthOf(buffer, from, end, limit);
      if (lineBytes > 0 && filter.accepts(buffer, from, lineBytes)) {
        addLine(buffer, from, lineBytes);
        firstLine = taken++ == 0 ? from : firstLine;
      }
      from = end + 1;
    }
    if (taken > 0) {
      datagrams++;
      bytes += length;
      firstNs = Math.min(firstNs, cursor.receiveTimeNs());
      lastNs = Math.max(lastNs, cursor.receiveTimeNs());
      if (largest.isOne(length)) {
        int nameEnd = Parts.endOfName(buffer, firstLine, limit);
        String name = name(buffer, firstLine, nameEnd);
        largest.add(
            new LargestDatagrams.Large(cursor.firstNumber() + datagram, length, taken, name));
      }
    }
  }

  private void addLine(UnsafeBuffer buffer, int offset, int length) {
    lines++;
    int limit = offset + length;
    int nameEnd = Parts.endOfName(buffer, offset, limit);
    byte[] name = new byte[nameEnd - offset];
    buffer.getBytes(offset, name);
    distinctNames.add(name);
    distinctSeries.add(keys.of(buffer, offset, length));
    names.add(name(buffer, offset, nameEnd));
    prefixes.add(name(buffer, offset, prefixEnd(name) + offset));
    String type = filter.typeOf(buffer, offset, length);
    boolean isKnown = types.containsKey(type) || types.size() < TYPES_MAX;
    types.merge(isKnown ? Escaped.of(type) : OTHER_TYPES, 1L, Long::sum);
    int shard = filter.shardOf(buffer, offset, length);
    if (shard >= 0) {
      linesOfShard[shard]++;
    }
  }

  private int prefixEnd(byte[] name) {
    int parts = 0;
    for (int i = 0; i < name.length; i++) {
      if (name[i] == '.' && ++parts == prefixParts) {
        return i;
      }
    }
    return name.length;
  }

  /** Escaped, and cut where it is longer than any honest one. */
  private static String name(UnsafeBuffer buffer, int start, int end) {
    int length = Math.min(end - start, NAME_BYTES_MAX);
    return Escaped.of(buffer, start, length) + (length < end - start ? "…" : "");
  }

  Busiest names() {
    return names;
  }

  Busiest prefixes() {
    return prefixes;
  }

  long distinctNames() {
    return distinctNames.estimate();
  }

  long distinctSeries() {
    return distinctSeries.estimate();
  }

  /** Lines by type, the busiest first. */
  List<Map.Entry<String, Long>> types() {
    return types.entrySet().stream()
        .sorted(Map.Entry.<String, Long>comparingByValue().reversed())
        .toList();
  }

  List<LargestDatagrams.Large> largest() {
    return largest.list();
  }

  long[] linesOfShard() {
    return linesOfShard;
  }

  /** How many layouts were in force; shards of different layouts are added up. */
  int layouts() {
    return layouts;
  }

  long datagrams() {
    return datagrams;
  }

  long bytes() {
    return bytes;
  }

  long lines() {
    return lines;
  }

  /** When the first was received, epoch ns. */
  long firstNs() {
    return firstNs;
  }

  /** When the last was received. */
  long lastNs() {
    return lastNs;
  }
}
