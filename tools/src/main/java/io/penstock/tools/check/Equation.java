package io.penstock.tools.check;

/**
 * One equation of the balance, with the numbers put in.
 *
 * @param about whose it is: {@code ingest}, {@code shard-0} …
 * @param law the equation in words
 * @param unit what is counted
 * @param left value of the left side
 * @param right value of the right side
 * @param terms the right side's terms with their values, for people
 */
record Equation(String about, String law, String unit, long left, long right, String terms) {
  /** What is missing on the right, or too much there when negative. Zero, or something is wrong. */
  long residual() {
    return left - right;
  }

  boolean holds() {
    return residual() == 0;
  }
}
