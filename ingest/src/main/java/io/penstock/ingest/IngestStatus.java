package io.penstock.ingest;

import io.penstock.amounts.Amounts;
import io.penstock.backlog.OldestInJournal;
import io.penstock.backlog.ReaderStanding;
import io.penstock.config.DataDirectory;
import io.penstock.counters.CounterFile;
import io.penstock.counters.IngestCounter;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.agrona.concurrent.NanoClock;

/**
 * Ingest in one line, for a service manager: what comes in, how far the readers are behind, what
 * room there is, and what is being dropped. From files alone; used by one thread, off the data
 * path.
 */
final class IngestStatus {
  private static final List<IngestCounter> DROPPED =
      List.of(
          IngestCounter.DROPPED_DISK_SLOW,
          IngestCounter.DROPPED_DISK_FULL,
          IngestCounter.DROPPED_JOURNAL_FULL,
          IngestCounter.DROPPED_TRUNCATED,
          IngestCounter.DROPPED_DENIED,
          IngestCounter.DROPPED_OVERSIZE,
          IngestCounter.DROPPED_INCOMPLETE,
          IngestCounter.KERNEL_DROPS);

  private static final long WORTH_SAYING_SECONDS = TimeUnit.DAYS.toSeconds(30);

  private final CounterFile counters;
  private final Supplier<List<ReaderStanding>> readers;
  private final NanoClock clock;

  private long lookedAtNs;
  private long received;
  private long dropped;

  IngestStatus(CounterFile counters, Supplier<List<ReaderStanding>> readers, NanoClock clock) {
    this.counters = counters;
    this.readers = readers;
    this.clock = clock;
    look();
  }

  /** The readers that the configuration asks for and that have begun. */
  static List<ReaderStanding> readers(
      DataDirectory data, List<String> names, CounterFile counters) {
    long nowMs = System.currentTimeMillis();
    try (OldestInJournal oldest = OldestInJournal.in(data.journal())) {
      return names.stream()
          .map(data.readers()::resolve)
          .flatMap(file -> ReaderStanding.of(file, counters, nowMs, oldest).stream())
          .toList();
    }
  }

  private void look() {
    lookedAtNs = clock.nanoTime();
    received = counters.get(IngestCounter.RECEIVED_DATAGRAMS);
    dropped = DROPPED.stream().mapToLong(counters::get).sum();
  }

  /** How things stand, with rates since the last line. */
  String line() {
    long sinceNs = lookedAtNs;
    long receivedBefore = received;
    long droppedBefore = dropped;
    look();
    double seconds = Math.max(1, lookedAtNs - sinceNs) / (double) TimeUnit.SECONDS.toNanos(1);
    StringBuilder line = new StringBuilder();
    line.append(Amounts.count(Math.round((received - receivedBefore) / seconds)))
        .append(" datagrams/s");
    if (dropped > droppedBefore) {
      line.append(", ")
          .append(Amounts.count(Math.round((dropped - droppedBefore) / seconds)))
          .append("/s are dropped");
    }
    appendBacklog(line);
    long freeBytes = counters.get(IngestCounter.DISK_FREE_BYTES);
    if (freeBytes > 0) {
      line.append(", ").append(Amounts.bytes(freeBytes)).append(" of disk free");
    }
    long headroomSeconds = counters.get(IngestCounter.HEADROOM_SECONDS);
    if (headroomSeconds > 0 && headroomSeconds < WORTH_SAYING_SECONDS) {
      line.append(", unread data is safe for ")
          .append(Amounts.wholeDuration(TimeUnit.SECONDS.toNanos(headroomSeconds)));
    }
    return line.toString();
  }

  /** How things were left, for the log of a clean stop. */
  String endLine() {
    StringBuilder line = new StringBuilder();
    line.append("the next datagram is number ").append(counters.get(IngestCounter.NEXT_NUMBER));
    appendBacklog(line);
    return line.toString();
  }

  private void appendBacklog(StringBuilder line) {
    long bytes = 0;
    long behindNs = 0;
    for (ReaderStanding reader : readers.get()) {
      bytes = Math.max(bytes, reader.backlog().unsentBytes());
      behindNs = Math.max(behindNs, reader.backlog().lagNs());
    }
    line.append(", backlog ").append(Amounts.bytes(bytes));
    if (behindNs >= TimeUnit.SECONDS.toNanos(1)) {
      line.append(", ").append(Amounts.wholeDuration(behindNs)).append(" behind at most");
    }
  }
}
