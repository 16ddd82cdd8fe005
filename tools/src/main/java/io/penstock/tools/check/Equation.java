package io.penstock.tools.check;

/**
 * Two counts of the same things.
 *
 * @param subject who counted: {@code ingest}, {@code shard-0}
 * @param text the equation in words
 * @param left its left side
 * @param right its right side
 * @param verdict what is to be thought of it
 * @param note what people want to know beside it; may be empty
 */
record Equation(String subject, String text, long left, long right, Verdict verdict, String note) {

  /** An equation that holds or fails. */
  static Equation of(String subject, String text, long left, long right, String note) {
    return new Equation(
        subject, text, left, right, left == right ? Verdict.HOLDS : Verdict.FAILS, note);
  }

  long residual() {
    return left - right;
  }

  boolean fails() {
    return verdict == Verdict.FAILS;
  }

  boolean isSameAs(Equation other) {
    return subject.equals(other.subject) && text.equals(other.text);
  }

  Equation with(Verdict another, String anotherNote) {
    return new Equation(subject, text, left, right, another, anotherNote);
  }
}
