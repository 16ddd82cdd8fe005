package io.penstock.audit;

import io.penstock.journal.JournalCursor;
import io.penstock.journal.JournalReader;
import io.penstock.shard.Layout;
import io.penstock.shard.PlainShard;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongConsumer;

/**
 * Reads the journal once, from the first number that any tally still needs to the last, and tells
 * each what lies there. One line costs about a microsecond.
 */
public final class Recount {
  /** Empty polls after which no more is to come: enough for the cursor to look past damage. */
  private static final int IDLE_POLLS_MAX = 10_000;

  private final List<Tally> tallies;
  private long records;
  private long datagrams;
  private long lines;
  private long damagedRecords;

  private Recount(List<Tally> tallies) {
    this.tallies = tallies;
  }

  /** A recount that has nothing to count. */
  public static Recount ofNothing() {
    return new Recount(List.of());
  }

  /**
   * Counts for all tallies in one pass.
   *
   * @param progress told the number that was reached, now and then
   * @throws io.penstock.journal.record.JournalException when the journal cannot be read
   */
  public static Recount of(JournalReader journal, List<Tally> tallies, LongConsumer progress) {
    Recount recount = new Recount(tallies);
    List<Tally> open = tallies.stream().filter(tally -> tally.next() < tally.to()).toList();
    if (!open.isEmpty()) {
      try (JournalCursor cursor = journal.newCursor()) {
        cursor.seek(open.stream().mapToLong(Tally::next).min().orElseThrow(), 0);
        recount.read(cursor, open.stream().mapToLong(Tally::to).max().orElseThrow(), progress);
      }
    }
    tallies.forEach(Tally::end);
    return recount;
  }

  private void read(JournalCursor cursor, long to, LongConsumer progress) {
    enter(cursor.layout(), Long.MIN_VALUE);
    int idlePolls = 0;
    while (idlePolls < IDLE_POLLS_MAX) {
      switch (cursor.poll()) {
        case NOTHING -> idlePolls++;
        case DAMAGED -> damagedRecords++;
        case LAYOUT -> enter(cursor.layout(), cursor.firstNumber());
        case DATAGRAMS -> {
          if (cursor.firstNumber() >= to) {
            return;
          }
          add(cursor);
          progress.accept(cursor.firstNumber());
        }
      }
    }
  }

  /** Where nothing sound is left no layout is known, and a number is missing like any other. */
  private void enter(Layout layout, long number) {
    if (layout != null) {
      tallies.forEach(tally -> tally.enter(layout, number));
    }
  }

  private void add(JournalCursor cursor) {
    Layout layout = cursor.layout();
    long first = cursor.firstNumber();
    List<Tally> taking = tallies.stream().filter(tally -> tally.takes(layout, first)).toList();
    if (taking.isEmpty()) {
      return;
    }
    Map<Layout, ShardLines> linesOfRings = new IdentityHashMap<>();
    for (Tally tally : taking) {
      Layout ring = tally.ringIn(layout);
      linesOfRings.computeIfAbsent(ring, any -> new ShardLines(ring.shards()));
    }
    long bytes = 0;
    for (int i = 0; i < cursor.count(); i++) {
      byte[] datagram = new byte[cursor.datagramLength(i)];
      cursor.buffer().getBytes(cursor.datagramOffset(i), datagram);
      bytes += datagram.length;
      for (byte[] line : PlainLines.of(datagram)) {
        long content = PlainContent.of(line);
        linesOfRings.forEach((ring, ofRing) -> ofRing.add(PlainShard.of(line, ring), content));
        lines++;
      }
    }
    records++;
    datagrams += cursor.count();
    for (Tally tally : taking) {
      long corrupt = cursor.lostSince(tally.next()).corrupt();
      tally.add(first, cursor.count(), bytes, linesOfRings.get(tally.ringIn(layout)), corrupt);
    }
  }

  public long records() {
    return records;
  }

  public long datagrams() {
    return datagrams;
  }

  public long lines() {
    return lines;
  }

  /** Damaged records that were met; what they held counts as lost. */
  public long damagedRecords() {
    return damagedRecords;
  }
}
