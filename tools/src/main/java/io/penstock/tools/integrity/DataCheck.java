package io.penstock.tools.integrity;

import io.penstock.audit.Ledger;
import io.penstock.config.DataDirectory;
import io.penstock.counters.CounterFile;
import io.penstock.counters.FileKind;
import io.penstock.counters.IngestCounter;
import io.penstock.daemon.ExitCode;
import io.penstock.daemon.Holder;
import io.penstock.daemon.ProgramException;
import io.penstock.journal.Finding;
import io.penstock.journal.FindingCode;
import io.penstock.journal.JournalCheck;
import io.penstock.journal.record.JournalException;
import io.penstock.reader.Position;
import io.penstock.reader.ReaderFile;
import io.penstock.tools.select.DataOptions;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.LongConsumer;

/**
 * Everything in a data directory that a daemon would have to read, looked at.
 *
 * @param data the directory
 * @param isDeep whether all roll files were looked at
 * @param journal what was found in the journal
 * @param findings that, and what was found beside it
 * @param readers the readers whose position could be read
 * @param head the next number to be given out, as far as anything says so
 */
record DataCheck(
    DataDirectory data,
    boolean isDeep,
    JournalCheck journal,
    List<Finding> findings,
    Map<String, Position> readers,
    long head) {

  /**
   * Looks.
   *
   * @param progress told how many bytes of the journal were looked at
   * @throws ProgramException when there is no such directory, or it cannot be listed
   */
  static DataCheck of(DataDirectory data, boolean isDeep, LongConsumer progress) {
    DataOptions.existing(data);
    requireSight(data);
    try {
      List<Finding> beside = new ArrayList<>();
      long given = numbersGiven(data, beside);
      Map<String, Position> readers = readers(data, beside);
      long head = Math.max(given, committed(readers));
      JournalCheck journal = JournalCheck.of(data.journal(), isDeep, head, progress);
      List<Finding> findings = new ArrayList<>(journal.findings());
      findings.addAll(beside);
      noteReadersAhead(data, readers, journal, given, findings);
      ledger(data, findings);
      locks(data, findings);
      return new DataCheck(
          data, isDeep, journal, findings, readers, Math.max(head, journal.next()));
    } catch (IOException | JournalException e) {
      throw new ProgramException(ExitCode.FAILED, data.root() + ": " + e.getMessage(), e);
    }
  }

  /** What may not be looked at would pass for what is not there, and that for sound. */
  private static void requireSight(DataDirectory data) {
    for (Path folder : List.of(data.root(), data.journal(), data.readers(), data.counters())) {
      if (Files.exists(folder) && !(Files.isReadable(folder) && Files.isExecutable(folder))) {
        throw new ProgramException(
            ExitCode.FAILED, folder + ": permission denied; run as its owner, or join its group");
      }
    }
  }

  private static long numbersGiven(DataDirectory data, List<Finding> findings) {
    Path file = data.ingestCounters();
    if (!Files.exists(file)) {
      return Finding.UNKNOWN;
    }
    try (CounterFile counters = CounterFile.openReadOnly(file, FileKind.INGEST)) {
      return counters.get(IngestCounter.NEXT_NUMBER);
    } catch (IOException e) {
      findings.add(Finding.of(FindingCode.E_COUNTERS, file, reason(e)));
      return Finding.UNKNOWN;
    }
  }

  private static Map<String, Position> readers(DataDirectory data, List<Finding> findings)
      throws IOException {
    Map<String, Position> readers = new TreeMap<>();
    if (!Files.isDirectory(data.readers())) {
      return readers;
    }
    for (Path file : ReaderFile.list(data.readers())) {
      try (ReaderFile reader = ReaderFile.openReadOnly(file)) {
        readers.put(file.getFileName().toString(), reader.position());
      } catch (JournalException e) {
        findings.add(Finding.of(FindingCode.E_SLOTS, file, ""));
      } catch (NoSuchFileException forgotten) {
        continue; // between the list and the look
      } catch (IOException e) {
        findings.add(Finding.of(FindingCode.E_READER, file, reason(e)));
      }
    }
    noteDrafts(data.readers(), findings);
    return readers;
  }

  private static void noteDrafts(Path folder, List<Finding> findings) throws IOException {
    try (DirectoryStream<Path> drafts =
        Files.newDirectoryStream(folder, "*.{new,keeping,seeking,rebuilding}")) {
      drafts.forEach(draft -> findings.add(Finding.of(FindingCode.W_LEFTOVER, draft, "")));
    }
  }

  private static long committed(Map<String, Position> readers) {
    return readers.values().stream().mapToLong(Position::number).max().orElse(Finding.UNKNOWN);
  }

  private static void noteReadersAhead(
      DataDirectory data,
      Map<String, Position> readers,
      JournalCheck journal,
      long given,
      List<Finding> findings) {
    long end = Math.max(journal.next(), given);
    readers.forEach(
        (name, position) -> {
          if (end >= 0 && position.number() > end) {
            findings.add(
                new Finding(
                    FindingCode.W_AHEAD,
                    data.readers().resolve(name),
                    Finding.UNKNOWN,
                    end,
                    position.number(),
                    ""));
          }
        });
  }

  /** What a kill cut off at its end is no damage. */
  private static void ledger(DataDirectory data, List<Finding> findings) {
    Path file = data.auditLedger();
    try {
      int damaged = Ledger.read(file).damagedLines();
      if (damaged > 0) {
        findings.add(Finding.of(FindingCode.E_LEDGER, file, damaged + " lines"));
      }
    } catch (IOException e) {
      findings.add(Finding.of(FindingCode.E_LEDGER, file, reason(e)));
    }
  }

  private static void locks(DataDirectory data, List<Finding> findings) throws IOException {
    if (!Files.isDirectory(data.locks())) {
      return;
    }
    try (DirectoryStream<Path> locks = Files.newDirectoryStream(data.locks(), "*.lock")) {
      for (Path lock : locks) {
        String file = lock.getFileName().toString();
        Path holder = data.holder(file.substring(0, file.length() - ".lock".length()));
        if (!Files.isRegularFile(lock, LinkOption.NOFOLLOW_LINKS)) {
          findings.add(Finding.of(FindingCode.E_LOCK, lock, ""));
        } else if (Files.exists(holder) && Holder.read(holder).isEmpty()) {
          findings.add(Finding.of(FindingCode.W_HOLDER, holder, ""));
        }
      }
    }
  }

  private static String reason(IOException e) {
    return Optional.ofNullable(e.getMessage()).orElse(e.getClass().getSimpleName());
  }

  /** How many findings are damage. */
  long damages() {
    return findings.stream().filter(finding -> finding.code().isDamage()).count();
  }

  /** Datagrams that the journal lost and that a reader at a number still needs. */
  long goneFrom(long number) {
    return journal.gone().stream().mapToLong(range -> range.neededFrom(number)).sum();
  }
}
