package io.penstock.tools.doctor;

import io.penstock.amounts.Amounts;
import io.penstock.counters.IngestCounter;
import io.penstock.os.HostClock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** The wall clock: receive times, lags and ages come from it. */
final class Clocks {
  private static final long AHEAD_NS_MAX = TimeUnit.SECONDS.toNanos(2);

  private Clocks() {}

  static List<Finding> of(Patient patient) {
    return of(patient, HostClock.look());
  }

  static List<Finding> of(Patient patient, Optional<HostClock> clock) {
    List<Finding> findings = new ArrayList<>();
    findings.add(
        clock
            .map(
                state ->
                    state.isSynchronised()
                        ? Finding.fine(
                            "clock",
                            "synchronised, wrong by at most "
                                + Amounts.duration(state.errorMaxMicros() * 1_000))
                        : Finding.warning(
                            "clock",
                            "the kernel reports the clock as unsynchronised."
                                + " Receive times, lags and ages may be off.",
                            "Run chrony or systemd-timesyncd: timedatectl set-ntp true (in a"
                                + " container: on its host)."))
            .orElse(Finding.fine("clock", "synchronisation status unknown here")));
    patient.look().ingest().ifPresent(ingest -> findings.addAll(newest(patient, ingest.counts())));
    return findings;
  }

  private static List<Finding> newest(
      Patient patient, io.penstock.tools.look.Counts<IngestCounter> counts) {
    List<Finding> findings = new ArrayList<>();
    long aheadNs =
        counts.get(IngestCounter.LAST_RECEIVE_TIME_NS)
            - TimeUnit.MILLISECONDS.toNanos(patient.look().epochMs());
    if (aheadNs > AHEAD_NS_MAX) {
      findings.add(
          Finding.error(
              "clock",
              "the journal's newest record is "
                  + Amounts.duration(aheadNs)
                  + " ahead of the clock: that was once set too far ahead, or is now behind."
                  + " Receive times never go back, so new records carry the same time until the"
                  + " clock has passed it.",
              "Correct the clock. Nothing is lost; times recorded in between are unreliable."));
    }
    long steps = counts.get(IngestCounter.CLOCK_STEPS_BACK);
    if (steps > 0) {
      findings.add(
          Finding.warning(
              "clock",
              "the clock was found behind the newest record "
                  + Amounts.count(steps)
                  + (steps == 1 ? " time." : " times."),
              "Slew the clock instead of stepping it (chrony: makestep 1 3)."));
    }
    return findings;
  }
}
