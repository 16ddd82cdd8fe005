package io.penstock.journal;

import io.penstock.journal.record.RecordBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Follows the numbers through the files, and says of each injury which of them it cost.
 *
 * <p>An injury is open until the next number is known: what lies between is what it cost. Injuries
 * that lie together share their numbers.
 */
final class NumberTrail {
  private record Injury(FindingCode code, Path file, long position, String note) {}

  private final List<Finding> findings;
  private final List<NumberRange> gone = new ArrayList<>();
  private final List<Injury> open = new ArrayList<>();
  private long next = Finding.UNKNOWN;
  private long receiveTimeNs;

  NumberTrail(List<Finding> findings) {
    this.findings = findings;
  }

  void injury(FindingCode code, Path file, long position, String note) {
    open.add(new Injury(code, file, position, note));
  }

  /** A sound record begins with this number. */
  void reached(Path file, long position, RecordBuffer record) {
    long number = record.firstNumber();
    boolean isKnown = next != Finding.UNKNOWN;
    if (isKnown && number > next) {
      gone.add(new NumberRange(next, number));
      if (open.isEmpty()) {
        injury(FindingCode.W_GAP, file, position, "");
      }
    }
    close(number);
    if (isKnown && (number < next || record.receiveTimeNs() < receiveTimeNs)) {
      String note = number < next ? number + " after " + (next - 1) : "";
      findings.add(new Finding(FindingCode.E_ORDER, file, position, number, number, note));
    }
    next = Math.max(next, record.nextNumber());
    receiveTimeNs = Math.max(receiveTimeNs, record.receiveTimeNs());
  }

  /** Retention deleted the next file since it was listed, and so all before it. */
  void deleted() {
    end(Finding.UNKNOWN);
    next = Finding.UNKNOWN;
  }

  private void close(long to) {
    long from = next == Finding.UNKNOWN ? Finding.UNKNOWN : Math.min(next, to);
    for (Injury one : open) {
      findings.add(
          new Finding(one.code, one.file, one.position, from, from < 0 ? from : to, one.note));
    }
    open.clear();
  }

  /**
   * Nothing more comes.
   *
   * @param head the next number to be given out, as far as anybody knows
   */
  void end(long head) {
    if (!open.isEmpty() && next != Finding.UNKNOWN && head > next) {
      gone.add(new NumberRange(next, head));
    }
    close(Math.max(head, next));
  }

  /** The number after the last that was found; −1 when none was. */
  long next() {
    return next;
  }

  /** What the journal does not hold, though it holds something before and behind it. */
  List<NumberRange> gone() {
    return gone;
  }
}
