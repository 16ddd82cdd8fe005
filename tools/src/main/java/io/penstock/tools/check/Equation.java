package io.penstock.tools.check;

import io.penstock.amounts.Amounts;
import io.penstock.content.ContentHash;
import java.util.Locale;

/**
 * Two counts, or two sums over the content, of the same things.
 *
 * @param kind what its sides are
 * @param subject who counted: {@code ingest}, {@code shard-0}
 * @param text the equation in words
 * @param left its left side
 * @param right its right side
 * @param verdict what is to be thought of it
 * @param note what people want to know beside it; may be empty
 */
record Equation(
    Kind kind, String subject, String text, long left, long right, Verdict verdict, String note) {

  /** What the sides of an equation are. */
  enum Kind {
    COUNTS,
    /** Sums of hashes, modulo 2^64: equal or not, and the difference means nothing. */
    CONTENT;

    String label() {
      return name().toLowerCase(Locale.ROOT);
    }

    private String text(long side) {
      return this == COUNTS ? Amounts.count(side) : ContentHash.text(side);
    }
  }

  /** An equation between counts that holds or fails. */
  static Equation of(String subject, String text, long left, long right, String note) {
    return of(Kind.COUNTS, subject, text, left, right, note);
  }

  /** An equation that holds or fails. */
  static Equation of(Kind kind, String subject, String text, long left, long right, String note) {
    return new Equation(
        kind, subject, text, left, right, left == right ? Verdict.HOLDS : Verdict.FAILS, note);
  }

  long residual() {
    return left - right;
  }

  String leftText() {
    return kind.text(left);
  }

  String rightText() {
    return kind.text(right);
  }

  String residualText() {
    if (kind == Kind.COUNTS) {
      return Amounts.count(residual());
    }
    return left == right ? "equal" : "differs";
  }

  boolean fails() {
    return verdict == Verdict.FAILS;
  }

  boolean isSameAs(Equation other) {
    return subject.equals(other.subject) && text.equals(other.text);
  }

  Equation with(Verdict another, String anotherNote) {
    return new Equation(kind, subject, text, left, right, another, anotherNote);
  }
}
