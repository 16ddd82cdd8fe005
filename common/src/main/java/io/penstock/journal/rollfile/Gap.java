package io.penstock.journal.rollfile;

import io.penstock.journal.record.Losses;
import java.util.ArrayList;
import java.util.List;

/**
 * The numbers between the last sound record and the one at hand, and why they were not found.
 *
 * <pre>
 *   last sound record … [ end of its file | files deleted | files that are there | this file ] …
 *                next ─┘        corrupt       retention       corrupt or missing      └─ at hand
 * </pre>
 *
 * <p>Each file begins with the number that follows the file before, so what was lost is told apart
 * exactly wherever the beginnings of files are known. Where a deleted file and damage meet and no
 * number stands between them, it is retention if the oldest file says where it begins, else
 * corrupt. Looks at the disk and allocates only when there is a gap. Used by the cursor's thread.
 */
final class Gap {
  /** In place of a number. */
  static final long UNKNOWN = -1;

  private enum Reason {
    RETENTION,
    CORRUPT,
    MISSING
  }

  private record Stretch(long from, long to, Reason reason) {
    long numbersFrom(long number) {
      return Math.max(0, to - Math.max(from, number));
    }
  }

  private final RollFileLayouts layouts;
  private final RollFiles files;
  private final List<Stretch> stretches = new ArrayList<>();

  /** The number that comes next when nothing is lost, and the file in which that was seen. */
  private long next = UNKNOWN;

  private int cycle = -1;
  private boolean sawDamage;
  private boolean isPassed;

  Gap(RollFileLayouts layouts, RollFiles files) {
    this.layouts = layouts;
    this.files = files;
  }

  /** Forgets what was before: reading begins somewhere. */
  void clear() {
    stretches.clear();
    next = UNKNOWN;
    cycle = -1;
    sawDamage = false;
    isPassed = false;
  }

  /** Reading begins in a file, and a number is looked for there, or {@link #UNKNOWN}. */
  void begin(long number, int newCycle) {
    clear();
    next = number;
    cycle = layouts.beginningOf(newCycle) <= number ? newCycle : -1;
  }

  /** Something was skipped that is no sound record. */
  void damaged() {
    forgetPassed();
    sawDamage = true;
  }

  /** A file begins with a number. */
  void fileBegins(long number, int newCycle) {
    forgetPassed();
    reached(number, newCycle);
    next = next == UNKNOWN ? number : Math.max(next, number);
  }

  /** A record of datagrams is at hand; the gap before it can be asked for until the next call. */
  void record(long firstNumber, long nextNumber, int newCycle) {
    forgetPassed();
    reached(firstNumber, newCycle);
    next = Math.max(next, nextNumber);
    isPassed = true;
  }

  private void forgetPassed() {
    if (isPassed) {
      isPassed = false;
      stretches.clear();
    }
  }

  private void reached(long number, int newCycle) {
    if (next != UNKNOWN && number > next) {
      divide(number, newCycle);
    }
    cycle = newCycle;
    sawDamage = false;
  }

  private void divide(long to, int newCycle) {
    long from = next;
    boolean isWithinAFile = newCycle == cycle;
    if (!isWithinAFile) {
      if (sawDamage && cycle >= 0) {
        from = add(from, Math.min(to, layouts.beginningOf(cycle + 1)), Reason.CORRUPT);
      }
      from = add(from, Math.min(to, oldestNumber()), Reason.RETENTION);
    }
    boolean isDamage = sawDamage || (!isWithinAFile && isAFileGone(cycle, newCycle));
    add(from, to, isDamage ? Reason.CORRUPT : Reason.MISSING);
  }

  /** Returns where the next stretch begins. */
  private long add(long from, long to, Reason reason) {
    if (to <= from) {
      return from;
    }
    stretches.add(new Stretch(from, to, reason));
    return to;
  }

  private long oldestNumber() {
    int[] cycles = files.cycles();
    return cycles.length == 0 ? UNKNOWN : layouts.beginningOf(cycles[0]);
  }

  /** Whether between two files one is not there, or was set aside: cycles have no gaps. */
  private boolean isAFileGone(int before, int behind) {
    int[] cycles = files.cycles();
    int from = cycles.length == 0 ? behind : Math.max(before, cycles[0]);
    int there = 0;
    for (int one : cycles) {
      there += one > from && one <= behind ? 1 : 0;
    }
    return there < behind - from || files.isOneSetAside(from, behind);
  }

  /** Why the numbers from one on, up to the record at hand, were not found. */
  Losses explain(long from, long firstNumber) {
    long retention = numbersFrom(from, Reason.RETENTION);
    long corrupt = numbersFrom(from, Reason.CORRUPT);
    return new Losses(retention, corrupt, firstNumber - from - retention - corrupt);
  }

  private long numbersFrom(long from, Reason reason) {
    long numbers = 0;
    for (Stretch stretch : stretches) {
      numbers += stretch.reason == reason ? stretch.numbersFrom(from) : 0;
    }
    return numbers;
  }
}
