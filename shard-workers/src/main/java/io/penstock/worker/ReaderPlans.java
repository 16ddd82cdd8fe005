package io.penstock.worker;

import io.penstock.config.DataDirectory;
import io.penstock.journal.JournalReader;
import io.penstock.journal.JournalRepair;
import io.penstock.reader.Begun;
import io.penstock.reader.ReaderFile;
import io.penstock.reader.ReaderPlan;
import io.penstock.reader.Stretch;
import io.penstock.shard.ReaderName;
import io.penstock.worker.reading.JournalHead;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;

/**
 * What the layouts of the journal and a reader's file, if it has one, say about where it begins and
 * ends.
 */
final class ReaderPlans {
  private final DataDirectory data;
  private final JournalReader journal;
  private final JournalHead head;
  private final OpeningFailures failures;

  ReaderPlans(
      DataDirectory data, JournalReader journal, JournalHead head, OpeningFailures failures) {
    this.data = data;
    this.journal = journal;
    this.head = head;
    this.failures = failures;
  }

  /** The layouts that the journal has now. */
  List<Stretch> stretches() {
    return Stretch.of(journal.layouts());
  }

  /** The readers that a layout has a place for, their mirrors, and those that have a file. */
  Set<ReaderName> everSeen(List<Stretch> stretches) throws IOException {
    Set<ReaderName> names = new LinkedHashSet<>();
    for (ReaderName name : ReaderPlan.places(stretches)) {
      names.add(name);
      if (name.followsShards()) {
        names.add(new ReaderName(ReaderName.MIRRORS, name.shard()));
      }
    }
    if (Files.isDirectory(data.readers())) {
      for (Path file : ReaderFile.list(data.readers())) {
        ReaderName.of(file.getFileName().toString()).ifPresent(names::add);
      }
    }
    return names;
  }

  /** The plan of a reader that is not open. */
  ReaderPlan planOf(ReaderName name, List<Stretch> stretches) throws IOException {
    Path file = data.readers().resolve(name.toString());
    if (!Files.exists(file)) {
      return ReaderPlan.ofNew(name.toString(), stretches, forgottenUpTo(name));
    }
    try (ReaderFile reader = ReaderFile.openReadOnly(file)) {
      return reader.hasPosition()
          ? ReaderPlan.of(name.toString(), stretches, Begun.of(reader))
          : planWithoutPosition(name, stretches);
    }
  }

  /** Rather repeat than lose: it begins where it is known to have been, or where it once began. */
  private ReaderPlan planWithoutPosition(ReaderName name, List<Stretch> stretches)
      throws IOException {
    OptionalLong mirrored = JournalRepair.numberOf(data.journal(), name.toString());
    ReaderPlan plan =
        mirrored.isPresent()
            ? ReaderPlan.of(name.toString(), stretches, new Begun(mirrored.getAsLong(), false))
            : ReaderPlan.ofNew(name.toString(), stretches, forgottenUpTo(name));
    if (plan.phase().isToBeRead()) {
      long from = plan.startsAt(head.number());
      failures.report(
          name,
          "both copies of its position are damaged; it begins again at datagram "
              + from
              + (mirrored.isPresent() ? ", its last known place" : ", where its layout begins")
              + ", and up to "
              + Math.max(0, head.number() - from)
              + " datagrams are sent again");
    }
    return plan;
  }

  /** What a reader of that name had sent before {@code forget} is not sent again. */
  private long forgottenUpTo(ReaderName name) throws IOException {
    return Files.isDirectory(data.readers())
        ? ReaderFile.forgottenUpTo(data.readers(), name.toString())
        : 0;
  }

  /**
   * Where the layout of a reader ended, if that was ever seen; else where the journal now begins.
   */
  long endOf(ReaderName name, ReaderPlan plan) {
    return journal.endOf(name::isIn, plan.number(), plan.overAt());
  }
}
