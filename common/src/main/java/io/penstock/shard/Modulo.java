package io.penstock.shard;

/**
 * The remainder of an unsigned 64-bit number by a divisor that stays the same, without dividing.
 *
 * <p>The high half of {@code value · ⌊(2^64 − 1) / divisor⌋} is the quotient or one less than it,
 * so that one subtraction mends the remainder.
 */
final class Modulo implements Placement {
  private final int divisor;
  private final long reciprocal;

  Modulo(int divisor) {
    if (divisor < 1) {
      throw new IllegalArgumentException("nothing can be divided by " + divisor);
    }
    this.divisor = divisor;
    this.reciprocal = Long.divideUnsigned(-1L, divisor);
  }

  @Override
  public int of(long value) {
    long remainder = value - Math.unsignedMultiplyHigh(value, reciprocal) * divisor;
    return (int) (remainder >= divisor ? remainder - divisor : remainder);
  }
}
