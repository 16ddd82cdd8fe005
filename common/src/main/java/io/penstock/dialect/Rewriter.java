package io.penstock.dialect;

import io.penstock.statsd.Word;
import java.nio.charset.StandardCharsets;
import org.agrona.MutableDirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Writes a line as its receiver can take it: one line, or one a value.
 *
 * <p>{@link #begin} a line, then {@link #next} as long as {@link #hasNext}. Sections keep their
 * order. A late metric's tag is put behind its tags, or else in front of the sections that are not
 * rate and not tags; its time comes last. One instance a thread; allocates nothing after
 * construction.
 */
public final class Rewriter {
  /** What a line may grow by: a tag with its mark, and a time. */
  private static final int TIMESTAMP_BYTES_MAX = 2 + 20;

  private final Dialect dialect;
  private final Dialect.Section[] strip;
  private final byte[] tag;
  private final Sections sections = new Sections();

  private UnsafeBuffer line;
  private int offset;
  private int limit;
  private int valueFrom;
  private int valueLimit;
  private boolean isWhole;
  private boolean hasNext;
  private boolean addsTag;
  private boolean addsTimestamp;
  private long unixSeconds;

  /** A rewriter into that dialect. */
  public Rewriter(Dialect dialect) {
    this.dialect = dialect;
    this.strip = dialect.strip().toArray(Dialect.Section[]::new);
    this.tag = dialect.replayTag().getBytes(StandardCharsets.UTF_8);
  }

  /** The most that {@link #next} writes beyond the length of the line. */
  public int growthMax() {
    return tag.length + 2 + TIMESTAMP_BYTES_MAX;
  }

  /**
   * Begins a line.
   *
   * @param isLate whether it is replayed rather than forwarded
   * @param receivedUnixSeconds when it was received
   */
  public void begin(
      UnsafeBuffer source, int from, int length, boolean isLate, long receivedUnixSeconds) {
    line = source;
    offset = from;
    limit = from + length;
    hasNext = true;
    sections.find(source, from, limit);
    isWhole = !sections.isMetric() && sections.count() == 0;
    addsTag = isLate && tag.length > 0 && sections.isMetric();
    unixSeconds = receivedUnixSeconds;
    addsTimestamp =
        isLate && dialect.replayTimestamp() && takesTimestamp() && !has(Dialect.Section.TIMESTAMP);
    if (sections.isMetric()) {
      valueFrom = sections.body().valueStart();
      valueLimit = isUnpacked() ? endOfValue(valueFrom) : sections.body().valueEnd();
    }
  }

  private boolean takesTimestamp() {
    return sections.isMetric()
        && sections.body().typeEnd() - sections.body().typeStart() == 1
        && (isType('c') || isType('g'));
  }

  private boolean isType(char type) {
    return line.getByte(sections.body().typeStart()) == type;
  }

  private boolean has(Dialect.Section kind) {
    for (int i = 0; i < sections.count(); i++) {
      if (sections.is(line, i, kind)) {
        return true;
      }
    }
    return false;
  }

  /** A value of a set may hold a colon. */
  private boolean isUnpacked() {
    boolean isSet = sections.body().typeEnd() - sections.body().typeStart() == 1 && isType('s');
    return dialect.unpack() && !isSet;
  }

  private int endOfValue(int from) {
    return Word.indexOf(line, from, sections.body().valueEnd(), ':');
  }

  /** Forgets the line that was begun. */
  public void end() {
    hasNext = false;
  }

  /** Whether another line is to be written. */
  public boolean hasNext() {
    return hasNext;
  }

  /**
   * Writes the next line, without a newline.
   *
   * @return its length
   */
  public int next(MutableDirectBuffer target, int at) {
    int end;
    if (isWhole) {
      end = copy(target, at, offset, limit);
      hasNext = false;
    } else if (sections.isMetric()) {
      end = copy(target, at, offset, sections.body().valueStart());
      end = copy(target, end, valueFrom, valueLimit);
      end = copy(target, end, sections.body().valueEnd(), sections.body().typeEnd());
      end = writeSections(target, end);
      hasNext = valueLimit < sections.body().valueEnd();
      valueFrom = valueLimit + 1;
      valueLimit = hasNext ? endOfValue(valueFrom) : valueLimit;
    } else {
      end = copy(target, at, offset, sections.start(0));
      end = writeSections(target, end);
      hasNext = false;
    }
    return end - at;
  }

  private int copy(MutableDirectBuffer target, int at, int from, int to) {
    target.putBytes(at, line, from, to - from);
    return at + to - from;
  }

  private int writeSections(MutableDirectBuffer target, int at) {
    int tags = addsTag ? tagsSection() : -1;
    boolean isTagged = !addsTag;
    int end = at;
    for (int i = 0; i < sections.count(); i++) {
      if (!isTagged && tags < 0 && !sections.is(line, i, "@")) {
        end = writeTag(target, end, "|#");
        isTagged = true;
      }
      if (!isStripped(i)) {
        end = copy(target, end, sections.start(i), sections.end(i));
      }
      if (!isTagged && i == tags) {
        boolean isEmpty = sections.end(i) - sections.start(i) == 2; // the mark alone
        end = writeTag(target, end, isEmpty ? "" : ",");
        isTagged = true;
      }
    }
    if (!isTagged) {
      end = writeTag(target, end, "|#");
    }
    return addsTimestamp ? writeTimestamp(target, end) : end;
  }

  private int tagsSection() {
    for (int i = 0; i < sections.count(); i++) {
      if (sections.is(line, i, "#")) {
        return i;
      }
    }
    return -1;
  }

  private boolean isStripped(int section) {
    for (Dialect.Section kind : strip) {
      if (sections.is(line, section, kind)) {
        return true;
      }
    }
    return false;
  }

  private int writeTag(MutableDirectBuffer target, int at, String mark) {
    int end = at;
    for (int i = 0; i < mark.length(); i++) {
      target.putByte(end++, (byte) mark.charAt(i));
    }
    target.putBytes(end, tag);
    return end + tag.length;
  }

  private int writeTimestamp(MutableDirectBuffer target, int at) {
    target.putByte(at, (byte) '|');
    target.putByte(at + 1, (byte) 'T');
    return at + 2 + target.putLongAscii(at + 2, unixSeconds);
  }
}
