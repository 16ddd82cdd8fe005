package io.penstock.tools.status;

import io.penstock.config.Destination;
import io.penstock.counters.ReaderCounter;
import io.penstock.journal.ReaderOwner;
import io.penstock.tools.check.CounterBalance;
import io.penstock.tools.look.IngestLook;
import io.penstock.tools.look.JournalLook;
import io.penstock.tools.look.Life;
import io.penstock.tools.look.Look;
import io.penstock.tools.look.ReaderLook;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * What a look means, with rates from the look before. Pure.
 *
 * @param data the data directory
 * @param epochMs moment of the look
 * @param ingest empty when ingest never ran here
 * @param readers by shard
 * @param unstarted destinations of the configuration whose reader has never run, by shard
 * @param journal on the disk
 * @param balance of the counters
 * @param faults what could not be read
 */
public record Report(
    Path data,
    long epochMs,
    Optional<IngestReport> ingest,
    List<ReaderReport> readers,
    List<Unstarted> unstarted,
    JournalLook journal,
    CounterBalance balance,
    List<String> faults) {

  /** A shard of the configuration that no worker has taken up yet. */
  public record Unstarted(int shard, String destination) {}

  /**
   * Makes the report.
   *
   * @param before the look before; the same one again, or null, when there is no rate to be had
   * @param destinations of the configuration; may be empty
   */
  public static Report of(Path data, Look before, Look now, List<Destination> destinations) {
    return of(data, before, now, destinations, Map.of());
  }

  /**
   * Makes the report.
   *
   * @param addresses of all readers that the configuration asks for, by name; may be empty
   */
  static Report of(
      Path data,
      Look before,
      Look now,
      List<Destination> destinations,
      Map<String, String> addresses) {
    double seconds = before == null ? 0 : (now.nanos() - before.nanos()) / 1e9;
    Look then = seconds > 0 ? before : null;
    Optional<IngestReport> ingest =
        now.ingest()
            .map(look -> IngestReport.of(look, then == null ? null : ingestOf(then), seconds));
    List<ReaderReport> readers = new ArrayList<>();
    List<Unstarted> unstarted = new ArrayList<>();
    boolean[] seen = new boolean[destinations.size()];
    for (ReaderLook look : now.readers()) {
      int shard = look.shard();
      boolean configured = shard >= 0 && shard < destinations.size();
      if (configured) {
        seen[shard] = true;
      }
      readers.add(
          ReaderReport.of(
              look,
              then == null ? null : readerOf(then, look.name()),
              seconds,
              ingest.orElse(NEVER_RAN),
              configured
                  ? destinations.get(shard).toString()
                  : addresses.getOrDefault(look.name(), ""),
              !destinations.isEmpty()
                  && isAbandoned(look, destinations.size(), addresses.keySet())));
    }
    for (int shard = 0; shard < seen.length; shard++) {
      if (!seen[shard]) {
        unstarted.add(new Unstarted(shard, destinations.get(shard).toString()));
      }
    }
    return new Report(
        data,
        now.epochMs(),
        ingest,
        readers,
        unstarted,
        now.journal(),
        CounterBalance.EMPTY,
        now.faults());
  }

  private static boolean isAbandoned(ReaderLook look, int shards, Set<String> others) {
    Set<String> configured = new HashSet<>(others);
    IntStream.range(0, shards).forEach(shard -> configured.add("shard-" + shard));
    long state = look.counts().get(ReaderCounter.STATE);
    return ReaderOwner.of(look.name(), configured, state) == ReaderOwner.ABANDONED;
  }

  private static final IngestReport NEVER_RAN =
      new IngestReport(
          Life.ENDED,
          0,
          0,
          0,
          0,
          0,
          Double.NaN,
          0,
          Double.NaN,
          Map.of(),
          0,
          0,
          0,
          0,
          0,
          0,
          0,
          "room",
          -1,
          0);

  /** The same with the balance, which takes looks of its own. */
  Report with(CounterBalance counted) {
    return new Report(data, epochMs, ingest, readers, unstarted, journal, counted, faults);
  }

  /** Readers whose worker lives. */
  long readersAlive() {
    return readers.stream().filter(reader -> reader.life() == Life.ALIVE).count();
  }

  /** Process ids of the workers that live. */
  List<Long> workers() {
    return readers.stream()
        .filter(reader -> reader.life() == Life.ALIVE)
        .map(ReaderReport::pid)
        .distinct()
        .toList();
  }

  private static IngestLook ingestOf(Look look) {
    return look.ingest().orElse(null);
  }

  private static ReaderLook readerOf(Look look, String name) {
    return look.readers().stream().filter(one -> one.name().equals(name)).findFirst().orElse(null);
  }
}
