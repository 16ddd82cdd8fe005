package io.penstock.tools.doctor;

import io.penstock.config.Configuration;
import io.penstock.config.Destination;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Whether each destination has an address, and whether somebody is there; all at once. */
final class Destinations {
  private Destinations() {}

  static List<Finding> of(Patient patient) throws Exception {
    List<Destination> destinations =
        patient.configuration().map(Configuration::destinations).orElse(List.of());
    List<Future<Probe>> probes = new ArrayList<>();
    try (ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
      for (Destination destination : destinations) {
        probes.add(executor.submit(() -> Probe.of(destination)));
      }
    }
    List<Finding> findings = new ArrayList<>();
    List<String> silent = new ArrayList<>();
    for (int shard = 0; shard < probes.size(); shard++) {
      Probe probe = probes.get(shard).get();
      String name = "shard " + shard + ", " + destinations.get(shard);
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
              "not refused, which over UDP is all that can be told: " + String.join("; ", silent)));
    }
    return findings;
  }
}
