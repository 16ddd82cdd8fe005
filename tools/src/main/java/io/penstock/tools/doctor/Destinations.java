package io.penstock.tools.doctor;

import io.penstock.config.Configuration;
import io.penstock.config.Destination;
import io.penstock.shard.ReaderName;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Examines whether each destination has an address and answers; all at once. */
final class Destinations {
  private Destinations() {}

  static List<Finding> of(Patient patient) throws Exception {
    Map<ReaderName, Destination> destinations =
        patient.configuration().map(Destinations::all).orElse(Map.of());
    Map<ReaderName, Future<Probe>> probes = new LinkedHashMap<>();
    try (ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
      destinations.forEach(
          (reader, destination) ->
              probes.put(reader, executor.submit(() -> Probe.of(destination))));
    }
    List<Finding> findings = new ArrayList<>();
    List<String> silent = new ArrayList<>();
    for (ReaderName reader : probes.keySet()) {
      Probe probe = probes.get(reader).get();
      String name = reader.ring() + " " + reader.shard() + ", " + destinations.get(reader);
      switch (probe.answer()) {
        case ANSWERS -> findings.add(Finding.fine("destinations", name + ": " + probe.text()));
        case SILENT -> silent.add(name);
        case REFUSES ->
            findings.add(Finding.error("destinations", name + ": " + probe.text(), probe.remedy()));
      }
    }
    if (!silent.isEmpty()) {
      findings.add(
          Finding.fine(
              "destinations",
              "not refused, which is all that UDP can show: " + String.join("; ", silent)));
    }
    return findings;
  }

  /** Those of the shards, of their mirrors and of second rings. */
  private static Map<ReaderName, Destination> all(Configuration configuration) {
    Map<ReaderName, Destination> destinations = new LinkedHashMap<>();
    for (String name : configuration.readerNames()) {
      ReaderName reader = ReaderName.of(name).orElseThrow();
      configuration.destination(reader).ifPresent(one -> destinations.put(reader, one));
    }
    return destinations;
  }
}
