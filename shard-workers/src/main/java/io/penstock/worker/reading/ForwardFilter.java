package io.penstock.worker.reading;

import io.penstock.dialect.Dialect;
import io.penstock.statsd.LineType;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Says which lines of a record are still worth sending: none when it is older than {@code max_age},
 * only those of {@code replay_types} when it is late, never what the receiver cannot take.
 *
 * <p>A line without a type is nothing that could go stale, and passes. Allocates nothing after the
 * constructor.
 */
final class ForwardFilter {
  private final long maxAgeNs;
  private final byte[][] replayTypes;
  private final boolean dropsEvents;
  private final boolean dropsServiceChecks;
  private boolean isExpired;
  private boolean isLate;

  /**
   * Makes one.
   *
   * @param maxAgeNs {@link Long#MAX_VALUE} for no limit
   * @param replayTypes empty when all types are replayed
   * @param drop sorts of line that are never sent
   */
  ForwardFilter(long maxAgeNs, List<String> replayTypes, Set<Dialect.Sort> drop) {
    this.maxAgeNs = maxAgeNs;
    this.dropsEvents = drop.contains(Dialect.Sort.EVENTS);
    this.dropsServiceChecks = drop.contains(Dialect.Sort.SERVICE_CHECKS);
    this.replayTypes =
        replayTypes.stream()
            .map(type -> type.getBytes(StandardCharsets.US_ASCII))
            .toArray(byte[][]::new);
  }

  /** Begins a record that was received so long ago. */
  void begin(long ageNs) {
    isExpired = ageNs > maxAgeNs;
    isLate = ageNs > Pace.BEHIND_NS;
  }

  /** Whether the whole record is too old. */
  boolean isExpired() {
    return isExpired;
  }

  /** Whether the record is late: what is sent of it is replayed. */
  boolean isLate() {
    return isLate;
  }

  /** Whether a line is of a sort that the receiver cannot take. */
  boolean isUnwanted(UnsafeBuffer buffer, int offset, int length) {
    if (!dropsEvents && !dropsServiceChecks) {
      return false;
    }
    int start = LineType.start(buffer, offset, offset + length);
    return start == offset
        && length > 3
        && (buffer.getByte(offset + 1) == 'e' ? dropsEvents : dropsServiceChecks);
  }

  /** Whether a line of the record is to be sent. */
  boolean passes(UnsafeBuffer buffer, int offset, int length) {
    if (isExpired) {
      return false;
    }
    return !isLate || replayTypes.length == 0 || isReplayed(buffer, offset, offset + length);
  }

  private boolean isReplayed(UnsafeBuffer buffer, int offset, int limit) {
    int start = LineType.start(buffer, offset, limit);
    int length = LineType.end(buffer, start, limit) - start;
    for (byte[] type : replayTypes) {
      if (equal(type, buffer, start, length)) {
        return true;
      }
    }
    return length == 0;
  }

  private static boolean equal(byte[] type, UnsafeBuffer buffer, int start, int length) {
    if (type.length != length) {
      return false;
    }
    for (int i = 0; i < length; i++) {
      if (buffer.getByte(start + i) != type[i]) {
        return false;
      }
    }
    return true;
  }
}
