package io.penstock.tools.integrity;

import io.penstock.config.DataDirectory;
import io.penstock.journal.Finding;
import io.penstock.journal.JournalRepair;
import io.penstock.journal.record.JournalException;
import io.penstock.reader.ReaderFile;
import io.penstock.reader.ReaderPlan;
import io.penstock.reader.Stretch;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/**
 * What a repair would do, and what it costs whom. Making one changes nothing.
 *
 * <p>Repeat rather than lose: a reader whose position cannot be told goes back to where it is known
 * to have been, or to where its shard begins. What readers get over by themselves is left alone.
 *
 * @param check on which it rests; a deep one
 * @param steps in the order in which they are done
 * @param remains damage that no renaming mends
 * @param costs one for each reader
 */
record RepairPlan(
    DataCheck check, List<RepairStep> steps, List<Finding> remains, List<Cost> costs) {

  /**
   * What the damage and its repair cost a reader.
   *
   * @param reader its name
   * @param number its new position; −1 when the worker starts it again
   * @param lost datagrams that it still needed and that cannot be read any more
   * @param repeatedMax datagrams that it may send once more, at most
   */
  record Cost(String reader, long number, long lost, long repeatedMax) {}

  static RepairPlan of(DataCheck check, long epochMs) {
    DataDirectory data = check.data();
    List<RepairStep> steps = new ArrayList<>();
    List<Finding> remains = new ArrayList<>();
    List<Cost> costs = new ArrayList<>();
    check
        .readers()
        .forEach(
            (name, position) ->
                costs.add(new Cost(name, position.number(), check.goneFrom(position.number()), 0)));
    for (Finding finding : check.findings()) {
      String reason = finding.code().label() + ", " + finding.code().words();
      switch (finding.code()) {
        case E_METADATA -> {
          setAside(finding.file(), epochMs, reason, steps);
          steps.add(
              new RepairStep.MakeMetadata(
                  JournalRepair.metadata(data.journal()), "ingest fills it when it starts"));
        }
        case E_READER, E_SLOTS -> {
          setAside(finding.file(), epochMs, reason, steps);
          rebuild(check, finding.file().getFileName().toString(), steps, costs);
        }
        case E_UNREADABLE -> {
          if (finding.note().isEmpty()) {
            setAside(finding.file(), epochMs, reason, steps);
          } else {
            remains.add(finding);
          }
        }
        case E_EMPTY, E_COUNTERS, E_LEDGER, E_LOCK, W_LEFTOVER ->
            setAside(finding.file(), epochMs, reason, steps);
        default -> {
          if (finding.code().isDamage()) {
            remains.add(finding);
          }
        }
      }
    }
    for (String reader : JournalRepair.readersSetAside(data.readers())) {
      if (number(check, reader).isPresent()
          || beginning(check, reader).isPresent()) { // a repair was interrupted behind the rename
        rebuild(check, reader, steps, costs);
      }
    }
    return new RepairPlan(check, steps, remains, costs);
  }

  private static void setAside(Path file, long epochMs, String reason, List<RepairStep> steps) {
    boolean isPlanned =
        steps.stream()
            .anyMatch(step -> step instanceof RepairStep.SetAside one && one.file().equals(file));
    if (Files.exists(file) && !isPlanned) {
      Path target =
          file.resolveSibling(file.getFileName() + JournalRepair.SET_ASIDE_INFIX + epochMs);
      steps.add(new RepairStep.SetAside(file, target, reason));
    }
  }

  private static void rebuild(
      DataCheck check, String reader, List<RepairStep> steps, List<Cost> costs) {
    OptionalLong mirrored = number(check, reader);
    OptionalLong number = mirrored.isPresent() ? mirrored : beginning(check, reader);
    steps.add(
        new RepairStep.Rebuild(
            check.data().readers().resolve(reader),
            number,
            mirrored.isPresent()
                ? "from the position that Chronicle's table keeps under the same name"
                : number.isPresent()
                    ? "where its layout begins; no position is known"
                    : "its worker starts it again; neither a position nor a layout is known"));
    long at = number.orElse(0);
    costs.add(
        new Cost(reader, number.orElse(-1), check.goneFrom(at), Math.max(0, check.head() - at)));
  }

  private static OptionalLong number(DataCheck check, String reader) {
    try {
      return JournalRepair.numberOf(check.data().journal(), reader);
    } catch (JournalException unreadable) {
      return OptionalLong.empty();
    }
  }

  /** A mirror too goes back to where it may have begun: rather repeat than lose. */
  private static OptionalLong beginning(DataCheck check, String reader) {
    DataDirectory data = check.data();
    try {
      long forgottenUpTo = ReaderFile.forgottenUpTo(data.readers(), reader);
      List<Stretch> stretches = Stretch.ofFiles(JournalRepair.files(data.journal()));
      return ReaderPlan.ofNew(reader, stretches, forgottenUpTo).beginning(0);
    } catch (JournalException | IOException unreadable) {
      return OptionalLong.empty();
    }
  }

  /** Whether there is nothing to do and nothing to say. */
  boolean isEmpty() {
    return steps.isEmpty() && remains.isEmpty();
  }

  /** Whether damage was found, mended by this plan or not. */
  boolean isDamage() {
    return check.damages() > 0;
  }
}
