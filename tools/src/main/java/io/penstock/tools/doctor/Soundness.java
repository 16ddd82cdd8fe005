package io.penstock.tools.doctor;

import io.penstock.amounts.Amounts;
import io.penstock.counters.IngestCounter;
import io.penstock.journal.FindingCode;
import io.penstock.journal.JournalCheck;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** What the cheap check finds in the journal: its newest file, and the heads of all others. */
final class Soundness {
  private Soundness() {}

  static List<Finding> of(Patient patient) {
    long head =
        patient
            .look()
            .ingest()
            .map(ingest -> ingest.counts().get(IngestCounter.NEXT_NUMBER))
            .orElse(io.penstock.journal.Finding.UNKNOWN);
    JournalCheck check = JournalCheck.of(patient.data().journal(), false, head, _ -> {});
    Map<FindingCode, Long> damage = new EnumMap<>(FindingCode.class);
    for (io.penstock.journal.Finding finding : check.findings()) {
      if (finding.code().isDamage()) {
        damage.merge(finding.code(), 1L, Long::sum);
      }
    }
    if (damage.isEmpty()) {
      return List.of(
          Finding.fine(
              "journal", Amounts.bytes(check.bytes()) + " of the newest file checked, no damage"));
    }
    return List.of(
        Finding.error(
            "journal",
            "it is damaged: "
                + damage.entrySet().stream()
                    .map(
                        entry ->
                            entry.getKey().label()
                                + ", "
                                + entry.getKey().words()
                                + " ("
                                + Amounts.count(entry.getValue())
                                + ")")
                    .collect(Collectors.joining("; "))
                + ". Readers skip and count what is not sound.",
            "penstock check --deep says where and how much; penstock repair plans what can be"
                + " done. Keep a copy of the data directory, and look after the disk."));
  }
}
