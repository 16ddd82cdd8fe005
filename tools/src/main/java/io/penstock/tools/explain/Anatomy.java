package io.penstock.tools.explain;

import io.penstock.statsd.Body;
import io.penstock.statsd.Parts;
import io.penstock.statsd.Tags;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * The parts of one line, as Penstock sees them.
 *
 * @param sort what sort of line it is
 * @param parts where they lie, in the order of the line
 */
record Anatomy(Body.Sort sort, List<Part> parts) {
  /** What a part is. */
  enum Kind {
    /** Up to the first comma or colon. */
    NAME,
    /** A tag between the name and the colon. */
    TAG,
    /** Between the colon and the bar. */
    VALUE,
    /** After the bar. */
    TYPE,
    /** After {@code |@}. */
    RATE,
    /** A tag after {@code |#}. */
    DOG_TAG
  }

  /**
   * A part.
   *
   * @param start index of its first byte in the line
   * @param end index after its last
   */
  record Part(Kind kind, int start, int end) {}

  /** Looks at a line. */
  static Anatomy of(byte[] line) {
    UnsafeBuffer buffer = new UnsafeBuffer(line);
    Parts parts = new Parts();
    parts.findAll(buffer, 0, line.length);
    Body body = new Body();
    body.find(buffer, 0, line.length);
    List<Part> found = new ArrayList<>();
    add(found, Kind.NAME, 0, parts.nameEnd());
    Tags tags = parts.tags();
    for (int tag = 0; tag < tags.count(); tag++) {
      boolean leading = tags.start(tag) < parts.leadingEnd();
      add(found, leading ? Kind.TAG : Kind.DOG_TAG, tags.start(tag), tags.end(tag));
    }
    add(found, Kind.VALUE, body.valueStart(), body.valueEnd());
    add(found, Kind.TYPE, body.typeStart(), body.typeEnd());
    add(found, Kind.RATE, body.rateStart(), body.rateEnd());
    found.sort(Comparator.comparingInt(Part::start));
    return new Anatomy(body.sort(), List.copyOf(found));
  }

  private static void add(List<Part> parts, Kind kind, int start, int end) {
    if (start < end) {
      parts.add(new Part(kind, start, end));
    }
  }
}
