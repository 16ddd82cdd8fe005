package io.penstock.tools.check;

import io.penstock.config.DataDirectory;
import io.penstock.counters.CounterFile;
import io.penstock.counters.FileKind;
import io.penstock.journal.Access;
import io.penstock.journal.JournalOptions;
import io.penstock.journal.JournalReader;
import io.penstock.journal.Position;
import io.penstock.journal.ReaderFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongConsumer;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * All equations of a data directory.
 *
 * <p>Beside living daemons the counters move while they are read: an equation that does not hold is
 * then asked again for a while, since between two batches it holds. The audit needs no such thing;
 * it goes by positions, and what lies before a position does not change.
 *
 * @param equations in the order in which a line travels
 * @param remarks what could not be checked, and why
 */
record Balance(List<Equation> equations, List<String> remarks) {
  private static final int ATTEMPTS_BESIDE_A_WRITER = 400;
  private static final long BETWEEN_ATTEMPTS_NS = TimeUnit.MILLISECONDS.toNanos(5);

  private static final String READER_PREFIX = "shard-";

  boolean holds() {
    return equations.stream().allMatch(Equation::holds);
  }

  /**
   * Reads everything and adds up.
   *
   * @param progress told the datagram number that the audit has reached
   * @throws IOException when a file is there and cannot be read
   */
  static Balance of(DataDirectory data, JournalOptions options, LongConsumer progress)
      throws IOException {
    List<Equation> equations = new ArrayList<>();
    List<String> remarks = new ArrayList<>();
    if (Files.exists(data.ingestCounters())) {
      try (CounterFile ingest = CounterFile.openReadOnly(data.ingestCounters(), FileKind.INGEST)) {
        equations.addAll(settled(ingest, () -> List.of(IngestBalance.of(ingest))));
      }
    } else {
      remarks.add("ingest has never run here");
    }
    List<Audit.Subject> subjects = new ArrayList<>();
    for (Path file : readerFiles(data.readers())) {
      String name = file.getFileName().toString();
      try (ReaderFile reader = ReaderFile.openReadOnly(file)) {
        equations.addAll(settled(reader.counters(), () -> ReaderBalance.of(name, reader)));
        Position position = reader.position();
        subjects.add(new Audit.Subject(name, shardOf(name), position));
      }
    }
    audit(subjects, options, progress, equations, remarks);
    return new Balance(equations, remarks);
  }

  private static void audit(
      List<Audit.Subject> subjects,
      JournalOptions options,
      LongConsumer progress,
      List<Equation> equations,
      List<String> remarks) {
    if (!JournalReader.exists(options.directory())) {
      remarks.add("there is no journal in " + options.directory());
      return;
    }
    Audit audit = new Audit(subjects);
    try (JournalReader journal = JournalReader.open(options, Access.READ_ONLY)) {
      equations.addAll(audit.run(journal, progress));
    }
    remarks.addAll(audit.unchecked());
  }

  private static List<Equation> settled(CounterFile counters, Supplier<List<Equation>> look) {
    List<Equation> equations = look.get();
    for (int attempt = 0; attempt < ATTEMPTS_BESIDE_A_WRITER; attempt++) {
      boolean holds = equations.stream().allMatch(Equation::holds);
      if (holds || !counters.isAlive(System.currentTimeMillis())) {
        return equations;
      }
      LockSupport.parkNanos(BETWEEN_ATTEMPTS_NS);
      equations = look.get();
    }
    return equations;
  }

  private static List<Path> readerFiles(Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .filter(file -> file.getFileName().toString().matches(READER_PREFIX + "\\d+"))
          .sorted((one, other) -> Integer.compare(shardOf(name(one)), shardOf(name(other))))
          .toList();
    }
  }

  private static String name(Path file) {
    return file.getFileName().toString();
  }

  private static int shardOf(String readerName) {
    return Integer.parseInt(readerName.substring(READER_PREFIX.length()));
  }
}
