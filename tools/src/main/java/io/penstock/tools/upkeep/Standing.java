package io.penstock.tools.upkeep;

import io.penstock.config.Configuration;
import io.penstock.config.DataDirectory;
import io.penstock.config.Destination;
import io.penstock.counters.ReaderCounter;
import io.penstock.journal.FileLayout;
import io.penstock.journal.JournalReader;
import io.penstock.journal.ReaderFile;
import io.penstock.journal.ReaderOwner;
import io.penstock.shard.Layout;
import io.penstock.shard.ReaderName;
import io.penstock.tools.look.Life;
import io.penstock.tools.look.Look;
import io.penstock.tools.look.ReaderLook;
import io.penstock.tools.look.Spot;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * How a reader stands, and to whom it belongs.
 *
 * @param look what its file said
 * @param owner to whom it belongs
 * @param destination address; of a retired shard the last that it had; empty when there is none
 * @param at its position
 * @param head end of the journal
 * @param heartbeatEpochMs when its worker last said that it lives; 0 when it ended in order
 */
record Standing(
    ReaderLook look,
    ReaderOwner owner,
    String destination,
    Spot at,
    Spot head,
    long heartbeatEpochMs) {

  /** All readers; those whose file cannot be read are among the faults of the look. */
  static List<Standing> all(
      DataDirectory data, Look look, Optional<Configuration> configuration, JournalReader journal) {
    List<FileLayout> layouts = journal.layouts();
    List<String> configured = configuration.map(Configuration::readerNames).orElse(last(layouts));
    Spot head = Spot.head(journal);
    List<Standing> standings = new ArrayList<>();
    for (ReaderLook reader : look.readers()) {
      long position = reader.position().number();
      Spot at = position >= head.number() ? head : Spot.at(journal, position);
      standings.add(
          new Standing(
              reader,
              ReaderOwner.of(reader.name(), configured, reader.counts().get(ReaderCounter.STATE)),
              destination(reader, configuration, layouts),
              at,
              head,
              heartbeat(data, reader)));
    }
    return standings;
  }

  /** Without a configuration the newest layout says what is configured. */
  private static List<String> last(List<FileLayout> layouts) {
    if (layouts.isEmpty()) {
      return List.of();
    }
    Layout last = layouts.getLast().layout();
    return Stream.concat(
            names(ReaderName.SHARDS, last),
            last.mirrors().entrySet().stream()
                .flatMap(ring -> names(ring.getKey(), ring.getValue())))
        .toList();
  }

  private static Stream<String> names(String ring, Layout layout) {
    return IntStream.range(0, layout.shards())
        .mapToObj(shard -> new ReaderName(ring, shard).toString());
  }

  private static String destination(
      ReaderLook reader, Optional<Configuration> configuration, List<FileLayout> layouts) {
    if (reader.place().isEmpty()) {
      return "";
    }
    ReaderName place = reader.place().get();
    Optional<Destination> configured = configuration.flatMap(c -> c.destination(place));
    if (configured.isPresent() || place.isMirror()) {
      return configured.map(Destination::address).orElse("");
    }
    return layouts.reversed().stream()
        .filter(file -> place.isIn(file.layout()))
        .map(file -> place.ringIn(file.layout()).destinations().get(place.shard()))
        .findFirst()
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
