package io.penstock.tools.doctor;

import io.penstock.amounts.Amounts;
import io.penstock.config.Configuration;
import io.penstock.counters.ReaderCounter;
import io.penstock.journal.JournalRepair;
import io.penstock.journal.record.JournalException;
import io.penstock.reader.Begun;
import io.penstock.reader.ReaderOwner;
import io.penstock.reader.ReaderPlan;
import io.penstock.reader.Stretch;
import io.penstock.shard.HashKind;
import io.penstock.shard.ReaderName;
import io.penstock.shard.Uneven;
import io.penstock.tools.look.Life;
import io.penstock.tools.look.ReaderLook;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/** Examines each reader: whether a worker serves it, and whether it gets its even share. */
final class Readers {
  /** Below this a share says little. */
  private static final long LINES_MIN = 10_000;

  private static final double SHARE_MAX = 1.5;

  private Readers() {}

  static List<Finding> owners(Patient patient) {
    List<Finding> findings = new ArrayList<>();
    List<ReaderLook> dead = new ArrayList<>();
    List<ReaderLook> stopped = new ArrayList<>();
    for (ReaderLook reader : patient.look().readers()) {
      if (reader.life() == Life.ALIVE) {
        continue;
      }
      if (!isWanted(patient, reader)) {
        findings.add(removed(patient, reader));
      } else if (reader.isRetired()) {
        continue;
      } else {
        (reader.life() == Life.DEAD ? dead : stopped).add(reader);
      }
    }
    if (!dead.isEmpty()) {
      findings.add(
          Finding.error(
              "readers",
              "their worker died, so nothing is sent: " + inWords(patient, dead) + ".",
              patient.start().worker(dead) + "; nothing is lost, they resume where they stopped."));
    }
    if (!stopped.isEmpty()) {
      findings.add(
          Finding.warning(
              "readers",
              "their worker was stopped, so nothing is sent: " + inWords(patient, stopped) + ".",
              patient.start().worker(stopped)));
    }
    patient
        .configuration()
        .ifPresent(configuration -> findings.addAll(unstarted(patient, configuration)));
    if (findings.stream().allMatch(finding -> finding.severity() == Severity.FINE)
        && !patient.isFresh()) {
      int readers = patient.look().readers().size();
      findings.add(
          Finding.fine("readers", readers + " of " + readers + " have a worker or are retired"));
    }
    return findings;
  }

  /** Without a configuration every reader whose name is one may be. */
  private static boolean isWanted(Patient patient, ReaderLook reader) {
    return patient
        .configuration()
        .map(configuration -> configuration.readerNames().contains(reader.name()))
        .orElse(reader.place().isPresent());
  }

  /** Nothing in the configuration belongs to it: it is done, or something is left for it. */
  private static Finding removed(Patient patient, ReaderLook reader) {
    boolean isDone = reader.isRetired() || isOver(patient, reader);
    return isDone
        ? Finding.fine(
            "readers",
            reader.name()
                + (reader.isRetired()
                    ? " is drained, nothing is queued for it"
                    : " has nothing left in the journal")
                + "; penstock forget "
                + reader.name()
                + " removes it")
        : Finding.warning(
            "readers",
            "no longer in the configuration: " + inWords(patient, List.of(reader)) + ".",
            "A worker drains it to the address in its last layout. To discard what is queued for it"
                + " instead: penstock seek "
                + reader.name()
                + " --to-latest --execute, then penstock forget "
                + reader.name());
  }

  private static boolean isOver(Patient patient, ReaderLook reader) {
    Begun begun = Begun.of(reader.position().number(), reader.counts().get(ReaderCounter.STATE));
    try {
      List<Stretch> stretches = Stretch.ofFiles(JournalRepair.files(patient.data().journal()));
      return ReaderPlan.of(reader.name(), stretches, begun).owner(false) == ReaderOwner.ABANDONED;
    } catch (JournalException unreadable) {
      return false; // the examination of the journal says why
    }
  }

  private static String inWords(Patient patient, List<ReaderLook> readers) {
    return readers.stream()
        .map(
            reader ->
                reader.name()
                    + " at datagram "
                    + Amounts.count(reader.position().number())
                    + ", "
                    + Amounts.count(reader.backlog().unsentDatagrams())
                    + " behind, "
                    + since(patient, reader))
        .collect(Collectors.joining("; "));
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
    Map<String, String> untaken = new LinkedHashMap<>();
    configuration
        .addresses()
        .forEach(
            (name, address) -> {
              if (patient.look().readers().stream().noneMatch(one -> one.name().equals(name))) {
                if (Files.exists(patient.data().readers().resolve(name))) {
                  findings.add(unreadable(name, address));
                } else {
                  untaken.put(name, address);
                }
              }
            });
    if (!untaken.isEmpty() && !patient.isFresh()) {
      findings.add(untaken(patient, untaken));
    }
    return findings;
  }

  private static Finding unreadable(String name, String address) {
    return Finding.error(
        "readers",
        "the file of "
            + name
            + " ("
            + address
            + ") cannot be read: nothing is sent for it; other shards are not affected.",
        "penstock repair shows how to repair it and --execute applies that, beside running daemons;"
            + " its worker picks it up within seconds");
  }

  private static Finding untaken(Patient patient, Map<String, String> addresses) {
    List<Integer> shards =
        addresses.keySet().stream().map(name -> ReaderName.of(name).orElseThrow().shard()).toList();
    return Finding.error(
        "readers",
        "no worker has ever run for "
            + addresses.entrySet().stream()
                .map(one -> one.getKey() + " (" + one.getValue() + ")")
                .collect(Collectors.joining(", "))
            + ".",
        patient.start().reload(shards));
  }

  /** Measured by the lines that each reader was given, as a share of those it saw. */
  static List<Finding> spread(Patient patient) {
    List<Finding> findings = new ArrayList<>();
    patient
        .configuration()
        .ifPresent(
            configuration -> {
              uneven(configuration.shards().hash(), configuration.destinations().size(), "")
                  .ifPresent(findings::add);
              configuration
                  .rings()
                  .forEach(
                      (name, ring) ->
                          uneven(ring.hash(), ring.destinations().size(), " --ring " + name)
                              .ifPresent(findings::add));
            });
    Map<String, ReaderLook> largest = new TreeMap<>();
    for (ReaderLook reader : patient.look().readers()) {
      if (reader.place().filter(place -> !place.isMirror()).isPresent()
          && !reader.isRetired()
          && isWanted(patient, reader)
          && reader.counts().get(ReaderCounter.SCANNED_LINES) >= LINES_MIN) {
        largest.merge(
            reader.place().get().ring(),
            reader,
            (one, other) -> share(one) >= share(other) ? one : other);
      }
    }
    largest.values().forEach(reader -> measured(reader).ifPresent(findings::add));
    return findings;
  }

  private static Optional<Finding> uneven(HashKind hash, int shards, String ring) {
    return Uneven.warning(hash, shards)
        .map(
            text ->
                Finding.warning(
                    "hash",
                    text,
                    "Try another with real lines before you change it: penstock explain"
                        + ring
                        + " --since 10m --would-be hash=slots"));
  }

  private static double share(ReaderLook reader) {
    return (double) reader.counts().get(ReaderCounter.ROUTED_LINES)
        / reader.counts().get(ReaderCounter.SCANNED_LINES);
  }

  private static Optional<Finding> measured(ReaderLook largest) {
    int shards = (int) largest.counts().get(ReaderCounter.LAYOUT_SHARDS);
    if (shards < 2) {
      return Optional.empty();
    }
    double share = share(largest);
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
                text + ". It will be overloaded first.",
                "penstock top shows whether one series makes the difference: no hash can split"
                    + " that; else penstock explain --since 10m --would-be hash=slots compares."));
  }
}
