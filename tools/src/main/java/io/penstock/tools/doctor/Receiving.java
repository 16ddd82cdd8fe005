package io.penstock.tools.doctor;

import io.penstock.amounts.Amounts;
import io.penstock.counters.IngestCounter;
import io.penstock.tools.look.Counts;
import io.penstock.tools.look.IngestLook;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/** The socket's buffer, and what went past it. */
final class Receiving {
  private Receiving() {}

  static List<Finding> buffer(Patient patient) {
    if (patient.look().ingest().isEmpty()) {
      return List.of(
          patient.isFresh()
              ? Finding.warning(
                  "daemons",
                  "neither ingest nor a worker has run here yet.",
                  patient.start().everything())
              : Finding.warning(
                  "receive buffer", "ingest has never run here.", patient.start().ingest()));
    }
    Counts<IngestCounter> counts = patient.look().ingest().get().counts();
    long asked = counts.get(IngestCounter.RECEIVE_BUFFER_ASKED_BYTES);
    // The kernel doubles what it grants, for its own needs.
    long granted = counts.get(IngestCounter.RECEIVE_BUFFER_GRANTED_BYTES) / 2;
    if (granted >= asked) {
      return List.of(Finding.fine("receive buffer", Amounts.bytes(granted) + ", as asked for"));
    }
    OptionalLong limit = patient.proc().number("sys/net/core/rmem_max");
    return List.of(
        Finding.warning(
            "receive buffer",
            "ingest asked for "
                + Amounts.bytes(asked)
                + " and was granted "
                + Amounts.bytes(granted)
                + (limit.isPresent() ? " (net.core.rmem_max = " + limit.getAsLong() + ")" : "")
                + ". What arrives while ingest is away for a moment must fit in there.",
            "sysctl -w net.core.rmem_max="
                + asked
                + " and the same in /etc/sysctl.d/90-penstock.conf, then restart ingest; or give it"
                + " CAP_NET_ADMIN."));
  }

  static List<Finding> drops(Patient patient) {
    List<Finding> findings = new ArrayList<>();
    long ours =
        patient
            .look()
            .ingest()
            .map(IngestLook::counts)
            .map(counts -> counts.get(IngestCounter.KERNEL_DROPS))
            .orElse(0L);
    OptionalLong v4 = patient.proc().udpCounter("RcvbufErrors");
    OptionalLong v6 = patient.proc().udp6Counter("RcvbufErrors");
    String host =
        v4.isEmpty()
            ? "The host's own count cannot be read."
            : "The host has dropped "
                + Amounts.count(v4.getAsLong() + v6.orElse(0))
                + " UDP datagrams of all programs at full buffers since it was started.";
    findings.add(
        ours == 0
            ? Finding.fine("kernel drops", "none at ingest's socket. " + host)
            : Finding.warning(
                "kernel drops",
                "the kernel dropped "
                    + Amounts.count(ours)
                    + " datagrams at ingest's full socket buffer since the beginning; they are in"
                    + " no journal. "
                    + host,
                "Raise [ingest] receive_buffer, and see whether ingest gets enough CPU: penstock"
                    + " status --watch shows the buffer in use."));
    long memory =
        patient.proc().udpCounter("MemErrors").orElse(0)
            + patient.proc().udp6Counter("MemErrors").orElse(0);
    if (memory > 0) {
      findings.add(
          Finding.warning(
              "UDP memory",
              "the host dropped "
                  + Amounts.count(memory)
                  + " datagrams because all UDP sockets together held too much memory.",
              "Raise net.ipv4.udp_mem (pages of 4 KiB: min pressure max)."));
    }
    return findings;
  }
}
