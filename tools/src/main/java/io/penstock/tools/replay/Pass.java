package io.penstock.tools.replay;

import io.penstock.dialect.Rewriter;
import io.penstock.journal.JournalCursor;
import io.penstock.journal.JournalReader;
import io.penstock.statsd.Lines;
import io.penstock.tools.select.JournalWalk;
import io.penstock.tools.select.LineFilter;
import io.penstock.tools.select.Range;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.LongConsumer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * One way through the range: chooses lines, rewrites and packs them, hands them to their outlets.
 *
 * <p>One thread. Ends between two datagrams of the journal, with everything before it sent.
 */
final class Pass {
  private static final String GAUGE = "g";
  private static final long NANOS_PER_SECOND = 1_000_000_000;
  private static final int LINE_BYTES_MAX = 70_000;

  private final LineFilter filter;
  private final Dialects dialects;
  private final Outlets outlets;
  private final Pacer pacer;
  private final long flushIntervalNs;
  private final Tallies tallies;
  private final BooleanSupplier stopped;
  private final UnsafeBuffer rewritten = new UnsafeBuffer(new byte[2 * LINE_BYTES_MAX]);

  private final Gone.Gaps gaps = new Gone.Gaps();

  private boolean isStopped;
  private long next;
  private long firstNumber = -1;
  private long firstTimeNs;
  private long lastTimeNs;
  private long datagrams;
  private long missing;
  private long damagedRecords;
  private long homelessLines;
  private long unwantedLines;

  Pass(Order order, Outlets outlets, Pacer pacer, Tallies tallies, BooleanSupplier stopped) {
    this.filter = order.filter().get();
    this.dialects = new Dialects(order.dialect());
    this.outlets = outlets;
    this.pacer = pacer;
    this.flushIntervalNs = order.flushIntervalNs();
    this.tallies = tallies;
    this.stopped = stopped;
  }

  /**
   * Goes through the range.
   *
   * @param settled told, now and then, the number before which everything is sent
   * @throws Refused when a destination does not take what it is sent
   */
  void run(JournalReader journal, Range range, LongConsumer settled) throws Refused {
    next = range.from();
    try (JournalWalk walk = JournalWalk.over(journal, range, gaps)) {
      while (!isStopped && walk.next()) {
        record(walk);
        settled.accept(Math.min(next, outlets.oldestOpenNumber()));
      }
      missing = walk.missing();
      damagedRecords = walk.damagedRecords();
    }
    for (Outlet outlet : outlets.all()) {
      outlet.flush(pacer);
    }
    settled.accept(next);
    for (Outlet outlet : outlets.all()) {
      outlet.finish();
    }
  }

  private void record(JournalWalk walk) throws Refused {
    JournalCursor cursor = walk.cursor();
    filter.enter(cursor.layout());
    outlets.enter(filter.layout());
    long timeNs = cursor.receiveTimeNs();
    if (firstNumber < 0) {
      firstNumber = cursor.firstNumber() + walk.first();
      firstTimeNs = timeNs;
    }
    lastTimeNs = timeNs;
    for (Outlet outlet : outlets.all()) {
      outlet.sendWhenDue(timeNs, flushIntervalNs, pacer);
      outlet.check();
    }
    pacer.awaitRecord(timeNs);
    for (int i = walk.first(); i < walk.end(); i++) {
      if (stopped.getAsBoolean()) {
        isStopped = true;
        return;
      }
      datagram(cursor, i, timeNs);
      datagrams++;
      next = cursor.firstNumber() + i + 1;
    }
  }

  private void datagram(JournalCursor cursor, int i, long timeNs) throws Refused {
    UnsafeBuffer buffer = cursor.buffer();
    int from = cursor.datagramOffset(i);
    int limit = from + cursor.datagramLength(i);
    long number = cursor.firstNumber() + i;
    while (from < limit) {
      int end = Lines.endOfLine(buffer, from, limit);
      int length = Lines.lengthOf(buffer, from, end, limit);
      if (length > 0 && filter.accepts(buffer, from, length)) {
        line(buffer, from, length, number, timeNs);
      }
      from = end + 1;
    }
  }

  private void line(UnsafeBuffer buffer, int offset, int length, long number, long timeNs)
      throws Refused {
    int shard = filter.shardOf(buffer, offset, length);
    Outlet outlet = outlets.of(shard);
    if (outlet == null) {
      homelessLines++;
      return;
    }
    String type = filter.typeOf(buffer, offset, length);
    if (dialects.isUnwanted(shard, type)) {
      unwantedLines++;
      return;
    }
    tallies.of(shard).add(number, length, type.equals(GAUGE));
    Optional<Rewriter> rewriter = dialects.rewriter(shard);
    if (rewriter.isEmpty()) {
      outlet.pack(buffer, offset, length, number, timeNs);
      outlet.send(pacer);
      return;
    }
    rewriter.get().begin(buffer, offset, length, true, timeNs / NANOS_PER_SECOND);
    while (rewriter.get().hasNext()) {
      int newLength = rewriter.get().next(rewritten, 0);
      outlet.pack(rewritten, 0, newLength, number, timeNs);
      outlet.send(pacer);
    }
  }

  /** Whether it was told to stop before the end of the range. */
  boolean isStopped() {
    return isStopped;
  }

  /** The datagram that would have come next. */
  long next() {
    return next;
  }

  /** First number that was met; −1 when there was none. */
  long firstNumber() {
    return firstNumber;
  }

  long firstTimeNs() {
    return firstTimeNs;
  }

  long lastTimeNs() {
    return lastTimeNs;
  }

  /** Datagrams of the journal that were read. */
  long datagrams() {
    return datagrams;
  }

  /** Numbers of the range that the journal does not hold. */
  long missing() {
    return missing;
  }

  /** Where they are missing, the first of them. */
  List<Gone.Gap> gaps() {
    return gaps.kept();
  }

  long damagedRecords() {
    return damagedRecords;
  }

  /** Lines whose shard is unknown, since no layout is left: not sent. */
  long homelessLines() {
    return homelessLines;
  }

  /** Lines of a sort that their destination is not sent. */
  long unwantedLines() {
    return unwantedLines;
  }

  Tallies tallies() {
    return tallies;
  }

  Outlets outlets() {
    return outlets;
  }
}
