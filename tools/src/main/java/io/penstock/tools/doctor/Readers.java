package io.penstock.tools.doctor;

import io.penstock.config.Configuration;
import io.penstock.counters.IngestCounter;
import io.penstock.counters.ReaderCounter;
import io.penstock.counters.ReaderState;
import io.penstock.shard.Uneven;
import io.penstock.tools.look.Life;
import io.penstock.tools.look.ReaderLook;
import io.penstock.tools.screen.Amounts;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/** Each reader: whether somebody works for it, and whether it gets its fair share. */
final class Readers {
  /** Below this a share says little. */
  private static final long LINES_MIN = 10_000;

  private static final double SHARE_MAX = 1.5;

  private Readers() {}

  static List<Finding> owners(Patient patient) {
    List<Finding> findings = new ArrayList<>();
    int configured =
        patient.configuration().map(c -> c.destinations().size()).orElse(Integer.MAX_VALUE);
    List<ReaderLook> dead = new ArrayList<>();
    List<ReaderLook> stopped = new ArrayList<>();
    for (ReaderLook reader : patient.look().readers()) {
      if (reader.life() == Life.ALIVE || isDone(patient, reader)) {
        continue;
      }
      boolean isMirror =
          patient.configuration().filter(c -> c.readerNames().contains(reader.name())).isPresent();
      if (!isMirror && (reader.shard() < 0 || reader.shard() >= configured)) {
        findings.add(orphan(patient, reader));
      } else {
        (reader.life() == Life.DEAD ? dead : stopped).add(reader);
      }
    }
    if (!dead.isEmpty()) {
      findings.add(
          Finding.error(
              "readers",
              "their worker died and nobody sends for them: " + inWords(patient, dead) + ".",
              start(dead) + "; nothing is lost, they go on where they were."));
    }
    if (!stopped.isEmpty()) {
      findings.add(
          Finding.warning(
              "readers",
              "their worker was stopped and nobody sends for them: "
                  + inWords(patient, stopped)
                  + ".",
              start(stopped)));
    }
    patient
        .configuration()
        .ifPresent(configuration -> findings.addAll(unstarted(patient, configuration)));
    if (findings.isEmpty()) {
      int readers = patient.look().readers().size();
      findings.add(
          Finding.fine("readers", readers + " of " + readers + " have a worker or are done"));
    }
    return findings;
  }

  private static boolean isDone(Patient patient, ReaderLook reader) {
    return reader.counts().get(ReaderCounter.STATE) == ReaderState.RETIRED.ordinal()
        && reader.life() == Life.ENDED;
  }

  private static Finding orphan(Patient patient, ReaderLook reader) {
    return Finding.warning(
        "readers",
        "nothing in the configuration belongs to " + inWords(patient, List.of(reader)) + ".",
        "A worker drains a retired shard to the address in its last layout. If what is left for it"
            + " is not wanted: penstock forget "
            + reader.name());
  }

  private static String start(List<ReaderLook> readers) {
    return "Start a worker: penstock worker --shards "
        + readers.stream()
            .flatMap(reader -> reader.place().stream())
            .map(place -> Integer.toString(place.shard()))
            .distinct()
            .collect(Collectors.joining(","));
  }

  private static String inWords(Patient patient, List<ReaderLook> readers) {
    return readers.stream()
        .map(
            reader ->
                reader.name()
                    + " at datagram "
                    + Amounts.count(reader.position().number())
                    + ", "
                    + Amounts.count(backlog(patient, reader))
                    + " behind, "
                    + since(patient, reader))
        .collect(Collectors.joining("; "));
  }

  private static long backlog(Patient patient, ReaderLook reader) {
    long head =
        patient
            .look()
            .ingest()
            .map(ingest -> ingest.counts().get(IngestCounter.NEXT_NUMBER))
            .orElse(reader.position().number());
    return Math.max(0, head - reader.position().number());
  }

  private static String since(Patient patient, ReaderLook reader) {
    return reader.heartbeatEpochMs() == 0
        ? "ended"
        : "silent for "
            + Amounts.duration(
                TimeUnit.MILLISECONDS.toNanos(
                    Math.max(0, patient.look().epochMs() - reader.heartbeatEpochMs())));
  }

  private static List<Finding> unstarted(Patient patient, Configuration configuration) {
    List<Finding> findings = new ArrayList<>();
    for (int shard = 0; shard < configuration.destinations().size(); shard++) {
      int number = shard;
      if (patient.look().readers().stream().noneMatch(reader -> reader.shard() == number)) {
        findings.add(
            Finding.error(
                "readers",
                "no worker has ever taken up shard "
                    + shard
                    + " ("
                    + configuration.destinations().get(shard)
                    + ").",
                "Start one: penstock worker --shards " + shard));
      }
    }
    return findings;
  }

  /** Measured by the lines that each reader was given, as a share of those it saw. */
  static List<Finding> spread(Patient patient) {
    List<Finding> findings = new ArrayList<>();
    patient
        .configuration()
        .flatMap(c -> Uneven.warning(c.shards().hash(), c.destinations().size()))
        .ifPresent(
            text ->
                findings.add(
                    Finding.warning(
                        "hash",
                        text,
                        "Try another with real lines before you change it: penstock explain"
                            + " --would-be hash=slots")));
    ReaderLook largest = null;
    double largestShare = 0;
    int shards = 0;
    for (ReaderLook reader : patient.look().readers()) {
      long scanned = reader.counts().get(ReaderCounter.SCANNED_LINES);
      if (reader.shard() < 0 || scanned < LINES_MIN) {
        continue;
      }
      shards++;
      double share = (double) reader.counts().get(ReaderCounter.ROUTED_LINES) / scanned;
      if (share > largestShare) {
        largestShare = share;
        largest = reader;
      }
    }
    Optional<Finding> measured = measured(largest, largestShare, shards);
    measured.ifPresent(findings::add);
    return findings;
  }

  private static Optional<Finding> measured(ReaderLook largest, double share, int shards) {
    if (largest == null || shards < 2) {
      return Optional.empty();
    }
    String text =
        String.format(
            Locale.ROOT,
            "%s gets %.0f%% of the lines, %.1f times its even share among %d",
            largest.name(),
            share * 100,
            share * shards,
            shards);
    return Optional.of(
        share * shards <= SHARE_MAX
            ? Finding.fine("spread", "the largest, " + text)
            : Finding.warning(
                "spread",
                text + ". It is the first to be overrun.",
                "penstock top shows whether one series makes the difference: no hash can split"
                    + " that; else penstock explain --would-be hash=slots compares."));
  }
}
