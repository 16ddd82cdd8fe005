package io.penstock.tools.select;

import io.penstock.amounts.Amounts;
import java.io.PrintWriter;

/** Says on standard error which numbers are missing: the first few by name, all of them in sum. */
public final class GapNotes implements JournalWalk.Gaps {
  private static final int NAMED_MAX = 20;

  private final PrintWriter err;
  private long gaps;
  private long missing;
  private long damaged;

  /** Notes that go there. */
  public GapNotes(PrintWriter err) {
    this.err = err;
  }

  @Override
  public void missing(long first, long count, boolean isDamage) {
    gaps++;
    missing += count;
    damaged += isDamage ? count : 0;
    if (gaps <= NAMED_MAX) {
      String which =
          count == 1
              ? "datagram " + first + " is"
              : "datagrams " + first + " to " + (first + count - 1) + " are";
      err.println(
          which + (isDamage ? " damaged and passed over" : " not in the journal (any more)"));
      err.flush();
    } else if (gaps == NAMED_MAX + 1) {
      err.println("further gaps are counted, not named");
    }
  }

  /** Says the sum, when there is one and it was not said already. */
  public void sum() {
    if (gaps > 1) {
      err.println(
          Amounts.count(missing)
              + " datagrams are missing in "
              + Amounts.count(gaps)
              + " gaps, "
              + Amounts.count(damaged)
              + " of them damaged");
      err.flush();
    }
  }

  /** Datagrams that are missing so far. */
  public long missing() {
    return missing;
  }
}
