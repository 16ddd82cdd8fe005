package io.penstock.shard;

import io.penstock.statsd.Parts;
import io.penstock.statsd.Tags;
import io.penstock.statsd.Word;
import java.nio.ByteBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * The bytes of a line that are hashed: the name, then a comma and each tag in byte order; or what
 * stands before the colon.
 *
 * <p>Where tags stand before the value and in order already, the key is a piece of the line itself
 * and nothing is copied; else it is put together in a buffer of its own. A line with more than
 * {@link Tags#COUNT_MAX} tags keeps them as they stand: the tags before the value, then, when the
 * rule asks for them, a comma and all that stands after {@code |#}.
 *
 * <p>One instance a thread; it describes the line it saw last. Nothing is allocated after the
 * constructor.
 */
final class Key {
  /** The longest line: a UDP datagram holds no more. */
  static final int LINE_BYTES_MAX = 65_535;

  private final KeyRule rule;
  private final Parts parts = new Parts();

  /** One byte more than a line: the comma before the tags after {@code |#}. */
  private final UnsafeBuffer assembled =
      new UnsafeBuffer(ByteBuffer.allocateDirect(LINE_BYTES_MAX + 1));

  private UnsafeBuffer buffer = assembled;
  private int offset;
  private int length;

  Key(KeyRule rule) {
    this.rule = rule;
  }

  /** Finds the key of a line. */
  void find(UnsafeBuffer line, int lineOffset, int limit) {
    switch (rule) {
      case NAME -> take(line, lineOffset, Parts.endOfName(line, lineOffset, limit));
      case BEFORE_COLON -> take(line, lineOffset, Word.indexOf(line, lineOffset, limit, ':'));
      case NAME_TAGS -> {
        parts.findLeading(line, lineOffset, limit);
        order(line, lineOffset);
      }
      case NAME_ALL_TAGS -> {
        parts.findAll(line, lineOffset, limit);
        order(line, lineOffset);
      }
    }
  }

  private void order(UnsafeBuffer line, int lineOffset) {
    Tags tags = parts.tags();
    boolean leadingOnly = parts.trailingStart() == parts.trailingEnd();
    boolean asTheyStand = !tags.complete() || tags.inOrder(line);
    if (leadingOnly && asTheyStand) {
      take(line, lineOffset, parts.leadingEnd());
    } else if (!tags.complete()) {
      begin(line, lineOffset, parts.leadingEnd());
      appendTag(line, parts.trailingStart(), parts.trailingEnd());
    } else {
      if (!asTheyStand) {
        tags.sort(line);
      }
      begin(line, lineOffset, parts.nameEnd());
      for (int tag = 0; tag < tags.count(); tag++) {
        appendTag(line, tags.start(tag), tags.end(tag));
      }
    }
  }

  private void take(UnsafeBuffer line, int start, int end) {
    buffer = line;
    offset = start;
    length = end - start;
  }

  private void begin(UnsafeBuffer line, int start, int end) {
    buffer = assembled;
    offset = 0;
    length = end - start;
    assembled.putBytes(0, line, start, length);
  }

  private void appendTag(UnsafeBuffer line, int start, int end) {
    assembled.putByte(length, (byte) ',');
    assembled.putBytes(length + 1, line, start, end - start);
    length += 1 + end - start;
  }

  UnsafeBuffer buffer() {
    return buffer;
  }

  int offset() {
    return offset;
  }

  int length() {
    return length;
  }
}
