package io.penstock.tools.doctor;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Everything that is looked at, in the order in which it is told. */
final class Examinations {
  private static final Map<String, Examination> ALL = new LinkedHashMap<>();

  static {
    ALL.put("files", Examinations::faults);
    ALL.put("receive buffer", Receiving::buffer);
    ALL.put("kernel drops", Receiving::drops);
    ALL.put("inputs", Doors::of);
    ALL.put("data directory", Disk::permissions);
    ALL.put("file system", Disk::kind);
    ALL.put("disk space", Disk::space);
    ALL.put("inodes", Disk::inodes);
    ALL.put("journal", Soundness::of);
    ALL.put("clock", Clocks::of);
    ALL.put("locks", Locks::of);
    ALL.put("readers", Readers::owners);
    ALL.put("pauses", Pauses::of);
    ALL.put("destinations", Destinations::of);
    ALL.put("mirrors", Mirrors::of);
    ALL.put("spread", Readers::spread);
    ALL.put("open files", Java::openFiles);
    ALL.put("Java", Java::flags);
  }

  /** Those that talk to somebody, or read a whole file. */
  private static final Set<String> COSTLY = Set.of("journal", "destinations");

  private Examinations() {}

  /** All findings; what could not be looked at is one too. */
  static List<Finding> of(Patient patient) {
    List<Finding> findings = new ArrayList<>();
    ALL.forEach((topic, examination) -> findings.addAll(one(topic, examination, patient)));
    return findings;
  }

  /** What can be found at no cost to others. */
  static List<Finding> quick(Patient patient) {
    List<Finding> findings = new ArrayList<>();
    ALL.forEach(
        (topic, examination) -> {
          if (!COSTLY.contains(topic)) {
            findings.addAll(one(topic, examination, patient));
          }
        });
    return findings;
  }

  /** What one finds; that it could not look is a finding too. */
  static List<Finding> one(String topic, Examination examination, Patient patient) {
    try {
      return examination.of(patient);
    } catch (Exception e) {
      return List.of(
          Finding.warning(
              topic,
              "could not be examined: "
                  + e.getClass().getSimpleName()
                  + (e.getMessage() == null ? "" : ": " + e.getMessage())
                  + ".",
              "Run doctor as the owner of the data directory."));
    }
  }

  private static List<Finding> faults(Patient patient) {
    return patient.look().faults().stream()
        .map(
            fault ->
                Finding.error(
                    "files",
                    "cannot read " + fault + ".",
                    "If it is damaged, penstock check says what is left."))
        .toList();
  }
}
