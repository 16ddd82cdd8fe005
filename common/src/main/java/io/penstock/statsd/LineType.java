package io.penstock.statsd;

import org.agrona.concurrent.UnsafeBuffer;

/**
 * Where the type of one line lies.
 *
 * <pre>
 *   name,tag:1:2|ms|@0.1|#tag      _e{5,4}:title|text      _sc|name|0
 *               ^ ^                ^ ^                     ^  ^
 *           start end          start end               start  end
 * </pre>
 *
 * <p>It stands after the first bar behind the first colon, to the next bar. Events and service
 * checks begin with theirs. A line without a bar or without a colon has none: start and end are
 * both its limit.
 */
public final class LineType {
  private LineType() {}

  /** Index of the type's first byte; {@code limit} when the line has none. */
  public static int start(UnsafeBuffer buffer, int offset, int limit) {
    if (limit > offset && buffer.getByte(offset) == '_' && endOfMark(buffer, offset, limit) > 0) {
      return offset;
    }
    int colon = Word.indexOf(buffer, offset, limit, ':');
    int bar = Word.indexOf(buffer, colon, limit, '|');
    return Math.min(bar + 1, limit);
  }

  /** Index after the type's last byte. */
  public static int end(UnsafeBuffer buffer, int start, int limit) {
    if (start < limit && buffer.getByte(start) == '_') {
      int end = endOfMark(buffer, start, limit);
      if (end > 0) {
        return end;
      }
    }
    return Word.indexOf(buffer, start, limit, '|');
  }

  /** Where {@code _e} ends before a brace, or {@code _sc} before a bar; 0 when neither is there. */
  private static int endOfMark(UnsafeBuffer buffer, int offset, int limit) {
    if (offset + 2 < limit && buffer.getByte(offset + 1) == 'e') {
      return buffer.getByte(offset + 2) == '{' ? offset + 2 : 0;
    }
    boolean isCheck =
        offset + 3 < limit
            && buffer.getByte(offset + 1) == 's'
            && buffer.getByte(offset + 2) == 'c'
            && buffer.getByte(offset + 3) == '|';
    return isCheck ? offset + 3 : 0;
  }
}
