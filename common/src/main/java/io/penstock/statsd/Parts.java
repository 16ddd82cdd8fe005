package io.penstock.statsd;

import org.agrona.concurrent.UnsafeBuffer;

/**
 * Where the name and the tags of one line lie.
 *
 * <p>The name ends at the first comma or colon. Tags that stand before the first colon, each after
 * a comma, are InfluxDB's; those between the first {@code |#} after that colon and the next {@code
 * |} are DogStatsD's, where a tag of no bytes is none. Without a colon nothing says that the last
 * tag is whole, and it does not count (the rule of the Rust proxy that Penstock replaces). Events
 * and service checks are no special case.
 *
 * <pre>
 *   name,tag,tag:1|c|@0.1|#tag,tag|c:id
 *       ^       ^          ^      ^
 *   nameEnd  leadingEnd    │  trailingEnd
 *                     trailingStart
 * </pre>
 *
 * <p>One instance a thread; it describes the line it saw last and is worthless once those bytes
 * have changed. Nothing is allocated after the constructor.
 */
public final class Parts {
  private static final long COLON = Word.filledWith(':');
  private static final long COMMA = Word.filledWith(',');
  private static final int NONE = -1;

  private final Tags tags = new Tags();
  private int lastComma;
  private int nameEnd;
  private int leadingEnd;
  private int colon;
  private int trailingStart;
  private int trailingEnd;

  /** Index of the comma or colon that ends the name, or {@code limit} when there is neither. */
  public static int endOfName(UnsafeBuffer buffer, int offset, int limit) {
    return Word.indexOfEither(buffer, offset, limit, ',', ':');
  }

  /** Finds the name and the tags before the first colon, and takes the line to have no others. */
  public void findLeading(UnsafeBuffer buffer, int offset, int limit) {
    tags.clear();
    lastComma = NONE;
    nameEnd = NONE;
    colon = NONE;
    for (int i = offset; i < limit && colon == NONE; i += Word.BYTES) {
      look(Word.at(buffer, i, limit), i);
    }
    if (colon != NONE) {
      endTag(colon);
      leadingEnd = colon;
    } else if (lastComma != NONE) {
      leadingEnd = lastComma;
    } else {
      nameEnd = limit;
      leadingEnd = limit;
    }
    trailingStart = limit;
    trailingEnd = limit;
  }

  /** Notes the commas before the first colon, and that colon, of the eight bytes at {@code at}. */
  private void look(long word, int at) {
    long colons = Word.matches(word, COLON);
    long commas = Word.before(Word.matches(word, COMMA), colons);
    for (; commas != 0; commas &= commas - 1) {
      int comma = at + Word.first(commas);
      endTag(comma);
      lastComma = comma;
    }
    if (colons != 0) {
      colon = at + Word.first(colons);
    }
  }

  /** Ends what began at the last comma, or the name when there was none. */
  private void endTag(int end) {
    if (lastComma == NONE) {
      nameEnd = end;
    } else {
      tags.add(lastComma + 1, end);
    }
  }

  /** Finds the name and all tags. */
  public void findAll(UnsafeBuffer buffer, int offset, int limit) {
    findLeading(buffer, offset, limit);
    if (colon != NONE) {
      findTrailing(buffer, limit);
    }
  }

  private void findTrailing(UnsafeBuffer buffer, int limit) {
    int bar = Word.indexOf(buffer, colon, limit, '|');
    while (bar + 1 < limit && buffer.getByte(bar + 1) != '#') {
      bar = Word.indexOf(buffer, bar + 1, limit, '|');
    }
    trailingStart = Math.min(bar + 2, limit);
    trailingEnd = Word.indexOf(buffer, trailingStart, limit, '|');
    for (int from = trailingStart; from < trailingEnd; ) {
      int end = Word.indexOf(buffer, from, trailingEnd, ',');
      if (end > from) {
        tags.add(from, end);
      }
      from = end + 1;
    }
  }

  /** The tags that were found, those before the first colon first. */
  public Tags tags() {
    return tags;
  }

  /** Index after the name. */
  public int nameEnd() {
    return nameEnd;
  }

  /** Index after the tags before the first colon; after the name when there are none. */
  public int leadingEnd() {
    return leadingEnd;
  }

  /** Index of the first byte after {@code |#}; {@link #trailingEnd} when there are no such tags. */
  public int trailingStart() {
    return trailingStart;
  }

  /** Index after the last byte of the tags after {@code |#}. */
  public int trailingEnd() {
    return trailingEnd;
  }
}
