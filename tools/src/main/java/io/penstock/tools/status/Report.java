package io.penstock.tools.status;

import io.penstock.config.Destination;
import io.penstock.counters.ReaderCounter;
import io.penstock.reader.Begun;
import io.penstock.reader.ReaderOwner;
import io.penstock.reader.ReaderPlan;
import io.penstock.shard.ReaderName;
import io.penstock.tools.check.CounterBalance;
import io.penstock.tools.look.IngestLook;
import io.penstock.tools.look.JournalLook;
import io.penstock.tools.look.Life;
import io.penstock.tools.look.Look;
import io.penstock.tools.look.ReaderLook;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What a look means, with rates from the look before. Pure.
 *
 * @param data the data directory
 * @param epochMs moment of the look
 * @param ingest empty when ingest never ran here
 * @param readers by shard
 * @param unstarted readers that the configuration asks for and that have never run
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

  /** A reader of the configuration that no worker has taken up yet. */
  public record Unstarted(String name, String destination) {
    /** The shard in its name, -1 when there is none. */
    public int shard() {
      return ReaderName.of(name)
          .filter(place -> place.ring().equals(ReaderName.SHARDS))
          .map(ReaderName::shard)
          .orElse(-1);
    }
  }

  /**
   * Makes the report.
   *
   * @param before the look before; the same one again, or null, when there is no rate
   * @param destinations of the shards; may be empty
   */
  public static Report of(Path data, Look before, Look now, List<Destination> destinations) {
    Map<String, String> addresses = new LinkedHashMap<>();
    for (int shard = 0; shard < destinations.size(); shard++) {
      addresses.put(
          new ReaderName(ReaderName.SHARDS, shard).toString(), destinations.get(shard).toString());
    }
    return of(data, before, now, addresses);
  }

  /**
   * Makes the report.
   *
   * @param addresses of all readers that the configuration asks for, by name; may be empty
   */
  static Report of(Path data, Look before, Look now, Map<String, String> addresses) {
    double seconds = before == null ? 0 : (now.nanos() - before.nanos()) / 1e9;
    Look then = seconds > 0 ? before : null;
    Optional<IngestReport> ingest =
        now.ingest()
            .map(look -> IngestReport.of(look, then == null ? null : ingestOf(then), seconds));
    List<ReaderReport> readers = new ArrayList<>();
    Map<String, String> unstarted = new LinkedHashMap<>(addresses);
    for (ReaderLook look : now.readers()) {
      unstarted.remove(look.name());
      readers.add(
          ReaderReport.of(
              look,
              then == null ? null : readerOf(then, look.name()),
              seconds,
              ingest.orElse(NEVER_RAN),
              addresses.getOrDefault(look.name(), ""),
              !addresses.isEmpty() && isAbandoned(look, addresses.keySet())));
    }
    return new Report(
        data,
        now.epochMs(),
        ingest,
        readers,
        unstarted.entrySet().stream()
            .map(reader -> new Unstarted(reader.getKey(), reader.getValue()))
            .toList(),
        now.journal(),
        CounterBalance.EMPTY,
        now.faults());
  }

  private static boolean isAbandoned(ReaderLook look, Set<String> configured) {
    Begun begun = Begun.of(look.position().number(), look.counts().get(ReaderCounter.STATE));
    return ReaderPlan.of(look.name(), List.of(), begun).owner(configured.contains(look.name()))
        == ReaderOwner.ABANDONED;
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
          0,
          List.of(),
          new IngestReport.Clients(0, Map.of()),
          new IngestReport.Away(0, 0, 0, 0),
          new IngestReport.Oddities(0, 0, 0));

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
