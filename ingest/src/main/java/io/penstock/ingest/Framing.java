package io.penstock.ingest;

import io.penstock.ingest.Partials.Partial;
import io.penstock.statsd.Lines;
import java.nio.ByteOrder;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Splits the stream of one client into datagrams, wherever reads end.
 *
 * <pre>
 * lines    bytes LF bytes LF …            each without its LF, or CR LF; an empty line is nothing
 * frames   u32 length | bytes | …         little-endian, DogStatsD's; of any length from 0
 * </pre>
 *
 * <p>Lines end as those of a datagram do, see {@link Lines}: the same bytes by UDP and by a stream
 * are the same lines, on the same shard. A line that is too long is skipped to its LF. A frame that
 * is too long ends the connection: where the next would begin is not to be trusted. Room for a
 * beginning is held only while there is one. One thread.
 */
final class Framing {
  private static final int LENGTH_BYTES = Integer.BYTES;

  private final Datagrams datagrams;
  private final Partials partials;
  private final int bytesMax;
  private boolean isFramed;
  private Partial partial;
  private boolean isSkipping;

  Framing(Datagrams datagrams, Partials partials, int bytesMax) {
    this.datagrams = datagrams;
    this.partials = partials;
    this.bytesMax = bytesMax;
  }

  /** Begins with a new client. */
  void begin(boolean framed) {
    isFramed = framed;
    isSkipping = false;
  }

  /** What {@link #take} can say. */
  enum Progress {
    /** Nothing whole came. */
    PARTIAL,
    /** At least one datagram was whole. */
    WHOLE,
    /** The connection has to be closed. */
    BROKEN
  }

  /** Takes what one read brought. */
  Progress take(UnsafeBuffer buffer, int length) {
    return isFramed ? takeFrames(buffer, length) : takeLines(buffer, length);
  }

  private Progress takeLines(UnsafeBuffer buffer, int length) {
    Progress progress = Progress.PARTIAL;
    int from = 0;
    while (from < length) {
      int end = Lines.endOfLine(buffer, from, length);
      if (end == length) {
        keep(buffer, from, length - from);
        return progress;
      }
      endLine(buffer, from, end - from);
      progress = Progress.WHOLE;
      from = end + 1;
    }
    return progress;
  }

  /** Ends a line, after this many further bytes. */
  private void endLine(UnsafeBuffer buffer, int from, int more) {
    if (isSkipping) {
      isSkipping = false;
    } else if (partial != null) {
      keep(buffer, from, more);
      if (partial != null) {
        int length = partial.length();
        deliverLine(partial.bytes(), 0, Lines.lengthOf(partial.bytes(), 0, length, length + 1));
        release();
      }
      isSkipping = false;
    } else {
      int end = from + more;
      deliverLine(buffer, from, Lines.lengthOf(buffer, from, end, end + 1));
    }
  }

  private void deliverLine(UnsafeBuffer buffer, int offset, int length) {
    if (length > bytesMax) {
      datagrams.oversize();
    } else if (length > 0) {
      datagrams.datagram(buffer, offset, length);
    }
  }

  /** Keeps the beginning of a line, unless it is too long by now. */
  private void keep(UnsafeBuffer buffer, int from, int more) {
    if (isSkipping) {
      return;
    }
    Partial kept = isTooLong(buffer, from, more) ? null : partials.add(partial, buffer, from, more);
    if (kept == null) {
      datagrams.oversize();
      release();
      isSkipping = true;
    } else {
      partial = kept;
    }
  }

  /** With this many further bytes; one byte beyond may be the CR of the ending. */
  private boolean isTooLong(UnsafeBuffer buffer, int from, int more) {
    int beyond = (partial == null ? 0 : partial.length()) + more - bytesMax;
    return more > 0 && beyond > 0 && (beyond > 1 || buffer.getByte(from + more - 1) != '\r');
  }

  private void release() {
    if (partial != null) {
      partials.release(partial);
      partial = null;
    }
  }

  private Progress takeFrames(UnsafeBuffer buffer, int length) {
    Progress progress = Progress.PARTIAL;
    int from = 0;
    while (from < length) {
      int whole = partial == null ? inPlace(buffer, from, length) : completed(buffer, from, length);
      if (whole < 0) {
        datagrams.oversize();
        release();
        return Progress.BROKEN;
      }
      if (whole == 0) {
        return progress;
      }
      progress = Progress.WHOLE;
      from = whole;
    }
    return progress;
  }

  /**
   * A frame that lies whole in the buffer, or the beginning of one.
   *
   * @return where the next begins; 0 when this one is not whole yet; negative when it is too long
   */
  private int inPlace(UnsafeBuffer buffer, int from, int limit) {
    if (limit - from >= LENGTH_BYTES) {
      int frameBytes = buffer.getInt(from, ByteOrder.LITTLE_ENDIAN);
      if (frameBytes < 0 || frameBytes > bytesMax) {
        return -1;
      }
      int end = from + LENGTH_BYTES + frameBytes;
      if (end <= limit) {
        deliver(buffer, from + LENGTH_BYTES, frameBytes);
        return end;
      }
    }
    partial = partials.add(null, buffer, from, limit - from);
    return partial == null ? -1 : 0;
  }

  /** The same of a frame whose beginning came before: first its length, then its bytes. */
  private int completed(UnsafeBuffer buffer, int from, int limit) {
    int at = from;
    if (partial.length() < LENGTH_BYTES) {
      at = addUpTo(LENGTH_BYTES, buffer, at, limit); // any room has room for these
      if (partial.length() < LENGTH_BYTES) {
        return 0;
      }
    }
    int frameBytes = partial.bytes().getInt(0, ByteOrder.LITTLE_ENDIAN);
    if (frameBytes < 0 || frameBytes > bytesMax) {
      return -1;
    }
    at = addUpTo(LENGTH_BYTES + frameBytes, buffer, at, limit);
    if (at < 0) {
      return -1;
    }
    if (partial.length() < LENGTH_BYTES + frameBytes) {
      return 0;
    }
    deliver(partial.bytes(), LENGTH_BYTES, frameBytes);
    release();
    return at;
  }

  private int addUpTo(int bytes, UnsafeBuffer buffer, int from, int limit) {
    int more = Math.min(bytes - partial.length(), limit - from);
    Partial kept = partials.add(partial, buffer, from, more);
    if (kept == null) {
      return -1;
    }
    partial = kept;
    return from + more;
  }

  private void deliver(UnsafeBuffer buffer, int offset, int length) {
    if (length > 0) {
      datagrams.datagram(buffer, offset, length);
    }
  }

  /**
   * The client has ended the stream: what stands without a newline at its end is a line, since many
   * clients leave the last one out. A frame that is not whole is none.
   */
  void endOfStream() {
    if (!isFramed && partial != null) {
      deliverLine(partial.bytes(), 0, partial.length());
      release();
    }
    abandon();
  }

  /** The connection is broken, or closed by us: what is not whole may be cut anywhere. */
  void abandon() {
    if (partial != null) {
      datagrams.incomplete();
      release();
    }
    isSkipping = false;
  }

  /** Room that a beginning of either kind may need. */
  static int roomBytes(int bytesMax) {
    return LENGTH_BYTES + bytesMax;
  }
}
