package io.penstock.tools.doctor;

import io.penstock.tools.look.Life;
import io.penstock.tools.look.ReaderLook;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * How a daemon is started here, as commands: by systemd, by {@code penstock run}, or by itself.
 *
 * <p>systemd is believed only where it was booted, knows our unit, and the data directory is that
 * of the units: a container has the unit's file without a systemd, and a developer has both beside
 * a data directory of their own.
 */
final class Start {
  private enum By {
    SYSTEMD,
    RUN,
    HAND
  }

  private static final Path STATE_DIRECTORY = Path.of("var/lib/penstock");
  private static final String USER = "penstock";
  private static final List<String> UNIT_FOLDERS =
      List.of(
          "etc/systemd/system",
          "run/systemd/system",
          "usr/local/lib/systemd/system",
          "usr/lib/systemd/system",
          "lib/systemd/system");

  private final By by;
  private final boolean isAnyAlive;
  private final Set<Integer> workedShards;

  private Start(By by, boolean isAnyAlive, Set<Integer> workedShards) {
    this.by = by;
    this.isAnyAlive = isAnyAlive;
    this.workedShards = workedShards;
  }

  static Start of(Patient patient) {
    By by = isOfSystemd(patient) ? By.SYSTEMD : isOfRun(patient) ? By.RUN : By.HAND;
    return new Start(by, patient.look().isAnyAlive(), shardsOfWorkers(patient));
  }

  private static boolean isOfSystemd(Patient patient) {
    Path host = patient.host();
    return Files.isDirectory(host.resolve("run/systemd/system"))
        && UNIT_FOLDERS.stream()
            .anyMatch(folder -> Files.exists(host.resolve(folder + "/penstock-ingest.service")))
        && isOfTheUnits(patient);
  }

  private static boolean isOfTheUnits(Patient patient) {
    Path data = patient.data().root();
    if (data.equals(patient.host().resolve(STATE_DIRECTORY))) {
      return true;
    }
    try {
      return Files.getOwner(data).getName().equals(USER);
    } catch (IOException | UnsupportedOperationException untold) {
      return false;
    }
  }

  /** Whether a daemon that lives is a child of {@code penstock run}. */
  private static boolean isOfRun(Patient patient) {
    Proc proc = patient.proc();
    return patient.daemons().stream()
        .filter(proc::isPenstock)
        .flatMap(pid -> proc.parent(pid).stream().boxed())
        .anyMatch(parent -> proc.isPenstock(parent) && proc.commandLine(parent).contains("run"));
  }

  private static Set<Integer> shardsOfWorkers(Patient patient) {
    return patient.look().readers().stream()
        .filter(reader -> reader.life() == Life.ALIVE)
        .flatMap(reader -> reader.place().stream())
        .map(place -> place.shard())
        .collect(Collectors.toSet());
  }

  /** Starts ingest and a worker where neither has ever run. */
  String everything() {
    return by == By.SYSTEMD
        ? "Start them: systemctl enable --now penstock.target penstock-ingest.socket"
            + " penstock-ingest.service penstock-worker@all"
        : "Start both: penstock run; or each by itself: penstock ingest, penstock worker --shards"
            + " all";
  }

  /** Starts ingest. */
  String ingest() {
    return switch (by) {
      case SYSTEMD ->
          "Start it: systemctl start penstock-ingest; systemctl status penstock-ingest says why it"
              + " ended";
      case RUN -> "penstock run starts it again within 10 s; its output says why it ended";
      case HAND ->
          isAnyAlive ? "Start it: penstock ingest" : "Start it: penstock ingest, or penstock run";
    };
  }

  /** Starts a worker for readers that have none. */
  String worker(List<ReaderLook> readers) {
    return worker(
        readers.stream()
            .flatMap(reader -> reader.place().stream())
            .map(place -> place.shard())
            .toList());
  }

  /** Starts a worker for shards that have none. */
  String worker(Collection<Integer> shards) {
    String list =
        new TreeSet<>(shards)
            .stream().map(shard -> Integer.toString(shard)).collect(Collectors.joining(","));
    String instance = workedShards.isEmpty() ? "all" : list;
    return switch (by) {
      case SYSTEMD ->
          "Start a worker: systemctl enable --now penstock-worker@"
              + instance
              + "; systemctl status 'penstock-worker@*' says why one ended";
      case RUN -> "penstock run starts it again within 10 s; its output says why it ended";
      case HAND ->
          "Start a worker: penstock worker --shards "
              + list
              + (isAnyAlive ? "" : "; or both daemons: penstock run");
    };
  }

  /** Has the workers that live read a configuration with new readers, or starts one for those. */
  String reload(Collection<Integer> shards) {
    Set<Integer> free = new TreeSet<>(shards);
    free.removeAll(workedShards);
    if (workedShards.isEmpty()) {
      return worker(free);
    }
    String reload =
        switch (by) {
          case SYSTEMD ->
              "Let the workers read the configuration again: systemctl reload 'penstock-worker@*'";
          case RUN -> "Let both daemons read the configuration again: kill -HUP, to penstock run";
          case HAND -> "Let the workers read the configuration again: kill -HUP";
        };
    return free.isEmpty() || by == By.RUN
        ? reload
        : reload + "; when none of them has these shards: " + worker(free);
  }
}
