package io.penstock.tools.doctor;

import io.penstock.amounts.Amounts;
import io.penstock.daemon.Holder;
import io.penstock.tools.look.IngestLook;
import io.penstock.tools.look.Life;
import io.penstock.tools.look.ReaderLook;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Locks and heartbeats held against each other. Whether a lock is held is read from the kernel's
 * table: to try it would take it.
 */
final class Locks {
  private Locks() {}

  static List<Finding> of(Patient patient) throws IOException {
    List<Finding> findings = new ArrayList<>();
    for (IngestLook ingest : patient.look().ingest().stream().toList()) {
      findings.addAll(of(patient, "ingest", ingest.life(), ingest.heartbeatEpochMs()));
    }
    for (ReaderLook reader : patient.look().readers()) {
      findings.addAll(of(patient, reader.name(), reader.life(), reader.heartbeatEpochMs()));
    }
    if (findings.isEmpty()) {
      findings.add(Finding.fine("locks", "every heartbeat agrees with its lock"));
    }
    return findings;
  }

  private static List<Finding> of(Patient patient, String role, Life life, long heartbeatEpochMs)
      throws IOException {
    Path lock = patient.data().lock(role);
    if (life == Life.ALIVE || !Files.exists(lock)) {
      return List.of();
    }
    List<Long> holders =
        patient.proc().flockHolders(((Number) Files.getAttribute(lock, "unix:ino")).longValue());
    String silence =
        heartbeatEpochMs == 0
            ? "has ended by its own word"
            : "has not beaten for "
                + Amounts.duration(
                    TimeUnit.MILLISECONDS.toNanos(
                        Math.max(0, patient.look().epochMs() - heartbeatEpochMs)));
    if (!holders.isEmpty()) {
      long pid = holders.getFirst();
      String holder =
          Holder.read(patient.data().holder(role))
              .map(Holder::description)
              .orElse("process " + pid);
      return List.of(
          Finding.error(
              "locks",
              role
                  + " "
                  + silence
                  + ", yet its lock is held by "
                  + holder
                  + ": it hangs or is"
                  + " stopped, and no other can take over.",
              pid > 0
                  ? "See what it does (jstack "
                      + pid
                      + "), continue it (kill -CONT "
                      + pid
                      + ") or end it (kill -9 "
                      + pid
                      + "); nothing is lost by that."
                  : "It is in another container; end it there."));
    }
    if (!role.equals("ingest")) {
      return List.of(); // the readers' own examination tells
    }
    return List.of(
        life == Life.DEAD
            ? Finding.error(
                "ingest",
                "ingest "
                    + silence
                    + " and its lock is free: it was killed. What is sent to its port is lost.",
                patient.start().ingest() + "; what was in flight will be counted as dropped_crash.")
            : Finding.warning(
                "ingest",
                "ingest " + silence + ". What is sent to its port is lost.",
                patient.start().ingest()));
  }
}
