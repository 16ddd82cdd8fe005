package io.penstock.tools.load;

/**
 * How many datagrams are due by now.
 *
 * <p>A sender that could not keep up catches up at most {@value #DEBT_SECONDS_MAX} s; the rest is
 * forgiven, since a burst of it would only overrun the receiver. Pure; time in ns.
 */
final class Pace {
  private static final double DEBT_SECONDS_MAX = 0.1;
  private static final double NS_PER_SECOND = 1e9;

  private final double perNs;
  private final double debtMax;
  private double startNs;

  Pace(double perSecond, long startNs) {
    this.perNs = perSecond / NS_PER_SECOND;
    this.debtMax = Math.max(1, perSecond * DEBT_SECONDS_MAX);
    this.startNs = startNs;
  }

  /** How many are due in all, of which {@code sent} have been sent. */
  long due(long nowNs, long sent) {
    if (Double.isInfinite(perNs)) {
      return Long.MAX_VALUE;
    }
    double due = (nowNs - startNs) * perNs;
    double excess = due - sent - debtMax;
    if (excess > 0) {
      startNs += excess / perNs;
      due -= excess;
    }
    return (long) due;
  }

  /** How long until one more than {@code sent} is due. */
  long waitNs(long nowNs, long sent) {
    return (long) Math.max(0, startNs + (sent + 1) / perNs - nowNs);
  }
}
