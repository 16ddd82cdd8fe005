package io.penstock.tools.upkeep;

import io.penstock.amounts.Amounts;
import io.penstock.daemon.ExitCode;
import io.penstock.daemon.ProgramException;
import io.penstock.journal.JournalReader;
import io.penstock.reader.ReaderFiles;
import io.penstock.tools.look.Spot;
import io.penstock.tools.select.Moments;
import java.util.ArrayList;
import java.util.List;

/**
 * From where to where a reader moves.
 *
 * @param from its position
 * @param to its new position; always before a record, since a record is taken whole or not at all
 * @param notes what the user did not ask for and should know
 */
record SeekPlan(Spot from, Spot to, List<String> notes) {

  /**
   * Finds the place.
   *
   * @throws ProgramException when there is no such place
   */
  static SeekPlan of(Standing reader, SeekTarget target, JournalReader journal) {
    List<String> notes = new ArrayList<>();
    Spot found = find(reader, target, journal, notes);
    Spot to = withItsLayout(reader, found, journal, notes);
    Spot from = new Spot(reader.position(), reader.at().timeNs(), reader.at().bytesBefore());
    return new SeekPlan(from, to, notes);
  }

  private static Spot find(
      Standing reader, SeekTarget target, JournalReader journal, List<String> notes) {
    if (target.earliest) {
      return Spot.earliest(journal);
    }
    if (target.latest) {
      return reader.head();
    }
    if (target.timeNs != null) {
      return Spot.atTime(journal, target.timeNs);
    }
    if (target.number != null) {
      return numbered(target.number, reader.head(), journal, notes);
    }
    return target.step.isTime()
        ? Spot.atTime(journal, reader.at().timeNs() + target.step.amount())
        : numbered(
            Math.clamp(reader.position() + target.step.amount(), 0, reader.head().number()),
            reader.head(),
            journal,
            notes);
  }

  private static Spot numbered(long number, Spot head, JournalReader journal, List<String> notes) {
    if (number > head.number() || number < 0) {
      throw new ProgramException(
          ExitCode.FAILED,
          "there is no datagram " + number + ": the journal ends at " + head.number());
    }
    Spot spot = number == head.number() ? head : Spot.at(journal, number);
    if (spot.number() < number) {
      notes.add("datagram " + number + " is in the record that begins with " + spot.number());
    } else if (spot.number() > number) {
      notes.add("the journal does not hold datagram " + number + "; the next is " + spot.number());
    }
    return spot;
  }

  /** Where no layout has the shard nothing is its own: it begins where one has it again. */
  private static Spot withItsLayout(
      Standing reader, Spot spot, JournalReader journal, List<String> notes) {
    long own = reader.plan().ownFrom(spot.number()).orElse(spot.number());
    if (own == spot.number()) {
      return spot;
    }
    notes.add("nothing is its own before datagram " + own);
    return Spot.at(journal, own);
  }

  /** Where a reader is to be moved to. */
  ReaderFiles.Target target(Standing reader, long hint) {
    boolean isOver = !reader.plan().at(to.number()).phase().isToBeRead();
    return new ReaderFiles.Target(to.number(), hint, to.timeNs(), to.bytesBefore(), isOver);
  }

  /** Datagrams passed over; 0 when it goes back. */
  long skipped() {
    return Math.max(0, to.number() - from.number());
  }

  /** Datagrams gone back over; 0 when it goes forward. */
  long repeated() {
    return Math.max(0, from.number() - to.number());
  }

  long bytes() {
    return Math.abs(to.bytesBefore() - from.bytesBefore());
  }

  long nanos() {
    return Math.abs(to.timeNs() - from.timeNs());
  }

  /** The plan in words. */
  List<String> lines(String reader) {
    List<String> lines = new ArrayList<>();
    lines.add(reader + ": " + place(from) + " → " + place(to));
    lines.add(
        what()
            + Amounts.count(skipped() + repeated())
            + " datagrams, "
            + Amounts.bytes(bytes())
            + ", received within "
            + Amounts.duration(nanos()));
    lines.addAll(notes);
    return lines;
  }

  private String what() {
    if (skipped() == 0 && repeated() == 0) {
      return "stays: ";
    }
    return skipped() > 0 ? "passed over: " : "to be sent again: ";
  }

  private static String place(Spot spot) {
    return spot.number() + (spot.timeNs() == 0 ? "" : " (" + Moments.instant(spot.timeNs()) + ")");
  }
}
