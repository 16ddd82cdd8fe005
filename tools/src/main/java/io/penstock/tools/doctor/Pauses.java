package io.penstock.tools.doctor;

import io.penstock.amounts.Amounts;
import io.penstock.counters.IngestCounter;
import io.penstock.tools.look.ReaderLook;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Finds paused readers, since a pause is easily forgotten. */
final class Pauses {
  /** A pause without an end is urgent when unread data would be deleted within this time. */
  private static final long SOON_MS = TimeUnit.DAYS.toMillis(1);

  private static final String TOPIC = "pauses";

  private Pauses() {}

  static List<Finding> of(Patient patient) {
    List<Finding> findings = new ArrayList<>();
    for (ReaderLook reader : patient.look().readers()) {
      if (reader.pausedUntilEpochMs() > patient.look().epochMs()) {
        findings.add(paused(patient, reader));
      }
    }
    return findings;
  }

  private static Finding paused(Patient patient, ReaderLook reader) {
    long leftMs = reader.pausedUntilEpochMs() - patient.look().epochMs();
    boolean isForEver = reader.pausedUntilEpochMs() == Long.MAX_VALUE;
    String text =
        reader.name()
            + " is paused by hand, "
            + (isForEver
                ? "with no end"
                : "for another " + Amounts.duration(TimeUnit.MILLISECONDS.toNanos(leftMs)))
            + "; "
            + Amounts.count(reader.backlog().unsentDatagrams())
            + " datagrams are queued.";
    String remedy = "To resume: penstock resume " + reader.name();
    long safeSeconds =
        patient
            .look()
            .ingest()
            .map(ingest -> ingest.counts().get(IngestCounter.HEADROOM_SECONDS))
            .orElse(-1L);
    boolean isCutShort =
        patient.look().isIngestAlive()
            && safeSeconds >= 0
            && TimeUnit.SECONDS.toMillis(safeSeconds) < (isForEver ? SOON_MS : leftMs);
    return isCutShort
        ? Finding.error(
            TOPIC,
            text
                + " At this rate unread data is deleted in "
                + Amounts.duration(TimeUnit.SECONDS.toNanos(safeSeconds))
                + (isForEver ? "." : ", before the pause ends."),
            remedy + ". Or give the journal more room: [journal] max_bytes")
        : Finding.warning(TOPIC, text, remedy);
  }
}
