package io.penstock.tools.sink;

import org.HdrHistogram.Histogram;
import org.agrona.concurrent.EpochMicroClock;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Judges numbered lines: {@code KEY:NUMBER|TYPE}, with {@code |#t:MICROS} at the end where the time
 * of sending is known. The package page says what it finds.
 *
 * <p>Threads: one. Every line ends at a newline or with its datagram; empty ones are none. A line
 * that is not of this form is counted and otherwise left alone. Allocates only for what is new: a
 * key, a gap.
 */
public final class SinkLedger implements Arrivals {
  /** More keys than that, and the ledger refuses. */
  public static final int KEYS_MAX = 1 << 20;

  /** More gaps than that over all keys, and the ledger refuses: about 100 MB. */
  public static final int GAPS_MAX = 1 << 22;

  private static final int NUMBER_DIGITS_MAX = 18;
  private static final int UNNUMBERED = -1;
  private static final long LATENCY_MICROS_MAX = 3_600_000_000L; // what is slower counts as an hour
  private static final int LATENCY_DIGITS = 3;

  // "|#t:" as it lies in memory
  private static final int TIME_SECTION = '|' | '#' << 8 | 't' << 16 | ':' << 24;
  private static final int TIME_DIGITS = 16;
  private static final int TIME_BYTES = Integer.BYTES + TIME_DIGITS;

  private final EpochMicroClock clock;
  private final KeyTable keys = new KeyTable();
  private final Histogram latencyMicros = new Histogram(LATENCY_MICROS_MAX, LATENCY_DIGITS);
  private long nowMicros;
  private int gaps;
  private long lines;
  private long repeated;
  private long reordered;
  private long unnumbered;

  /** An empty ledger; the clock is compared with the time of sending in the lines. */
  public SinkLedger(EpochMicroClock clock) {
    this.clock = clock;
  }

  @Override
  public int feed(int port, UnsafeBuffer buffer, int offset, int length) {
    nowMicros = clock.microTime();
    int end = offset + length;
    int fed = 0;
    int start = offset;
    while (start < end) {
      int lineEnd = ByteScan.indexOf((byte) '\n', buffer, start, end);
      if (lineEnd > start) {
        fed++;
        line(port, buffer, start, lineEnd);
      }
      start = lineEnd + 1;
    }
    lines += fed;
    return fed;
  }

  private void line(int port, UnsafeBuffer buffer, int start, int end) {
    int keyEnd = ByteScan.indexOf((byte) ':', buffer, start, end);
    int numberEnd = ByteScan.indexOf((byte) '|', buffer, Math.min(keyEnd + 1, end), end);
    long number = numberEnd < end ? number(buffer, keyEnd + 1, numberEnd) : UNNUMBERED;
    if (number == UNNUMBERED) {
      unnumbered++;
      return;
    }
    KeyLedger key = keys.find(buffer, start, keyEnd - start, port);
    key.seenOn(port);
    judge(key.numbers, number);
    if (end - TIME_BYTES > numberEnd && buffer.getInt(end - TIME_BYTES) == TIME_SECTION) {
      long sentMicros = number(buffer, end - TIME_DIGITS, end);
      if (sentMicros != UNNUMBERED) {
        latencyMicros.recordValue(Math.clamp(nowMicros - sentMicros, 0, LATENCY_MICROS_MAX));
      }
    }
  }

  private static long number(UnsafeBuffer buffer, int start, int end) {
    if (start >= end || end - start > NUMBER_DIGITS_MAX) {
      return UNNUMBERED;
    }
    long number = 0;
    for (int at = start; at < end; at++) {
      int digit = buffer.getByte(at) - '0';
      if (digit < 0 || digit > 9) {
        return UNNUMBERED;
      }
      number = number * 10 + digit;
    }
    return number;
  }

  private void judge(NumberSet numbers, long number) {
    boolean late = number < numbers.highest();
    int runs = numbers.runs();
    if (!numbers.add(number)) {
      repeated++;
      return;
    }
    if (late) {
      reordered++;
    }
    gaps += numbers.runs() - runs;
    if (gaps > GAPS_MAX || keys.size() > KEYS_MAX) {
      throw new IllegalStateException(
          "more than " + KEYS_MAX + " keys or " + GAPS_MAX + " gaps: too many to judge exactly");
    }
  }

  /** What is known so far. */
  public LedgerReport report() {
    long[] sums = new long[3];
    keys.forEach(
        key -> {
          sums[0] += key.numbers.size();
          sums[1] += key.numbers.missing();
          sums[2] += key.moved() ? 1 : 0;
        });
    return new LedgerReport(
        lines, keys.size(), sums[0], sums[1], repeated, reordered, sums[2], unnumbered, latency());
  }

  private LedgerReport.Latency latency() {
    return new LedgerReport.Latency(
        latencyMicros.getTotalCount(),
        latencyMicros.getValueAtPercentile(50),
        latencyMicros.getValueAtPercentile(99),
        latencyMicros.getMaxValue());
  }
}
