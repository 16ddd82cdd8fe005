package io.penstock.tools.sink;

import java.util.Arrays;

/**
 * A set of numbers that came mostly in order: disjoint runs, ascending.
 *
 * <p>Exact whatever comes in whatever order. In order, without gaps, it is one run and a number is
 * added in a comparison. 16 bytes a run.
 */
final class NumberSet {
  private long[] firsts = new long[1];
  private long[] ends = new long[1]; // exclusive
  private int runs;
  private long size;

  /** Adds a number; false when it was there. */
  boolean add(long number) {
    int run = runs - 1;
    if (run >= 0 && number != ends[run]) {
      run = runAtOrBefore(number);
    }
    if (run >= 0 && number < ends[run]) {
      return false;
    }
    size++;
    boolean touchesBefore = run >= 0 && number == ends[run];
    boolean touchesAfter = run + 1 < runs && number + 1 == firsts[run + 1];
    if (touchesBefore && touchesAfter) {
      ends[run] = ends[run + 1];
      remove(run + 1);
    } else if (touchesBefore) {
      ends[run]++;
    } else if (touchesAfter) {
      firsts[run + 1]--;
    } else {
      insert(run + 1, number);
    }
    return true;
  }

  /** The last run that begins at the number or before it; -1 when none does. */
  private int runAtOrBefore(long number) {
    int low = 0;
    int high = runs - 1;
    while (low <= high) {
      int middle = (low + high) >>> 1;
      if (firsts[middle] <= number) {
        low = middle + 1;
      } else {
        high = middle - 1;
      }
    }
    return high;
  }

  private void insert(int run, long number) {
    if (runs == firsts.length) {
      firsts = Arrays.copyOf(firsts, 2 * runs);
      ends = Arrays.copyOf(ends, 2 * runs);
    }
    System.arraycopy(firsts, run, firsts, run + 1, runs - run);
    System.arraycopy(ends, run, ends, run + 1, runs - run);
    firsts[run] = number;
    ends[run] = number + 1;
    runs++;
  }

  private void remove(int run) {
    System.arraycopy(firsts, run + 1, firsts, run, runs - run - 1);
    System.arraycopy(ends, run + 1, ends, run, runs - run - 1);
    runs--;
  }

  /** How many numbers. */
  long size() {
    return size;
  }

  /** The highest number; -1 when there is none. */
  long highest() {
    return runs == 0 ? -1 : ends[runs - 1] - 1;
  }

  /** How many from 0 to the highest are not there. */
  long missing() {
    return highest() + 1 - size;
  }

  /** How many runs it takes. */
  int runs() {
    return runs;
  }
}
