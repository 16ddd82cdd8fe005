package io.penstock.worker;

import io.penstock.amounts.Amounts;
import io.penstock.backlog.ReaderStanding;
import io.penstock.counters.ReaderState;
import io.penstock.shard.ReaderName;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A worker in one line, for a service manager: who flows, who does not, and the backlog. Pure. */
final class WorkerStatus {
  /** More readers in trouble than these are only counted. */
  private static final int NAMED_MAX = 3;

  private WorkerStatus() {}

  /** Describes the readers, of which there may be none yet. */
  static String line(List<ReaderStanding> readers) {
    if (readers.isEmpty()) {
      return "no shard of this worker is in the journal's layouts yet; waiting";
    }
    List<ReaderStanding> notFlowing = readers.stream().filter(reader -> !reader.flows()).toList();
    StringBuilder line = new StringBuilder(who(readers));
    line.append(": ").append(readers.size() - notFlowing.size()).append(" up");
    for (ReaderStanding reader : notFlowing.subList(0, Math.min(NAMED_MAX, notFlowing.size()))) {
      line.append(", ").append(reader.name().replace('-', ' ')).append(' ').append(label(reader));
    }
    if (notFlowing.size() > NAMED_MAX) {
      line.append(" and ").append(notFlowing.size() - NAMED_MAX).append(" more");
    }
    long bytes =
        readers.stream().mapToLong(reader -> reader.backlog().unsentBytes()).max().orElse(0);
    long behindNs = readers.stream().mapToLong(reader -> reader.backlog().lagNs()).max().orElse(0);
    if (behindNs >= TimeUnit.SECONDS.toNanos(1)) {
      line.append(", ")
          .append(Amounts.bytes(bytes))
          .append(" and ")
          .append(Amounts.wholeDuration(behindNs))
          .append(" behind at most");
    }
    return line.toString();
  }

  private static String label(ReaderStanding reader) {
    String label = reader.state().label();
    return reader.state() == ReaderState.STARTING || reader.sinceEpochMs() == 0
        ? label
        : label + " since " + Amounts.timeOfDay(reader.sinceEpochMs());
  }

  /** {@code shards 0-3, 7}, or how many they are when some belong to another ring. */
  private static String who(List<ReaderStanding> readers) {
    List<Integer> shards = new ArrayList<>();
    for (ReaderStanding reader : readers) {
      ReaderName.of(reader.name())
          .filter(name -> name.ring().equals(ReaderName.SHARDS))
          .ifPresent(name -> shards.add(name.shard()));
    }
    if (shards.size() < readers.size()) {
      return readers.size() + " readers";
    }
    return (shards.size() == 1 ? "shard " : "shards ") + runs(shards.stream().sorted().toList());
  }

  private static String runs(List<Integer> numbers) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < numbers.size(); i++) {
      int first = numbers.get(i);
      int last = first;
      while (i + 1 < numbers.size() && numbers.get(i + 1) == last + 1) {
        last = numbers.get(++i);
      }
      text.append(text.isEmpty() ? "" : ", ").append(first);
      if (last > first) {
        text.append('-').append(last);
      }
    }
    return text.toString();
  }
}
