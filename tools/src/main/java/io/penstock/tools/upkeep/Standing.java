package io.penstock.tools.upkeep;

import io.penstock.config.Configuration;
import io.penstock.config.DataDirectory;
import io.penstock.config.Destination;
import io.penstock.counters.ReaderCounter;
import io.penstock.journal.JournalReader;
import io.penstock.reader.Begun;
import io.penstock.reader.ReaderFile;
import io.penstock.reader.ReaderOwner;
import io.penstock.reader.ReaderPlan;
import io.penstock.reader.Stretch;
import io.penstock.shard.ReaderName;
import io.penstock.tools.look.Life;
import io.penstock.tools.look.Look;
import io.penstock.tools.look.ReaderLook;
import io.penstock.tools.look.Spot;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The state of a reader, and its owner.
 *
 * @param look what its file said
 * @param plan what of the journal is its own
 * @param owner to whom it belongs
 * @param destination address; of a retired shard the last that it had; empty when there is none
 * @param at its position
 * @param head end of the journal
 * @param heartbeatEpochMs when its worker last said that it lives; 0 when it ended in order
 */
record Standing(
    ReaderLook look,
    ReaderPlan plan,
    ReaderOwner owner,
    String destination,
    Spot at,
    Spot head,
    long heartbeatEpochMs) {

  /** All readers; those whose file cannot be read are among the faults of the look. */
  static List<Standing> all(
      DataDirectory data, Look look, Optional<Configuration> configuration, JournalReader journal) {
    List<Stretch> stretches = Stretch.of(journal.layouts());
    List<String> configured = configuration.map(Configuration::readerNames).orElse(last(stretches));
    Spot head = Spot.head(journal);
    List<Standing> standings = new ArrayList<>();
    for (ReaderLook reader : look.readers()) {
      long position = reader.position().number();
      Spot at = position >= head.number() ? head : Spot.at(journal, position);
      Begun begun = Begun.of(position, reader.counts().get(ReaderCounter.STATE));
      ReaderPlan plan = ReaderPlan.of(reader.name(), stretches, begun);
      standings.add(
          new Standing(
              reader,
              plan,
              plan.owner(configured.contains(reader.name())),
              destination(reader, configuration, plan),
              at,
              head,
              heartbeat(data, reader)));
    }
    return standings;
  }

  /** Without a configuration the newest layout says what is configured. */
  private static List<String> last(List<Stretch> stretches) {
    return stretches.isEmpty()
        ? List.of()
        : ReaderPlan.places(List.of(stretches.getLast())).stream()
            .map(ReaderName::toString)
            .toList();
  }

  private static String destination(
      ReaderLook reader, Optional<Configuration> configuration, ReaderPlan plan) {
    return reader
        .place()
        .flatMap(place -> configuration.flatMap(c -> c.destination(place)))
        .map(Destination::address)
        .or(plan::lastAddress)
        .orElse("");
  }

  private static long heartbeat(DataDirectory data, ReaderLook reader) {
    try (ReaderFile file = ReaderFile.openReadOnly(data.readers().resolve(reader.name()))) {
      return file.counters().heartbeatEpochMs();
    } catch (IOException goneMeanwhile) {
      return 0;
    }
  }

  String name() {
    return look.name();
  }

  boolean isAlive() {
    return look.life() == Life.ALIVE;
  }

  /** What it does, or why it does nothing. */
  String state() {
    return look.state();
  }

  long position() {
    return look.position().number();
  }

  /** Datagrams from its position to the head. */
  long backlogDatagrams() {
    return Math.max(0, head.number() - position());
  }

  /** Their payload, as far as the journal still holds them. */
  long backlogBytes() {
    return Math.max(0, head.bytesBefore() - at.bytesBefore());
  }

  /** How much older its next datagram is than the newest. */
  long backlogNs() {
    return Math.max(0, head.timeNs() - at.timeNs());
  }
}
