package io.penstock.tools.doctor;

import io.penstock.amounts.Amounts;
import io.penstock.config.Configuration;
import io.penstock.config.Destination;
import io.penstock.counters.IngestCounter;
import io.penstock.journal.Access;
import io.penstock.journal.JournalOptions;
import io.penstock.journal.JournalReader;
import io.penstock.shard.ReaderName;
import io.penstock.tools.look.Look;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/**
 * Whether a destination sends what it receives back to ingest: each is sent a line of its own, and
 * the journal is watched for it.
 */
final class Loops {
  private static final String TOPIC = "loops";
  private static final long PAUSE_MS = 10;
  private static final List<IngestCounter> DROPS =
      List.of(
          IngestCounter.DROPPED_DISK_SLOW,
          IngestCounter.DROPPED_DISK_FULL,
          IngestCounter.DROPPED_TRUNCATED,
          IngestCounter.KERNEL_DROPS);

  private Loops() {}

  /** Looks for them for so long. */
  static List<Finding> of(Patient patient, long waitNs) throws Exception {
    Map<Destination, String> servers = patient.configuration().map(Loops::servers).orElse(Map.of());
    if (servers.isEmpty()) {
      return List.of(
          Finding.warning(
              TOPIC,
              "cannot be looked for: no destinations are known.",
              "Name the file that the daemons run with: -c FILE"));
    }
    if (!patient.look().isIngestAlive()) {
      return List.of(
          Finding.warning(
              TOPIC,
              "cannot be looked for: ingest is not alive, and a line that comes back is seen by it.",
              "Start it, then look again: penstock ingest"));
    }
    JournalOptions options = JournalOptions.of(patient.data().journal());
    Look before = Look.atCounters(patient.data());
    try (JournalReader reader = JournalReader.open(options, Access.READ_ONLY);
        LoopLines lines = LoopLines.from(reader)) {
      List<Asked> asked = ask(servers, lines);
      watch(lines, asked, waitNs);
      Look after = Look.atCounters(patient.data());
      long unseen = lines.unread() + drops(after) - drops(before);
      return findings(
          asked, lines.returned(), waitNs, after.isIngestAlive() ? Math.max(0, unseen) : -1);
    }
  }

  /** Each address once, with the first reader that sends there. */
  private static Map<Destination, String> servers(Configuration configuration) {
    Map<Destination, String> servers = new LinkedHashMap<>();
    for (String name : configuration.readerNames()) {
      ReaderName reader = ReaderName.of(name).orElseThrow();
      configuration
          .destination(reader)
          .filter(one -> servers.size() < LoopLines.LINES_MAX)
          .ifPresent(one -> servers.putIfAbsent(one, server(reader, one)));
    }
    return servers;
  }

  private static String server(ReaderName reader, Destination destination) {
    String whose =
        reader.ring().equals(ReaderName.SHARDS) ? "shard " + reader.shard() : reader.toString();
    return whose + "'s server " + destination;
  }

  private static List<Asked> ask(Map<Destination, String> servers, LoopLines lines)
      throws Exception {
    List<Future<Asked>> futures = new ArrayList<>();
    try (ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
      servers.forEach(
          (destination, server) -> {
            String line = lines.line(futures.size());
            futures.add(executor.submit(() -> Asked.send(server, destination, line)));
          });
    }
    List<Asked> asked = new ArrayList<>();
    for (Future<Asked> future : futures) {
      asked.add(future.get());
    }
    return asked;
  }

  /** Ends early when all lines that were taken have come back. */
  private static void watch(LoopLines lines, List<Asked> asked, long waitNs)
      throws InterruptedException {
    long began = System.nanoTime();
    long taken = asked.stream().filter(one -> one.refusal().isEmpty()).count();
    lines.look();
    while (lines.returned().size() < taken && System.nanoTime() - began < waitNs) {
      TimeUnit.MILLISECONDS.sleep(PAUSE_MS);
      lines.look();
    }
  }

  private static long drops(Look look) {
    return look.ingest().stream()
        .flatMapToLong(ingest -> DROPS.stream().mapToLong(ingest.counts()::get))
        .sum();
  }

  /**
   * What came of it.
   *
   * @param unseen datagrams meanwhile of which it is not known what they held; −1 when ingest ended
   */
  static List<Finding> findings(
      List<Asked> asked, Map<Integer, LoopLines.Returned> returned, long waitNs, long unseen) {
    List<Finding> findings = new ArrayList<>();
    int quiet = 0;
    for (int i = 0; i < asked.size(); i++) {
      Optional<LoopLines.Returned> back = Optional.ofNullable(returned.get(i));
      if (back.isPresent()) {
        findings.add(loop(asked.get(i), back.get()));
      } else if (asked.get(i).refusal().isPresent()) {
        findings.add(notTaken(asked.get(i)));
      } else {
        quiet++;
      }
    }
    if (quiet > 0) {
      findings.add(quiet(quiet == asked.size(), Amounts.duration(waitNs), unseen));
    }
    return findings;
  }

  private static Finding loop(Asked asked, LoopLines.Returned back) {
    long tookMs = TimeUnit.NANOSECONDS.toMillis(back.receiveTimeNs() - asked.sentNs());
    return Finding.error(
        TOPIC,
        asked.server()
            + " sends what it receives back to this Penstock: lines circulate. One came back after "
            + Math.max(0, tookMs)
            + " ms as datagram "
            + back.datagram()
            + ".",
        "Remove that route.");
  }

  private static Finding notTaken(Asked asked) {
    return Finding.warning(
        TOPIC,
        asked.server() + " did not take the line: " + asked.refusal().orElseThrow() + ".",
        "Look again when it does.");
  }

  private static Finding quiet(boolean areAll, String wait, long unseen) {
    String whose = areAll ? "no destination" : "none of the other destinations";
    String text = whose + " sends back what it receives (within " + wait + ")";
    if (unseen == 0) {
      return Finding.fine(TOPIC, text);
    }
    return Finding.warning(
        TOPIC,
        unseen < 0
            ? "unknown: ingest ended meanwhile."
            : text
                + ", as far as is known: "
                + Amounts.count(unseen)
                + " datagrams were dropped or could not be read meanwhile.",
        "Look again when ingest is well.");
  }
}
