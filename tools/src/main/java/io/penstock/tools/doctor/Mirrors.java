package io.penstock.tools.doctor;

import io.penstock.amounts.Amounts;
import io.penstock.config.Configuration;
import io.penstock.config.Destination;
import io.penstock.config.MirrorRing;
import io.penstock.counters.ReaderCounter;
import io.penstock.counters.ReaderState;
import io.penstock.journal.Access;
import io.penstock.journal.JournalOptions;
import io.penstock.journal.JournalReader;
import io.penstock.shard.Layout;
import io.penstock.shard.ReaderName;
import io.penstock.tools.look.ReaderLook;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Second servers of the same lines: those of single shards, and whole second rings. */
final class Mirrors {
  private static final String TOPIC = "mirrors";

  private Mirrors() {}

  static List<Finding> of(Patient patient) {
    if (patient.configuration().isEmpty()) {
      return List.of();
    }
    Configuration configuration = patient.configuration().get();
    List<Finding> findings = new ArrayList<>();
    int mirrors = 0;
    for (Map.Entry<String, String> address : configuration.addresses().entrySet()) {
      Optional<ReaderName> name = ReaderName.of(address.getKey()).filter(Mirrors::isSecond);
      if (name.isPresent()) {
        mirrors++;
        doubled(configuration, name.get()).ifPresent(findings::add);
        behind(patient, name.get(), address.getValue()).ifPresent(findings::add);
      }
    }
    newestLayout(patient)
        .ifPresent(layout -> findings.addAll(notInForce(configuration, layout, patient)));
    if (mirrors > 0 && findings.isEmpty()) {
      findings.add(
          Finding.fine(
              TOPIC, mirrors + (mirrors == 1 ? " second server" : " second servers") + " follow"));
    }
    return findings;
  }

  private static boolean isSecond(ReaderName name) {
    return !name.ring().equals(ReaderName.SHARDS);
  }

  /** The same server twice counts each line twice. */
  private static Optional<Finding> doubled(Configuration configuration, ReaderName mirror) {
    Destination own = configuration.destination(mirror).orElseThrow();
    int shard = configuration.destinations().indexOf(own);
    return shard < 0
        ? Optional.empty()
        : Optional.of(
            Finding.error(
                TOPIC,
                mirror
                    + " sends to "
                    + own
                    + ", which is the server of shard "
                    + shard
                    + " too: lines count twice there.",
                "Give it another address: " + setting(mirror)));
  }

  /** What a dead mirror has not read stays in the journal, until that is full. */
  private static Optional<Finding> behind(Patient patient, ReaderName mirror, String address) {
    Optional<ReaderLook> reader =
        patient.look().readers().stream()
            .filter(one -> one.name().equals(mirror.toString()))
            .findFirst();
    if (reader.isEmpty() || !isAway(reader.get())) {
      return Optional.empty();
    }
    return Optional.of(
        Finding.warning(
            TOPIC,
            mirror
                + " ("
                + address
                + ") takes nothing: "
                + Amounts.count(reader.get().backlog().unsentDatagrams())
                + " datagrams wait for it and keep their files of the journal.",
            "Start its server. If it is not wanted any more, take it out of "
                + setting(mirror)
                + ", reload both daemons (kill -HUP), then: penstock forget "
                + mirror));
  }

  private static boolean isAway(ReaderLook reader) {
    long state = reader.counts().get(ReaderCounter.STATE);
    return state == ReaderState.DOWN.ordinal() || state == ReaderState.SUSPECT.ordinal();
  }

  private static String setting(ReaderName mirror) {
    return mirror.isMirror()
        ? "[shard." + mirror.shard() + "] mirror"
        : "[mirror." + mirror.ring() + "] destinations";
  }

  /** A ring begins with a layout of the journal, and only ingest writes those. */
  private static List<Finding> notInForce(
      Configuration configuration, Layout layout, Patient patient) {
    List<Finding> findings = new ArrayList<>();
    for (Map.Entry<String, MirrorRing> ring : configuration.rings().entrySet()) {
      Layout known = layout.mirrors().get(ring.getKey());
      if (known == null || known.shards() != ring.getValue().destinations().size()) {
        findings.add(
            Finding.error(
                TOPIC,
                "[mirror."
                    + ring.getKey()
                    + "] is configured"
                    + (known == null
                        ? " and not in force: it gets nothing yet."
                        : " with "
                            + ring.getValue().destinations().size()
                            + " servers, and "
                            + known.shards()
                            + " are in force."),
                patient.look().isIngestAlive()
                    ? "Let ingest read the configuration again: kill -HUP "
                        + patient.look().ingest().orElseThrow().pid()
                    : "Start ingest with it. " + patient.start().ingest()));
      }
    }
    return findings;
  }

  private static Optional<Layout> newestLayout(Patient patient) {
    if (!Files.isDirectory(patient.data().journal())
        || !JournalReader.exists(patient.data().journal())) {
      return Optional.empty();
    }
    JournalOptions options = JournalOptions.of(patient.data().journal());
    try (JournalReader journal = JournalReader.open(options, Access.READ_ONLY)) {
      return journal.layouts().reversed().stream().findFirst().map(file -> file.layout());
    }
  }
}
